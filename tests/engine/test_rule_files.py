"""A school's rule file is refused with a line and a sentence, never run half understood."""

from __future__ import annotations

from pathlib import Path

import pytest

from quxiang.engine.catalogue import school_rules, shipped_rules, with_parameters
from quxiang.engine.checked import checked
from quxiang.engine.queries import view_trees
from quxiang.engine.shared import shared, shared_file, shared_from
from quxiang.problems import Problem, UnusableError

GOOD = """\
code: X901
name: too_many_in_one_place
title: 同一地区人数过多
clause: N5
severity: notice
scope: set
subject: unit
key: [place_code]
window: none
params: {limit: 2}
message: "{place_code}：{graduates} 人，多于 {limit} 人。"
why: 试验。
remedy: 试验。
sql: |
  select school, cohort, place_code, count(*) as graduates
  from employed
  where place_code is not null
  group by school, cohort, place_code
  having count(*) > $limit
examples:
  - flags: three
    graduates: |
      graduate_id | code | place_code
      a           | 11   | 410000
      b           | 11   | 410000
      c           | 11   | 410000
    found: |
      place_code | graduates
      410000     | 3
"""


def problems_of(folder: Path, text: str, name: str = "own.yaml") -> list[Problem]:
    (folder / name).write_text(text, encoding="utf-8")
    try:
        checked(school_rules(folder, shipped_rules()))
    except UnusableError as error:
        return list(error.problems)
    return []


def test_a_good_rule_of_a_school_is_taken(tmp_path: Path) -> None:
    assert problems_of(tmp_path, GOOD) == []


WHOLE = GOOD[GOOD.index("  select") : GOOD.index("examples:")]
#: what is put in place of what, the problem's code, and its line where one line is to blame
BAD: dict[str, tuple[str, str, str, int | None]] = {
    "a column there is not": ("place_code is not null", "planet is not null", "unknown_column", 17),
    "a table there is not": ("from employed", "from martians", "unknown_table", 16),
    "a file as a table": ("from employed", "from 'people.csv'", "unknown_table", 16),
    "a table function": ("from employed", "from read_csv('x.csv')", "forbidden_function", 16),
    "a second statement": ("having count(*) > $limit", "; drop table x", "not_one_statement", None),
    "no SELECT": (WHOLE, "  delete from graduates where 1 = $limit\n", "not_select", None),
    "the environment": ("count(*) as", "getenv('HOME') as", "forbidden_function", 15),
    "random numbers": ("count(*) as", "random() as", "forbidden_function", 15),
    "a float": ("> $limit", "> $limit * 1.5", "no_floats", 19),
    "a division": ("> $limit", "> 7 / $limit", "forbidden_sql", 19),
    "a parameter nobody gave": ("$limit", "$limits", "unknown_parameter", 19),
    "a parameter nobody uses": ("limit: 2}", "limit: 2, spare: 1}", "unused_parameter", None),
    "a parameter that is no integer": ("limit: 2}", "limit: 2.5}", "bad_value", None),
    "a parameter too big to count": ("limit: 2}", f"limit: {'9' * 20}}}", "bad_value", None),
    "a list within a list": ("limit: 2}", "limit: [2, [3]]}", "bad_value", None),
    "a key not in the output": ("key: [place_code]", "key: [place_name]", "missing_output", None),
    "a mark that is no column": ("{graduates} 人", "{students} 人", "unknown_mark", None),
    "a blank no parameter fills": ("why: 试验。", "why: 多于 {bound} 人。", "unknown_mark", None),
    "SQL that does not parse": ("group by school", "group school", "bad_sql", None),
    "a type error": ("> $limit", "> cast('x' as date)", "bad_sql", None),
    "a count in WHERE": ("is not null", "is not null and count(*) > 1", "bad_sql", None),
    "an unknown severity": ("severity: notice", "severity: grave", "bad_choice", 5),
    "a key given twice": ("clause: N5", "clause: N5\nclause: N6", "duplicate_key", 5),
    "an unknown item": ("clause: N5", "clause: N5\nweight: 3", "unknown_key", 5),
    "a YAML tag": ("clause: N5", "clause: !!python/name:os.system N5", "yaml_tag", 4),
    "broken YAML": ("key: [place_code]", "key: [place_code", "bad_yaml", None),
    "a code that is taken": ("code: X901", "code: E305", "rule_code_taken", None),
    "a code of the wrong form": ("code: X901", "code: mine", "bad_rule_code", None),
    "a bad any_of": ("window: none", "window: none\nany_of: [x]", "unknown_optional", None),
    "a bad optional": ("window: none", "window: none\noptional: [x]", "unknown_optional", None),
    "a quoted parameter": ("> $limit", "> length('$limit')", "quoted_parameter", None),
    "an uneven example": ("410000     | 3", "410000     | 3 | 4", "bad_example", None),
    "a missing why": ("why: 试验。\n", "", "missing_key", None),
    "a hidden table": ("  select school", "  with employed as (select 1)\n  select school",
                       "table_hidden", None),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_a_bad_rule_file_is_named_with_its_line(case: str, tmp_path: Path) -> None:
    good, bad, code, line = BAD[case]
    assert good in GOOD
    found = problems_of(tmp_path, GOOD.replace(good, bad, 1))
    assert code in [problem.code for problem in found], found
    problem = next(each for each in found if each.code == code)
    assert problem.message.endswith("。")
    assert problem.remedy
    assert problem.where.file == "own.yaml"
    if line is not None:
        assert problem.where.cell == f"第 {line} 行"


def test_a_folder_without_rules_is_said(tmp_path: Path) -> None:
    with pytest.raises(UnusableError) as refused:
        school_rules(tmp_path, ())
    assert refused.value.problems[0].code == "no_rule_file"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"Z999": {"limit": 3}}, "unknown_rule"),
        ({"E305": {"limits": 3}}, "unknown_parameter"),
        ({"E305": {"limit": "many"}}, "bad_parameter"),
        ({"E305": {"limit": -1}}, "bad_parameter"),
        ({"T103": {"readings": ""}}, "bad_parameter"),
        ({"C602": {"from_day": "6月15日"}}, "bad_parameter"),
        ({"C602": {"from_day": "02-30"}}, "bad_parameter"),
    ],
)
def test_a_parameter_that_does_not_fit_is_refused(
    changes: dict[str, dict[str, int | str]], code: str
) -> None:
    with pytest.raises(UnusableError) as refused:
        with_parameters(shipped_rules(), changes)  # type: ignore[arg-type]
    assert [problem.code for problem in refused.value.problems] == [code]


def test_a_list_is_written_with_commas() -> None:
    parameters = with_parameters(
        shipped_rules(), {"T103": {"readings": "previous,level"}, "D403": {"codes": 12}}
    )
    assert parameters["T103"]["readings"] == ("previous", "level")
    assert parameters["D403"]["codes"] == ("12",)


def test_rules_can_rest_on_the_views_of_another_file_and_come_back(tmp_path: Path) -> None:
    other = tmp_path / "shared.yaml"
    text = shared_file().read_text("utf-8")
    other.write_text(text.replace("where in_force and kind = 'employed'", "where false"), "utf-8")
    shipped, shared_before = view_trees()["employed"], shared()
    with shared_from(other):
        assert view_trees()["employed"] != shipped
        assert shared() != shared_before
    assert view_trees()["employed"] == shipped
    assert shared() == shared_before
