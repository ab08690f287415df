"""A school's own rows over the shipped tables."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from quxiang.problems import Problem, UnusableError
from quxiang.standards import Change, Standard, load, overlay_of, read_overlay

HEADER = "table,code,field,value,by,at,reason\n"


def change(table: str, code: str, field: str, value: str, at: str = "2024-05-01") -> Change:
    return Change(table, code, field, value, by="钱", at=at, reason="省厅通知")


def laid(*changes: Change, scheme: str = "2024") -> Standard:
    return load(scheme, overlay_of(changes))


def refusals(*changes: Change, scheme: str = "2024") -> list[Problem]:
    with pytest.raises(UnusableError) as refused:
        laid(*changes, scheme=scheme)
    return list(refused.value.problems)


def codes(problems: list[Problem]) -> list[str]:
    assert all(p.message.endswith("。") and p.remedy.endswith("。") for p in problems)
    return [problem.code for problem in problems]


def test_changed_field_is_changed_and_says_by_whom_and_why() -> None:
    row = laid(change("destination", "46", "evidence", "入伍通知书")).destinations["46"]
    assert row.evidence == "入伍通知书"
    assert row.overlaid == ("evidence",)
    assert "本校修订" in row.basis
    assert "钱" in row.basis
    assert "省厅通知" in row.basis
    assert row.basis.startswith("public source")


def test_shipped_tables_stay_as_they_are() -> None:
    before = load().destinations["46"].evidence
    laid(change("destination", "46", "evidence", "入伍通知书"))
    assert load().destinations["46"].evidence == before
    assert load().overlaid == {}
    assert load().overlay_digest is None


def test_local_code_with_a_parent_is_recognised_and_counted_with_it() -> None:
    new = (
        change("destination", "81", "name", "境内升学—省内联合培养"),
        change("destination", "81", "parent", "80"),
    )
    for scheme in ("2021", "2024"):
        standard = laid(*new, scheme=scheme)
        row = standard.destinations["81"]
        assert (row.level, row.parent, row.group, row.cls) == (4, "80", *["further_study"] * 2)
        assert standard.tables["destination"].find("省内联合培养").code == "81"
        assert standard.tables["destination"].find("81").how == "code"
        assert standard.overlaid == {"destination": ("81",)}
        fields = {r.field for r in standard.required_fields if r.code == "81"}
        assert fields == {"exam_no", "employer_name"}


def test_local_code_under_a_heading_is_a_code_of_its_own() -> None:
    row = laid(
        change("destination", "77", "name", "省内其他灵活就业"),
        change("destination", "77", "parent", "L2-DWJY"),
    ).destinations["77"]
    assert (row.level, row.group) == (3, "employer")


def test_local_child_makes_no_child_wanted_of_its_parent() -> None:
    new = (
        change("destination", "121", "name", "其他录用形式就业—省内"),
        change("destination", "121", "parent", "12"),
    )
    assert not laid(*new).tables["destination"].find("12").needs_child
    assert not laid(*new, scheme="2021").tables["destination"].find("80").needs_child


def test_official_code_can_take_the_place_of_ours() -> None:
    standard = laid(
        change("destination", "70-QZZ", "active", "no"),
        change("destination", "701", "name", "待就业—求职中"),
        change("destination", "701", "parent", "70"),
    )
    table = standard.tables["destination"]
    assert table.find("求职中").code == table.find("701").code == "701"
    assert "70-QZZ" not in standard.destinations


def test_required_field_can_be_softened_dropped_and_added() -> None:
    standard = laid(
        change("required_fields", "10.agreed_on", "severity", "notice"),
        change("required_fields", "10.job", "severity", "none"),
        change("required_fields", "46.agreed_on", "severity", "error"),
    )
    rows = {(row.code, row.field): row for row in standard.required_fields}
    assert rows["10", "agreed_on"].severity == "notice"
    assert rows["10", "agreed_on"].overlaid == ("severity",)
    assert ("10", "job") not in rows
    assert rows["46", "agreed_on"].severity == "error"


def test_code_can_be_moved_to_another_group() -> None:
    row = laid(change("destination", "12", "group", "freelance")).destinations["12"]
    assert (row.group, row.cls) == ("freelance", "employed")


def test_holidays_of_a_school_are_its_own() -> None:
    standard = laid(
        change("holidays", "2028-04-04", "name", "清明节"),
        change("holidays", "2028-04-09", "name", "校运会调课"),
        change("holidays", "2028-04-09", "kind", "work"),
    )
    assert standard.holidays == {
        date(2028, 4, 4): ("清明节", "off"),
        date(2028, 4, 9): ("校运会调课", "work"),
    }


def test_change_meant_for_one_scheme_leaves_the_other_alone() -> None:
    one = change("destination_2024", "801", "evidence", "录取通知书")
    assert laid(one).destinations["801"].evidence == "录取通知书"
    assert laid(one, scheme="2021").overlaid == {}
    legacy = change("employer_nature_legacy", "33", "name", "中小微企业")
    assert laid(legacy, scheme="2021").tables["employer_nature"].rows["33"].name == "中小微企业"
    assert laid(legacy).tables["employer_nature"].rows["33"].name == "个体工商户"


def test_later_change_wins_whatever_the_order_of_rows() -> None:
    late = change("gender", "1", "name", "男性", at="2024-06-01")
    early = change("gender", "1", "name", "男生", at="2024-05-01T09:00")
    for changes in ((late, early), (early, late)):
        assert laid(*changes).tables["gender"].rows["1"].name == "男性"
    assert overlay_of((late, early)).digest == overlay_of((early, late)).digest


def test_digest_of_standard_and_overlay_follow_the_rows() -> None:
    one, other = change("gender", "1", "name", "男性"), change("gender", "1", "name", "男生")
    assert laid(one).digest != laid(other).digest != load().digest
    assert laid(one).overlay_digest == overlay_of((one,)).digest
    assert laid(one).overlay_digest != laid(other).overlay_digest
    assert laid(one) is laid(one)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ([change("destinations", "10", "name", "x")], "overlay_unknown_table"),
        ([change("destination_2030", "10", "name", "x")], "overlay_unknown_table"),
        ([change("destination", "10", "colour", "x")], "overlay_unknown_field"),
        ([change("destination", "10", "level", "4")], "overlay_unknown_field"),
        ([change("destination", "10", "code", "100")], "overlay_unknown_field"),
        ([change("destination", "100", "evidence", "x")], "overlay_unknown_code"),
        ([change("destination", "100", "parent", "10")], "overlay_unknown_code"),
        ([change("destination", "100", "name", "x")], "overlay_no_parent"),
        ([change("destination", "10", "name", "")], "overlay_bad_value"),
        ([change("destination", "10", "parent", "")], "overlay_no_parent"),
        ([change("destination", "10", "parent", "999")], "overlay_bad_parent"),
        ([change("destination", "10", "parent", "L1-JY")], "overlay_bad_parent"),
        ([change("destination", "10", "parent", "10")], "overlay_bad_parent"),
        ([change("destination", "10", "parent", "801")], "overlay_bad_parent"),
        ([change("destination", "80", "active", "no")], "overlay_bad_parent"),
        ([change("destination", "10", "active", "maybe")], "overlay_bad_value"),
        ([change("destination", "10", "group", "flexible")], "overlay_bad_value"),
        ([change("destination_group", "employer", "class", "none")], "overlay_unknown_field"),
        ([change("destination_group", "abroad", "name", "x")], "overlay_unknown_code"),
        ([change("education_level", "71", "name", "x")], "overlay_unknown_code"),
        ([change("required_fields", "10.job", "severity", "fatal")], "overlay_bad_value"),
        ([change("required_fields", "10.jobs", "severity", "error")], "overlay_unknown_field"),
        ([change("required_fields", "99.job", "severity", "error")], "overlay_unknown_code"),
        ([change("required_fields", "10", "severity", "error")], "overlay_unknown_code"),
        ([change("required_fields", "10.job", "alternatives", "jobs")], "overlay_unknown_field"),
        ([change("required_evidence", "10", "severity", "error")], "overlay_unknown_code"),
        ([change("required_evidence", "99.contract", "severity", "error")], "overlay_unknown_code"),
        ([change("required_evidence", "10.poem", "severity", "error")], "overlay_unknown_code"),
        (
            [change("required_evidence", "11.contract", "alternatives", "poem")],
            "overlay_unknown_code",
        ),
        (
            [change("required_evidence", "75.licence", "startup_form", "circus")],
            "overlay_bad_value",
        ),
        ([change("code_conflicts", "code.46", "severity", "error")], "overlay_unknown_code"),
        ([change("code_conflicts", "colour.46.job", "severity", "error")], "overlay_unknown_field"),
        (
            [change("code_conflicts", "code.46.colour", "severity", "error")],
            "overlay_unknown_field",
        ),
        ([change("code_conflicts", "code.99.job", "severity", "error")], "overlay_unknown_code"),
        ([change("code_conflicts", "code.46.job", "fits", "80|777")], "overlay_unknown_code"),
        (
            [change("code_conflicts", "code.46.employer_uscc", "doubtful", "x")],
            "overlay_unknown_code",
        ),
        ([change("place", "4107", "name", "新乡市")], "overlay_bad_place"),
        ([change("place", "990000", "name", "境外")], "overlay_bad_place"),
        ([change("holidays", "明天", "name", "x")], "overlay_bad_day"),
        ([change("holidays", "2028-05-01", "kind", "rest")], "overlay_unknown_code"),
    ],
)
def test_change_that_fits_no_table_is_refused(changes: list[Change], code: str) -> None:
    assert code in codes(refusals(*changes))


def test_circle_of_parents_is_refused() -> None:
    circle = [
        change("destination", "10", "parent", "11"),
        change("destination", "11", "parent", "10"),
    ]
    assert set(codes(refusals(*circle))) == {"overlay_bad_parent"}


def test_all_bad_changes_are_told_at_once_with_their_place(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        HEADER + "x,1,name,v,钱,2024-05-01,r\ngender,3,code,v,钱,2024-05-01,r\n", "utf-8"
    )
    with pytest.raises(UnusableError) as refused:
        load("2024", read_overlay(tmp_path))
    places = [(p.code, str(p.where)) for p in refused.value.problems]
    assert places == [
        ("overlay_unknown_table", "a.csv · 第 2 行"),
        ("overlay_unknown_field", "a.csv · 第 3 行"),
    ]


def test_folder_of_csv_files_is_read_in_utf8_or_gb18030(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(HEADER + "gender,1,name,男性,钱,2024-05-01,r\n", "utf-8-sig")
    body = HEADER + '\ngender,2,name,女性,钱,2024-05-02,"甲，\n乙"\n'
    (tmp_path / "b.csv").write_bytes(body.encode("gb18030"))
    overlay = read_overlay(tmp_path)
    assert [row.value for row in overlay.rows] == ["男性", "女性"]
    assert load("2024", overlay).tables["gender"].rows["2"].name == "女性"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "overlay_bad_header"),
        (b"table,code\n", "overlay_bad_header"),
        (HEADER.encode() + b"gender,1,name\n", "overlay_bad_row"),
        (HEADER.encode() + b"gender,1,name,v,,2024-05-01,r\n", "overlay_empty_cell"),
        (HEADER.encode() + b"gender,1,name,v,q,2024-05-01,\n", "overlay_empty_cell"),
        (HEADER.encode() + b"gender,1,name,v,q,yesterday,r\n", "overlay_bad_moment"),
        (HEADER.encode() + b'gender,1,name,"v,q,2024-05-01,r\n', "overlay_bad_csv"),
        (b"\xff\xff\xff", "overlay_bad_encoding"),
    ],
)
def test_bad_file_is_told(tmp_path: Path, body: bytes, code: str) -> None:
    (tmp_path / "a.csv").write_bytes(body)
    with pytest.raises(UnusableError) as refused:
        read_overlay(tmp_path)
    assert code in codes(list(refused.value.problems))


def test_folder_without_files_or_no_folder_is_told(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none"):
        with pytest.raises(UnusableError) as refused:
            read_overlay(path)
        assert codes(list(refused.value.problems)) == ["overlay_no_file"]
