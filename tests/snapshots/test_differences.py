"""A comparison names every change, and the changes add up to every difference of a count."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from quxiang.engine.snapshots import (
    Comparison,
    Snapshot,
    compare,
    compare_figure,
    create,
    record_run,
    runs_of,
)
from quxiang.engine.snapshots.differences.forms import FigureChange, Side
from quxiang.problems import UnusableError
from quxiang.standards import Settings, load
from snapshots.tables import ABOUT, CODES, MOMENT, graduates, made, plan

LATER = MOMENT + timedelta(days=7)


def changed(data: pa.Table, column: str, **rows: object) -> pa.Table:
    """Return a table with cells changed: ``r3="x"`` is row 3."""
    cells = data.column(column).to_pylist()
    for name, value in rows.items():
        cells[int(name[1:])] = value
    at = data.column_names.index(column)
    return data.set_column(at, column, pa.array(cells, data.schema.field(column).type))


def ran(folder: Path, data: pa.Table, **changes: object) -> Snapshot:
    snapshot = made(folder, data, **changes)
    record_run(snapshot, snapshot.standard(), plan())
    return snapshot


def figure(compared: Comparison, code: str, **group: str) -> FigureChange:
    (found,) = [each for each in compared.figures if (each.code, each.group) == (code, group)]
    return found


def reasons(side: Side) -> dict[str, int]:
    return {each.change: each.effect * each.count for each in side.because}


def assert_adds_up(compared: Comparison) -> None:
    for each in compared.figures:
        for side in (each.numerator, each.denominator):
            assert side.explained, each.code
            assert side.after - side.before == side.entered - side.left, each.code
            named = [sum(b.count for b in side.because if b.effect == sign) for sign in (1, -1)]
            assert named == [side.entered, side.left], each.code
            assert all(len(set(b.subjects)) <= b.count for b in side.because)


def test_every_change_of_people_is_named(tmp_path: Path) -> None:
    before = graduates(8)
    after = changed(before, "code", r1="11", r3="99")
    after = changed(after, "state", r2="draft")
    after = changed(after, "college", r4="理学院").slice(1)
    extra = graduates(9).slice(8)
    compared = compare(
        ran(tmp_path / "a", before), ran(tmp_path / "b", pa.concat_tables([after, extra]))
    )
    people = compared.people
    assert [each.name for each in people.new] == ["王某8"]
    assert [each.name for each in people.gone] == ["王某0"]
    assert {
        each.who.name: [(f.field, f.before, f.after) for f in each.fields]
        for each in people.changed
    } == {
        "王某1": [("code", "70-QZZ", "11")],
        "王某2": [("state", "entered", "draft")],
        "王某3": [("code", None, "99")],
        "王某4": [("college", "文学院", "理学院")],
    }
    assert_adds_up(compared)


def test_a_figure_is_explained_by_the_changes_that_moved_it(tmp_path: Path) -> None:
    before = graduates(12)
    after = changed(before, "code", r1="11", r7="11", r0=None)
    after = changed(after, "state", r2="draft")
    compared = compare(ran(tmp_path / "a", before), ran(tmp_path / "b", after.slice(0, 11)))
    rate = figure(compared, "placement_rate")
    assert (rate.before, rate.after) == ("66.67", "63.64")
    assert (rate.numerator.before, rate.numerator.after) == (8, 7)
    assert reasons(rate.numerator) == {
        "毕业去向 70-QZZ 待就业—求职中 → 11 签劳动合同形式就业": 2,
        "毕业去向 11 签劳动合同形式就业 → 空": -1,
        "登记状态 已录入 → 填写中": -1,
        "移出": -1,
    }
    assert reasons(rate.denominator) == {"移出": -1}
    assert_adds_up(compared)


def test_who_moves_to_another_college_leaves_one_group_and_enters_the_other(tmp_path: Path) -> None:
    before = graduates(12)
    after = changed(before, "college", r0="农学院")
    compared = compare(ran(tmp_path / "a", before), ran(tmp_path / "b", after), ("college",))
    assert not figure(compared, "placement_rate").changed
    left = figure(compared, "placement_rate", college="文学院")
    entered = figure(compared, "placement_rate", college="农学院")
    assert reasons(left.numerator) == reasons(left.denominator) == {"所在院系 文学院 → 农学院": -1}
    assert reasons(entered.denominator) == {"所在院系 文学院 → 农学院": 1}
    assert_adds_up(compared)


def test_settings_that_count_otherwise_are_named_as_that(tmp_path: Path) -> None:
    data = changed(graduates(12), "state", r0="signed")
    early = Settings(counts_from="signed")
    compared = compare(ran(tmp_path / "a", data), ran(tmp_path / "b", data, settings=early))
    assert [each.name for each in compared.facts] == ["settings.counts_from"]
    rate = figure(compared, "placement_rate")
    assert reasons(rate.numerator) == {"计数口径改变": 1}
    assert compared.differs
    assert_adds_up(compared)


def test_rows_of_one_person_are_paired_with_their_equals_first(tmp_path: Path) -> None:
    twice = pa.concat_tables([graduates(3), changed(graduates(3), "code", r0="99").slice(0, 1)])
    once = twice.slice(1)
    compared = compare(ran(tmp_path / "a", twice), ran(tmp_path / "b", once))
    assert compared.people.changed == ()
    assert [(each.name, each.code) for each in compared.people.gone] == [("王某0", "11")]
    assert_adds_up(compared)


def test_a_person_is_known_by_number_though_the_key_is_another(tmp_path: Path) -> None:
    before = graduates(6)
    other = [f"{number:016x}" for number in range(100, 106)]
    after = before.set_column(2, "graduate_id", [other])
    compared = compare(ran(tmp_path / "a", before), ran(tmp_path / "b", after, key_id="school-2"))
    people = compared.people
    assert (people.new, people.gone, people.changed) == ((), (), ())
    assert [each.name for each in compared.facts] == ["key_id"]


def test_what_cannot_be_compared_is_said(tmp_path: Path) -> None:
    more = (
        graduates().append_column("name_of_nothing", [["x"] * 60]).drop_columns("name_of_nothing")
    )
    more = more.append_column("gender", [["1"] * 60])
    compared = compare(made(tmp_path / "a"), ran(tmp_path / "b", more), ("gender",))
    said = " ".join(compared.not_compared)
    assert "“a”还没有运行" in said
    assert "性别" in said
    assert "没有按“gender”分组" in said
    assert compared.people.changed == ()


def test_two_schools_are_not_compared(tmp_path: Path) -> None:
    with pytest.raises(UnusableError) as refused:
        compare(made(tmp_path / "a"), made(tmp_path / "b", school="别的大学"))
    assert refused.value.problems[0].code == "snapshot_of_another"


def test_nothing_changed_is_no_difference(tmp_path: Path) -> None:
    data = graduates()
    places = pa.array([f"row {number}" for number in range(60)])
    moved = data.append_column("source_file", places)
    compared = compare(
        ran(tmp_path / "a", data), ran(tmp_path / "b", moved, moment=LATER, known_at=LATER)
    )
    assert not compared.differs
    assert compared.figures


def _rows(count: int) -> dict[str, pa.Array]:
    """Return columns that say where rows stand, as files give them."""
    return {
        "source_file": pa.array(["表.xlsx"] * count),
        "source_sheet": pa.array(["就业"] * count),
        "source_row": pa.array(range(2, count + 2)),
    }


def _placed(data: pa.Table) -> pa.Table:
    for name, values in _rows(data.num_rows).items():
        data = data.append_column(name, values)
    return data


def complaints(names: Sequence[str], file: str) -> pa.Table:
    count = len(names)
    return pa.table(
        {
            "school": ["太行大学"] * count,
            "cohort": ["2024"] * count,
            "college": list(names),
            "upheld": [True] * count,
            "source_file": [file] * count,
            "source_sheet": [""] * count,
            "source_row": list(range(2, count + 2)),
        }
    )


def with_complaints(folder: Path, names: Sequence[str], file: str, data: pa.Table) -> Snapshot:
    tables = {"graduates": data, "complaints": complaints(names, file)}
    given = {name: table.column_names for name, table in tables.items()}
    snapshot = create(tables, given, folder=folder, about=ABOUT)
    record_run(snapshot, load("2024"), plan())
    return snapshot


def test_a_signal_is_explained_by_the_rows_that_are_new(tmp_path: Path) -> None:
    data = _placed(graduates(12))
    compared = compare(
        with_complaints(tmp_path / "a", ["农学院", "农学院"], "上周.xlsx", data),
        with_complaints(tmp_path / "b", ["文学院", "农学院", "农学院"], "本周.xlsx", data),
    )
    rate = figure(compared, "complaint_rate")
    assert (rate.numerator.before, rate.numerator.after) == (2, 3)
    assert reasons(rate.numerator) == {"举报": 1}
    assert [(t.name, t.new, t.gone) for t in compared.tables] == [("complaints", 1, 0)]
    assert_adds_up(compared)


def test_a_rate_of_findings_is_explained_by_the_findings(tmp_path: Path) -> None:
    before = _placed(graduates(12))
    twice = changed(before, "exam_no", r6=before.column("exam_no")[0].as_py())
    compared = compare(ran(tmp_path / "a", before), ran(tmp_path / "b", twice))
    assert [each.rule for each in compared.findings.new].count("R204") == 1
    rate = figure(compared, "error_rate")
    assert all("R204" in name for name in reasons(rate.numerator))
    assert sum(reasons(rate.numerator).values()) == rate.numerator.after - rate.numerator.before > 0
    assert_adds_up(compared)


@pytest.mark.parametrize("seed", range(6))
def test_any_two_snapshots_add_up(seed: int, tmp_path: Path) -> None:
    random = np.random.Generator(np.random.PCG64(seed))

    def any_table() -> pa.Table:
        data = graduates(40)
        columns = {
            "code": [*CODES, "12", "99", "80", "999"],
            "state": ["entered", "signed", "draft", None],
            "college": ["农学院", "文学院", None],
        }
        for name, values in columns.items():
            rows = {f"r{at}": values[random.integers(len(values))] for at in range(40)}
            data = changed(data, name, **rows)
        status = [["毕业", "延期", None][at] for at in random.integers(3, size=40)]
        data = data.append_column("status", pa.array(status, pa.string()))
        return data.take(random.integers(40, size=35))  # some twice, some not at all

    settings = Settings(counts_from=("signed", "entered")[seed % 2])
    before = ran(tmp_path / "a", any_table())
    after = ran(tmp_path / "b", any_table(), settings=settings)
    compared = compare(before, after, ("college",))
    for each in compared.figures:
        if each.code == "placement_rate":
            assert compare_figure(before, after, each.code, each.group) == each
    assert_adds_up(compared)
    for each in compared.figures:
        if not each.group:
            told = (each.numerator.before, each.denominator.before)
            assert told == stored(before, each.code)


def stored(snapshot: Snapshot, code: str) -> tuple[int, int]:
    """Return numerator and denominator as the run of a snapshot counted them."""
    lines = [json.loads(line) for run in runs_of(snapshot) for line in run.lines("figures")]
    (found,) = [each for each in lines if each["code"] == code and not each["group"]]
    return found["numerator"], found["denominator"]
