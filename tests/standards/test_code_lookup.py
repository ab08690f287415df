"""How a text finds its code: the rules for names, parts, aliases, groups, parents and children."""

from __future__ import annotations

import pytest

from quxiang.standards import Match, load
from quxiang.standards.lookup import lookup_key

NEW, OLD = load("2024"), load("2021")


def found(text: str, scheme: str = "2024", table: str = "destination") -> Match:
    return load(scheme).tables[table].find(text)


@pytest.mark.parametrize(
    ("text", "code", "how"),
    [
        ("10", "10", "code"),
        ("１０", "10", "code"),
        (" 10.0 ", "10", "code"),
        ("801.0", "801", "code"),
        ("70-qzz", "70-QZZ", "code"),
        ("签就业协议形式就业", "10", "name"),
        ("境内升学—研究生", "801", "name"),
        ("境内升学-研究生", "801", "name"),
        ("境内升学——研究生", "801", "name"),
        ("境内升学 － 研究生", "801", "name"),
        ("境内升学–研究生", "801", "name"),
        ("研究生", "801", "last_part"),
        ("求职中", "70-QZZ", "last_part"),
        ("三支一扶", "502", "last_part"),
        ("西部计划", "503", "last_part"),
        ("特岗教师", "501", "last_part"),
        ("特岗教师（地方）", "511", "last_part"),
        ("特岗教师(地方)", "511", "last_part"),
        ("专升本", "803", "alias"),
        ("推免", "801", "alias"),
        ("考研", "801", "alias"),
        ("选调生", "512", "alias"),
        ("科研助理", "271", "alias"),
        ("参军", "46", "alias"),
        ("入伍", "46", "alias"),
        ("应征入伍", "46", "alias"),
        ("其它录用形式就业", "12", "name"),
        ("出国、出境", "85", "alias"),
        ("自主创业", "75", "name"),
        ("自由职业", "76", "name"),
        ("境外留学", "85", "name"),
    ],
)
def test_code_full_name_last_part_or_alias_is_found_in_2024(text: str, code: str, how: str) -> None:
    assert found(text) == Match(code, how, needs_child=False)


@pytest.mark.parametrize(
    "text",
    [
        "签劳动合同形式就业（单位就业）",
        "签劳动合同形式就业(就业)",
        "签劳动合同形式就业【单位就业】",
        "单位就业—签劳动合同形式就业",
        "就业-单位就业-签劳动合同形式就业",
        "就业/单位就业/签劳动合同形式就业",
        "单位就业—签劳动合同形式就业（就业）",
    ],
)
def test_name_with_its_group_beside_it_is_found(text: str) -> None:
    assert found(text).code == "11"


def test_name_with_the_group_of_another_is_not_found() -> None:
    assert found("签劳动合同形式就业（灵活就业）").code is None
    assert found("升学—签劳动合同形式就业").code is None


def test_code_followed_by_its_own_name_is_found_and_by_another_name_is_not() -> None:
    assert found("801 境内升学—研究生") == Match("801", "code")
    assert found("10-签就业协议形式就业") == Match("10", "code")
    assert found("70-QZZ 求职中") == Match("70-QZZ", "code")
    assert found("11签就业协议形式就业").code is None


@pytest.mark.parametrize("code", ["27", "50", "51", "70", "72", "80"])
def test_bare_parent_is_recognised_in_2024_with_its_child_wanted(code: str) -> None:
    assert found(code) == Match(code, "code", needs_child=True)
    assert found(NEW.destinations[code].name) == Match(code, "name", needs_child=True)


def test_name_of_both_parent_and_child_is_the_parent() -> None:
    assert found("科研助理、管理助理") == Match("27", "name", needs_child=True)
    assert found("科研助理/管理助理") == Match("27", "alias", needs_child=True)
    assert found("科研助理、管理助理—科研助理、管理助理").code == "271"


@pytest.mark.parametrize(
    "text", ["就业", "升学", "未就业", "单位就业", "暂不就业", "灵活就业", "L2-DWJY", "L1-JY"]
)
def test_heading_alone_is_unrecognised_in_2024(text: str) -> None:
    assert found(text) == Match(None, "none")


@pytest.mark.parametrize("text", ["就业", "未就业", "协议和合同就业", "创业", "灵活就业"])
def test_heading_alone_is_unrecognised_in_2021(text: str) -> None:
    assert found(text, "2021") == Match(None, "none")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("自主创业", "75"),
        ("自由职业", "76"),
        ("待就业", "70"),
        ("升学", "80"),
        ("出国、出境", "85"),
    ],
)
def test_heading_that_is_also_a_code_s_name_is_found_in_2021(text: str, code: str) -> None:
    assert found(text, "2021") == Match(code, "name")


def test_not_seeking_alone_means_72_in_2021() -> None:
    assert found("暂不就业", "2021").code == "72"
    assert found("暂不就业—其他暂不就业", "2021").code == "72"


