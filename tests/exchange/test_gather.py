"""Several files are read side by side and linked by number, never by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from exchange.files import Rows, write_sheets
from quxiang.exchange import Gathered, ReadOptions, Source, gather, load_mapping, save_mapping
from quxiang.problems import UnusableError
from quxiang.standards.tables import TABLES

Gather = Callable[..., Gathered]
BASE: Rows = [
    ["考生号", "学号", "姓名", "学校", "毕业年份", "登记时间"],
    ["24410100000001", "01", "王小麦", "中原农大", "2024", "2024-06-01 08:00"],
    ["24410100000002", "02", "李大豆", "中原农大", "2024", "2024-06-03 09:00"],
]


@pytest.fixture
def gathered(tmp_path: Path, options: ReadOptions) -> Gather:
    """Write each table's rows as a workbook of its own and gather them."""

    def write_and_gather(
        on: date | None = None, tables: dict[str, Rows] | None = None, **more: object
    ) -> Gathered:
        sources = {
            name: Source(
                write_sheets(tmp_path / f"{name}.xlsx", {name: rows}),
                on if name != "graduates" else None,
            )
            for name, rows in (tables or {"graduates": BASE}).items()
        }
        return gather(sources, replace(options, **more))  # type: ignore[arg-type]

    return write_and_gather


def ids(found: Gathered, table: str) -> list[str]:
    listed: list[str] = found.tables[table].column("graduate_id").to_pylist()
    return listed


def test_other_tables_take_the_key_of_the_graduate_they_match(gathered: Gather) -> None:
    found = gathered(tables={
        "graduates": BASE,
        "registry": [["学号", "姓名"], ["02", "王小麦"], ["01", "改名"]],
        "confirmations": [["考生号", "学号", "确认结果"], ["24410100000002", "", "已确认"], ["", "01", "变了"]],  # noqa: E501
        "checks": [["考生号", "学号", "核查结果"], ["99999999999999", "02", "一致"]],
    })  # fmt: skip
    first, second = ids(found, "graduates")
    assert ids(found, "registry") == [second, first]
    assert ids(found, "confirmations") == [second, first]
    assert ids(found, "checks") == [second]
    assert found.tables["registry"].column("school").to_pylist() == ["中原农大"] * 2
    assert (found.school, found.cohort) == ("中原农大", "2024")


def test_a_name_alone_links_nobody(gathered: Gather) -> None:
    found = gathered(tables={"graduates": BASE, "registry": [["学号", "姓名"], ["77", "王小麦"]]})
    assert ids(found, "registry")[0] not in ids(found, "graduates")


def test_columns_are_typed_exactly_as_declared(gathered: Gather) -> None:
    found = gathered(
        tables={
            "graduates": BASE,
            "employers": [["统一社会信用代码", "单位名称"], ["91410700MA0000001X", "甲"]],
        }
    )
    for name, table in found.tables.items():
        declared = [column.name for column in TABLES[name].columns]
        assert table.column_names == [each for each in declared if each in table.column_names]
        assert found.given[name] <= set(table.column_names)


def test_several_cohorts_are_refused_by_name_and_one_can_be_chosen(gathered: Gather) -> None:
    rows = [*BASE, ["23410100000009", "09", "孙", "中原农大", "2023", ""]]
    with pytest.raises(UnusableError, match="2023、2024"):
        gathered(tables={"graduates": rows})
    found = gathered(tables={"graduates": rows}, cohort="2024")
    assert found.tables["graduates"].num_rows == 2
    assert [(p.code, "1 行" in p.message) for p in found.problems] == [("other_cohort_rows", True)]


@pytest.mark.parametrize(("cohort", "code"), [("2022", "no_such_cohort"), ("今年", "bad_cohort")])
def test_a_cohort_that_is_not_there_is_refused(cohort: str, code: str, gathered: Gather) -> None:
    with pytest.raises(UnusableError) as caught:
        gathered(cohort=cohort)
    assert [problem.code for problem in caught.value.problems] == [code]


@pytest.mark.parametrize(
    ("header", "text", "cohort"),
    [("毕业日期", "2024-06-20", "2024"), ("姓名", "王", ""), ("届", "2024届", "2024")],
)
def test_the_cohort_follows_from_what_there_is(
    header: str, text: str, cohort: str, gathered: Gather
) -> None:
    found = gathered(tables={"graduates": [["考生号", header], ["24410100000001", text]]})
    assert found.tables["graduates"].column("cohort").to_pylist() == [cohort]


def test_last_year_is_another_cohort_and_stays(gathered: Gather) -> None:
    last = [["考生号", "姓名"], ["23410100000001", "赵"]]
    found = gathered(tables={"graduates": BASE, "last_year": last}, cohort="2024")
    assert found.tables["last_year"].column("cohort").to_pylist() == ["2023"]
    assert found.tables["last_year"].column("school").to_pylist() == ["中原农大"]


def test_moments_are_the_newest_records_or_as_said(gathered: Gather) -> None:
    found = gathered(date(2024, 5, 27), {"graduates": BASE, "previous": BASE})
    told = {table: (each.at, each.by) for table, each in found.moments.items()}
    assert told == {
        "graduates": (datetime(2024, 6, 3, 9), "recorded_at"),
        "previous": (datetime(2024, 5, 27), ""),
    }


def test_without_any_time_there_is_no_moment(gathered: Gather) -> None:
    found = gathered(tables={"graduates": [["考生号", "姓名"], ["24410100000001", "王"]]})
    assert found.moments["graduates"].at is None


