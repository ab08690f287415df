"""Faults of trends: a rate that jumps within a week, or stands below what it should top."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow.compute as pc

from quxiang.simulation.codes import SEEKING, SETTLED_CODES
from quxiang.simulation.draws import Flags, Ints
from quxiang.simulation.faults.bench import Bench, Planter
from quxiang.simulation.faults.rates import (
    BASE,
    COUNTED_BY,
    POINTS,
    inversions,
    majors_of,
    swings,
)
from quxiang.simulation.faults.sheet import Sheet, among, counted, in_force
from quxiang.simulation.timetable import period_before

#: what a record without a settled destination does not have
SETTLED_ONLY = (
    "agreed_on", "employer_uscc", "employer_key", "employer_name", "no_uscc_reason",
    "employer_nature", "industry", "job", "place_code", "place_name", "startup_form", "occupation",
    "country_abroad", "school_abroad", "major_abroad", "bound_employer", "using_employer_key",
    "using_employer_name", "contract_ends_on", "wage_floor_met", "contact_name",
    "contact_phone_hash", "contact_phone", "agreement_no",
)  # fmt: skip
_MASTER, _BACHELOR = "11", "31"
#: a period before that lies more days back leaves doubt
_LONG_AGO = 10


def plant_trends(bench: Bench, colleges: list[str]) -> None:
    """T101 and T103: make each trend in a college of its own."""
    if slumping := _with_masters(bench, colleges):
        colleges.remove(slumping)
        _slump(bench, slumping)
    for plant in (_jump_of_major, _jump_of_college, _fall_behind, _stand_still, _exact_tenth):
        if colleges:
            plant(bench, colleges)


def count_trends(bench: Bench) -> None:
    """T101 and T103: count every unit as it now stands."""
    compared = ("graduates", "previous", "last_year")
    tables = {name: bench.sheets[name].finished(*COUNTED_BY) for name in compared}
    gap = bench.moment.date() - period_before(bench.moment).date()
    verdict = "to_check" if gap.days > _LONG_AGO else "fault"
    for kind, unit in swings(tables["graduates"], tables["previous"]):
        key = {"unit_kind": kind, "unit": unit}
        note = f"一期内变化超过 {POINTS} 个百分点。"
        bench.tell("T101", "unit", key, note, verdict=verdict)
    asked = bench.sheets["checks"].finished("graduate_id", "item", "outcome")
    for reading, kind, unit, level in inversions(tables, asked):
        key = {"reading": reading, "unit_kind": kind, "unit": unit, "level": level}
        bench.tell("T103", "unit", key, "落实率倒挂。")


def colleges_of(bench: Bench) -> list[str]:
    """Return the colleges large enough, largest first."""
    counts = bench.tallied("graduates").by("college")
    order = sorted(counts, key=lambda key: (-counts[key].people, key))
    big = [key[0] for key in order if counts[key].people >= 2 * BASE]
    return [college for college in big if college not in bench.quiet]


def _with_masters(bench: Bench, colleges: list[str]) -> str | None:
    """Return the college with most masters, if it has enough of them and of bachelors."""
    counts = bench.tallied("graduates").by("college", "level")
    fitting = {
        college: counts[college, _MASTER].people
        for college in colleges
        if all((college, level) in counts and counts[college, level].people >= BASE
               for level in (_MASTER, _BACHELOR))
    }  # fmt: skip
    return max(fitting, key=lambda college: fitting[college], default=None)


def _slump(bench: Bench, college: str) -> None:
    """Leave masters of a college unsettled, this week, last week and, as many, a year ago."""
    now, before = bench.graduates, bench.sheets["previous"]
    levels = bench.tallied("graduates").by("college", "level")
    masters, bachelors = levels[college, _MASTER], levels[college, _BACHELOR]
    wanted = masters.people * bachelors.placed // bachelors.people - 1
    rows = _settled_rows(now, college) & among(now.table.column("level"), (_MASTER,))
    lost = bench.choose(now.rows_where(rows), masters.placed - wanted)
    for row in lost:
        _unsettle(now, row)
        _unsettle(before, row)
    past = bench.sheets["last_year"]
    for row in np.flatnonzero(_settled_rows(past, college))[: len(lost)]:
        _unsettle(past, int(row))


def _settled_rows(sheet: Sheet, value: str, column: str = "college") -> Flags:
    """Return who of a unit was settled when the sheet was opened."""
    table = sheet.table
    settled = in_force(table) & among(table.column("code"), SETTLED_CODES)
    return np.asarray(settled & among(table.column(column), (value,)))


def _unsettle(sheet: Sheet, row: int) -> None:
    sheet.set(row, code=SEEKING, **dict.fromkeys(SETTLED_ONLY))


def erase(sheet: Sheet, row: int) -> None:
    """Take a registration out of an earlier moment."""
    gone = (*SETTLED_ONLY, "code", "state", "version", "recorded_at", "entered_at", "filed_by")
    sheet.set(row, **dict.fromkeys(gone))


def _jump(bench: Bench, unit: str, column: str, excess: int) -> None:
    """Let a unit have settled a tenth of its people, and ``excess`` more, within the week."""
    now = bench.tallied("graduates").by(column)[(unit,)]
    before = bench.sheets["previous"]
    then = bench.tallied("previous").by(column)[(unit,)]
    missing = now.people * POINTS // 100 + excess - (now.placed - then.placed)
    rows = _settled_rows(before, unit, column)
    for row in _unused(bench, rows)[: max(0, missing)].tolist():
        erase(before, row)
        bench.settle_lately(row)


def _unused(bench: Bench, rows: Flags) -> Ints:
    keep = rows.copy()
    keep[list(bench.graduates.used)] = False
    return np.asarray(bench.random.permutation(np.flatnonzero(keep)))


def _jump_of_major(bench: Bench, colleges: list[str]) -> None:
    """Let the smallest major that is large enough jump, in the largest college."""
    college = colleges.pop(0)
    fitting = dict(_majors(bench, college))
    if fitting:
        _jump(bench, min(fitting, key=lambda code: (fitting[code], code)), "major_code", 2)


def _majors(bench: Bench, college: str) -> Iterator[tuple[str, int]]:
    """Yield the majors that are large enough, and how many people they have."""
    table = bench.graduates.table
    own = majors_of(table, college)
    for (code,), tally in bench.tallied("graduates").by("major_code").items():
        if code in own and tally.people >= BASE:
            yield code, tally.people


def _jump_of_college(bench: Bench, colleges: list[str]) -> None:
    _jump(bench, colleges.pop(), "college", 3)


def _fall_behind(bench: Bench, colleges: list[str]) -> None:
    """Let a college have settled more a year ago than now."""
    college, past = colleges.pop(), bench.sheets["last_year"]
    now = bench.tallied("graduates").by("college")[(college,)]
    then = bench.tallied("last_year").by("college")[(college,)]
    wanted = now.placed * then.people // now.people + 2 - then.placed
    table = past.table
    rows = counted(table) & ~_settled_rows(past, college)
    rows &= among(table.column("college"), (college,))
    first = pc.min(table.column("entered_at")).as_py()
    for row in np.flatnonzero(rows)[:wanted]:
        past.set(int(row), code="801", state="entered", entered_at=first,
                 employer_name="云源大学", employer_key="云源大学|")  # fmt: skip


def _stand_still(bench: Bench, colleges: list[str]) -> None:
    """Control: a college that has settled as many as a period ago, and no fewer."""
    college = colleges.pop()
    now = bench.tallied("graduates").by("college")[(college,)]
    then = bench.tallied("previous").by("college")[(college,)]
    rows = bench.graduates.rows_where(_settled_rows(bench.sheets["previous"], college))
    if now.people == then.people and not _carries(bench, college, "college"):
        for row in bench.choose(rows, now.placed - then.placed, college):
            bench.sheets["previous"].set(row, code=bench.sheets["previous"].get(row, "code"))
            _unsettle(bench.graduates, row)
        key = {"reading": "previous", "unit_kind": "college", "unit": college, "level": "-"}
        bench.tell("T103", "unit", key, "对照：与上一期相同，不应报告。", verdict=None)


def _exact_tenth(bench: Bench, colleges: list[str]) -> None:
    """Control: a major that moves by ten points exactly must not be found."""
    for college in tuple(colleges):
        for code, people in sorted(_majors(bench, college)):
            if people % 10 == 0 and not _carries(bench, code, "major_code"):
                _jump(bench, code, "major_code", 0)
                note = f"对照：恰好变化 {POINTS} 个百分点，不应报告。"
                bench.tell("T101", "unit", {"unit_kind": "major", "unit": code}, note, verdict=None)
                colleges.remove(college)
                return


def _carries(bench: Bench, unit: str, by: str) -> bool:
    """Say whether the unit has a row more or less: then its tenth is no whole number."""
    column = bench.graduates.table.column(by)
    moved = (*bench.graduates.repeated, *bench.graduates.dropped)
    return any(column[row].as_py() == unit for row in moved)


COUNTERS: tuple[Planter, ...] = (count_trends,)