@pytest.mark.parametrize(
    ("text", "parent"),
    [
        ("801", "80"),
        ("境内升学—研究生", "80"),
        ("研究生", "80"),
        ("专升本", "80"),
        ("502", "50"),
        ("三支一扶", "50"),
        ("特岗教师（地方）", "51"),
        ("272", "27"),
        ("求职中", "70"),
        ("70-QZZ", "70"),
        ("701", "70"),
        ("721", "72"),
        ("拟出国出境", "72"),
    ],
)
def test_child_counts_as_its_parent_in_2021(text: str, parent: str) -> None:
    assert found(text, "2021") == Match(parent, "child_as_parent")


def test_three_digits_nobody_knows_are_unrecognised() -> None:
    assert found("701").code is None
    assert found("999").code is None
    assert found("999", "2021").code is None
    assert found("101", "2021").code is None


def test_research_assistant_is_27_in_2021_and_271_in_2024() -> None:
    assert found("科研助理", "2021").code == "27"
    assert found("科研助理").code == "271"


@pytest.mark.parametrize("text", ["", "  ", "　", "—", "无", "30", "其他"])
def test_nothing_is_found_in_empty_or_meaningless_text(text: str) -> None:
    assert found(text) == Match(None, "none")


@pytest.mark.parametrize(
    ("table", "text", "code"),
    [
        ("education_level", "1", "01"),
        ("education_level", "本科", "31"),
        ("education_level", "大学本科", "31"),
        ("education_level", "本科生", "31"),
        ("education_level", "硕士", "11"),
        ("education_level", "硕士研究生", "11"),
        ("education_level", "博士", "01"),
        ("education_level", "大专", "41"),
        ("education_level", "专科", "41"),
        ("education_level", "本科结业", "33"),
        ("education_level", "高职", "61"),
        ("gender", "男", "1"),
        ("gender", "F", "2"),
        ("gender", "1.0", "1"),
        ("study_mode", "普通全日制", "全日制"),
        ("study_mode", "非全日制", "非全日制"),
        ("employer_nature", "民营企业", "39"),
        ("employer_nature", "三资企业", "32"),
        ("employer_nature", "私营企业", "39"),
        ("employer_nature", "国企", "31"),
        ("employer_nature", "医院", "23"),
        ("employer_nature", "其它企业", "39"),
        ("employer_nature", "其他", "99"),
        ("employer_nature", "中等初等教育单位", "22"),
        ("industry", "农林牧渔业", "11"),
        ("industry", "医药制造业", "22"),
        ("industry", "C", "22"),
        ("industry", "信息传输、软件和信息技术服务业", "34"),
        ("job_category", "教学人员", "24"),
        ("province", "河南", "410000"),
        ("province", "广西", "450000"),
        ("ethnicity", "汉", "01"),
        ("schooling_length", "4.0", "4"),
        ("schooling_length", "2.5", "2.5"),
        ("teacher_student_type", "12", "12"),
        ("teacher_student_type", "公费师范生", "12"),
    ],
)
def test_other_tables_find_what_schools_write(table: str, text: str, code: str) -> None:
    assert found(text, table=table).code == code


def test_33_means_another_thing_in_each_scheme() -> None:
    old, new = OLD.tables["employer_nature"], NEW.tables["employer_nature"]
    assert (old.rows["33"].name, new.rows["33"].name) == ("中小企业", "个体工商户")
    assert old.find("个体工商户").code is None
    assert new.find("中小企业").code is None
    assert NEW.tables["employer_nature_legacy"].rows["33"].name == "中小企业"
    assert (old.version, new.version) == ("2021", "2024")


def test_hardly_told_apart_words_are_left_to_a_person() -> None:
    assert found("事业单位", table="employer_nature").code is None
    assert found("是", table="teacher_student_type").code is None


@pytest.mark.parametrize("scheme", ["2021", "2024"])
def test_every_code_and_name_finds_itself_or_what_stands_above_it(scheme: str) -> None:
    for table in load(scheme).tables.values():
        named = [row for row in table.rows.values() if not 0 < row.level < table.first_level]
        for row in named:
            assert table.find(row.code).code == row.code
            same = {other.code for other in named if lookup_key(other.name) == lookup_key(row.name)}
            expected = {row.code} if len(same) == 1 else {*same, None}
            assert table.find(row.name).code in expected


def test_name_that_several_rows_share_means_none_of_them() -> None:
    assert found("其他", table="uscc_prefix").code is None


@pytest.mark.parametrize("scheme", ["2021", "2024"])
def test_every_alias_leads_to_its_code(scheme: str) -> None:
    for table in load(scheme).tables.values():
        for alias, code in table.aliases:
            if code in table.rows and table.name != "industry":
                assert table.find(alias).code in (code, table.rows[code].parent), alias


def test_key_folds_width_brackets_dashes_spaces_and_case() -> None:
    assert lookup_key("Ａ（ｂ）　—— c、其它") == "a(b)-c其他"
