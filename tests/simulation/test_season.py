"""A clean season is what a careful school would have, and the same again from the same seed."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from quxiang.simulation import season_tables
from quxiang.simulation.columns import ARROW
from quxiang.standards import TABLES, credit_code, fold_name, identity, load

Tables = dict[str, pa.Table]


def digest(tables: Tables) -> str:
    made = hashlib.sha256()
    for name in sorted(tables):
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, tables[name].schema) as writer:
            writer.write_table(tables[name].combine_chunks())
        made.update(sink.getvalue())
    return made.hexdigest()


def test_the_same_seed_gives_the_same_season_and_another_seed_another() -> None:
    assert digest(season_tables(600, 5)) == digest(season_tables(600, 5))
    assert digest(season_tables(600, 5)) != digest(season_tables(600, 6))


def test_every_table_has_the_declared_columns_and_types_and_nothing_raw() -> None:
    for name, table in season_tables(600, 5).items():
        wanted = [(column.name, ARROW[column.type]) for column in TABLES[name]]
        assert [(field.name, field.type) for field in table.schema] == wanted


def test_raw_numbers_change_nothing_else() -> None:
    with_raw, without = season_tables(600, 5, raw=True), season_tables(600, 5)
    narrowed = {name: with_raw[name].select(without[name].column_names) for name in without}
    assert digest(narrowed) == digest(without)


@pytest.mark.parametrize("table", ["graduates", "last_year"])
def test_every_credit_code_is_valid(clean: Tables, table: str) -> None:
    codes = clean[table].column("employer_uscc").drop_null().unique().to_pylist()
    assert codes
    assert [code for code in codes if not credit_code.is_valid(code)] == []


def test_no_place_in_a_code_or_identity_number_exists(clean: Tables) -> None:
    codes = clean["employers"].column("uscc").drop_null().to_pylist()
    numbers = clean["graduates"].column("identity_no").to_pylist()
    assert {code[4] for code in codes} | {number[2] for number in numbers} <= set("567")


def test_every_identity_number_is_valid_and_says_what_the_record_says(clean: Tables) -> None:
    columns = ("identity_no", "id_check", "id_birth_on", "gender", "id_gender")
    for row in clean["graduates"].select(columns).to_pylist():
        found = identity.inspect(row["identity_no"])
        assert (found.check, found.birth_on) == (row["id_check"], row["id_birth_on"])
        assert found.gender == row["gender"] == row["id_gender"]
        assert found.birth_on is not None
        assert 1998 <= found.birth_on.year <= 2003


@pytest.mark.parametrize(
    "column", ["graduate_id", "exam_no", "student_no", "id_hash", "phone_hash", "registration_no"]
)
def test_no_two_graduates_share_a_number(clean: Tables, column: str) -> None:
    values = clean["graduates"].column(column)
    assert values.null_count == 0
    assert len(values.unique()) == len(values)


def test_an_examination_number_has_fourteen_digits_or_fifteen_for_research(clean: Tables) -> None:
    rows = clean["graduates"].select(("exam_no", "level")).to_pylist()
    lengths = {(row["level"] in ("11", "01"), len(row["exam_no"])) for row in rows}
    assert lengths == {(True, 15), (False, 14)}


def test_every_required_field_is_filled_in(clean: Tables) -> None:
    wanted = load().required_fields
    rows = [row for row in clean["graduates"].to_pylist() if row["code"]]
    missing = [
        (row["code"], rule.field)
        for row in rows
        for rule in wanted
        if rule.code == row["code"]
        and all(row[field] is None for field in (rule.field, *rule.alternatives))
    ]
    assert missing == []


def test_every_code_is_known_to_its_table(clean: Tables) -> None:
    standard = load()
    for column in TABLES["graduates"]:
        if column.codes:
            used = set(clean["graduates"].column(column.name).drop_null().to_pylist())
            assert used, column.name
            assert used <= standard.tables[column.codes].rows.keys(), column.name


def test_the_nature_of_an_employer_fits_the_prefix_of_its_code(clean: Tables) -> None:
    natures = {"11": {"10"}, "12": {"20", "21", "22", "23", "29"}, "91": {"31", "32", "39"},
               "92": {"33"}}  # fmt: skip
    rows = clean["graduates"].select(("employer_uscc", "employer_nature")).to_pylist()
    pairs = {
        (row["employer_uscc"][:2], row["employer_nature"]) for row in rows if row["employer_uscc"]
    }
    assert {prefix for prefix, _ in pairs} == set(natures)
    assert [pair for pair in pairs if pair[1] not in natures[pair[0]]] == []


def test_classes_sum_to_everybody_in_likely_shares(clean: Tables) -> None:
    table = clean["graduates"]
    counted = table.filter(pc.is_in(table["status"], pa.array(["毕业", "结业", "预计毕业"])))
    standard = load()
    entered = pc.equal(counted["state"], "entered").fill_null(False).to_pylist()
    groups = Counter(
        standard.destinations[code].group if code and in_force else "unregistered"
        for code, in_force in zip(counted["code"].to_pylist(), entered, strict=True)
    )
    assert sum(groups.values()) == counted.num_rows
    shares = {group: count / counted.num_rows for group, count in groups.items()}
    likely = {"employer": 0.41, "startup": 0.01, "freelance": 0.01, "further_study": 0.24,
              "seeking": 0.15, "not_seeking": 0.04, "unregistered": 0.14}  # fmt: skip
    assert shares.keys() == likely.keys()
    assert {each: abs(shares[each] - likely[each]) < 0.05 for each in likely} == dict.fromkeys(
        likely, True
    )


def test_dates_stand_in_order(clean: Tables) -> None:
    columns = ("agreed_on", "recorded_at", "entered_at")
    for row in clean["graduates"].select(columns).to_pylist():
        if row["agreed_on"] and row["entered_at"]:
            assert row["agreed_on"] <= row["recorded_at"].date() <= row["entered_at"].date()


def test_no_employer_that_must_stay_small_takes_more_than_three(clean: Tables) -> None:
    sizes = dict(
        zip(*(clean["employers"][name].to_pylist() for name in ("uscc", "size")), strict=True)
    )
    rows = (
        clean["graduates"].select(("employer_key", "employer_uscc", "employer_nature")).to_pylist()
    )
    public = {"10", "20", "21", "22", "23", "29", "40"}
    crowded = Counter(
        row["employer_key"]
        for row in rows
        if row["employer_nature"]
        and row["employer_nature"] not in public
        and sizes.get(row["employer_uscc"]) not in ("large", "medium")
    )
    assert max(crowded.values()) == 3


def test_every_employer_is_listed_by_code_or_by_name(clean: Tables) -> None:
    codes = set(clean["employers"]["uscc"].to_pylist())
    names = {fold_name(name) for name in clean["employers"]["name"].to_pylist()}
    at_work = clean["graduates"].filter(pc.is_valid(clean["graduates"]["employer_nature"]))
    for row in at_work.select(("employer_uscc", "employer_name", "no_uscc_reason")).to_pylist():
        if row["employer_uscc"] is None:
            assert row["no_uscc_reason"]
            assert fold_name(row["employer_name"]) in names
        else:
            assert row["employer_uscc"] in codes


def test_a_clean_season_has_honest_noise(clean: Tables) -> None:
    employers = clean["employers"]
    listed = dict(zip(employers["uscc"].to_pylist(), employers["name"].to_pylist(), strict=True))
    rows = clean["graduates"].select(("employer_uscc", "employer_name")).to_pylist()
    otherwise = [row for row in rows if row["employer_uscc"]
                 and row["employer_name"] != listed[row["employer_uscc"]]]  # fmt: skip
    assert any(row["employer_name"].endswith("分公司") for row in otherwise)
    assert any(row["employer_name"].endswith("实业有限公司") for row in otherwise)
    assert employers["parent"].null_count < employers.num_rows
    twice = Counter(employers["name"].to_pylist())
    assert max(twice.values()) > 1


@pytest.mark.parametrize("graduates", [499, 50_001])
def test_too_few_and_too_many_for_one_university_are_refused(graduates: int) -> None:
    with pytest.raises(ValueError, match="500"):
        season_tables(graduates)


def test_a_moment_between_two_seasons_is_refused() -> None:
    with pytest.raises(ValueError, match="no season"):
        season_tables(500, moment=datetime(2024, 10, 1))


def test_an_employer_key_is_folded_as_the_reader_folds(clean: Tables) -> None:
    for row in clean["graduates"].to_pylist():
        if row["employer_key"] and not row["employer_uscc"] and row["employer_nature"]:
            place = row["place_code"] or row["place_name"]
            assert row["employer_key"] == f"{fold_name(row['employer_name'])}|{place}"