@pytest.mark.parametrize("slip", ["2094-06-01", "2026-01-01", "2019-12-31"])
def test_a_date_no_cohort_works_on_is_a_problem_and_dates_nothing(
    slip: str, gathered: Gather
) -> None:
    rows = [
        ["考生号", "签约日期"], ["24410100000001", "2024-06-01"],
        ["24410100000002", slip], ["24410100000003", "2025-12-31"],
    ]  # fmt: skip
    found = gathered(tables={"graduates": rows}, cohort="2024")
    assert found.moments["graduates"].at == datetime(2025, 12, 31)
    (odd,) = (each for each in found.problems if each.code == "odd_date")
    assert (odd.where.cell, odd.where.column, odd.value) == ("B3", "签约日期", slip)


def test_only_the_first_odd_dates_are_named_one_by_one(gathered: Gather) -> None:
    rows = [["考生号", "签约日期"], *([f"{at}", "2094-06-01"] for at in range(25))]
    found = gathered(tables={"graduates": rows}, cohort="2024")
    assert found.moments["graduates"].at is None
    codes = [each.code for each in found.problems if each.code.startswith("odd_date")]
    assert codes == ["odd_date"] * 20 + ["odd_dates"]


def test_all_bad_files_are_named_at_once(tmp_path: Path, options: ReadOptions) -> None:
    sources = {name: Source(tmp_path / f"{name}.xlsx") for name in ("graduates", "registry")}
    with pytest.raises(UnusableError) as caught:
        gather(sources, options)
    assert [problem.where.file for problem in caught.value.problems] == [
        "graduates.xlsx",
        "registry.xlsx",
    ]


def test_every_declared_table_can_be_gathered(gathered: Gather) -> None:
    tables: dict[str, Rows] = {
        "graduates": BASE,
        "previous": BASE,
        "last_year": BASE,
        "registry": BASE,
    }
    tables |= {
        "employers": [["统一社会信用代码"], ["91410700MA0000001X"]],
        "evidence": [["考生号", "材料种类"], ["24410100000001", "劳动合同"]],
        "confirmations": [["考生号", "确认结果"], ["24410100000001", "已确认"]],
        "changes": [["考生号", "变更字段"], ["24410100000001", "单位名称"]],
        "checks": [["考生号", "核查结果"], ["24410100000001", "一致"]],
        "complaints": [["学院", "举报日期"], ["农学院", "2024-06-01"]],
        "national": [["指标", "比率"], ["升学率", "20.5%"]],
        "protected_phones": [["归属", "手机号"], ["家长", "13800000000"]],
        "minimum_wages": [["地区代码", "月最低工资"], ["410000", "2100"]],
        "answers": [["指纹", "结果"], ["0" * 32, "豁免"]],
    }
    found = gathered(tables=tables)
    assert set(found.tables) == set(TABLES) == set(found.files) == set(found.columns)
    assert found.problems == ()
    assert ids(found, "evidence") == ids(found, "graduates")[:1]
    assert found.tables["answers"].column("outcome").to_pylist() == ["exempt"]
    assert found.tables["protected_phones"].column("owner_kind").to_pylist() == ["parent"]


@pytest.mark.parametrize(
    ("data", "why"), [(b"\xff", "UTF-8"), (b"x", "TOML"), (b"x = " + b"[" * 9999, "TOML")]
)
def test_a_mapping_that_is_none_says_why_in_chinese(data: bytes, why: str, tmp_path: Path) -> None:
    (tmp_path / "列.toml").write_bytes(data)
    with pytest.raises(UnusableError) as refusal:
        load_mapping(tmp_path / "列.toml")
    assert why in refusal.value.problems[0].message
    assert "at line" not in refusal.value.problems[0].message


def test_a_saved_mapping_comes_back(tmp_path: Path) -> None:
    mapping = {'现"单位\n名称': "employer_name", "备注": "-"}
    save_mapping(tmp_path / "列.toml", mapping)
    assert load_mapping(tmp_path / "列.toml") == mapping


@pytest.mark.parametrize("text", ["[other]\n", "[columns]\na = 1\n", "= nonsense"])
def test_a_file_that_is_no_mapping_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "列.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UnusableError, match="列对应"):
        load_mapping(path)


def test_a_missing_mapping_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnusableError, match="找不到"):
        load_mapping(tmp_path / "没有.toml")


def with_school(name: str) -> Rows:
    return [["考生号", "姓名", "学校"], ["24410100000001", "王小麦", name]]


def test_a_school_written_by_its_code_is_the_one_written_by_its_name(gathered: Gather) -> None:
    found = gathered(tables={"graduates": BASE, "last_year": with_school("10466")}, cohort="2024")
    assert found.tables["last_year"].column("school").to_pylist() == ["中原农大"]
    assert not [each for each in found.problems if each.code == "other_school_rows"]


def test_rows_of_another_school_are_said(gathered: Gather) -> None:
    tables = {"graduates": BASE, "previous": with_school("中原工大")}
    found = gathered(tables=tables, cohort="2024")
    (said,) = (each for each in found.problems if each.code == "other_school_rows")
    assert "1 行属于“中原工大”" in said.message
    assert "“中原农大”" in said.message


def test_cells_read_as_empty_although_something_stands_in_them_are_listed(
    gathered: Gather,
) -> None:
    rows = [
        ["考生号", "签约日期", "联系人电话", "单位行业"],
        ["24410100000001", "五月一日", "1.38E+10", "制造业"],
        ["24410100000002", "2024-05-01", "13800000000", "不知何业"],
        ["24410100000003", "", "", ""],
    ]
    found = gathered(tables={"graduates": rows}, cohort="2024").unreadable
    assert found is not None
    cells = {(row["source_row"], row["field"]) for row in found.to_pylist()}
    assert cells == {(2, "agreed_on"), (2, "contact_phone_hash"), (3, "industry")}
