"""Rules on the roster: who is missing on either side, what was not compared, what mutes what."""

from __future__ import annotations

from engine.people import dataset, plan
from quxiang.engine.dataset import Dataset
from quxiang.engine.record import Reference, check_record
from quxiang.engine.results import Finding, Outcome
from quxiang.engine.run import run
from quxiang.standards import Settings, load

ONE = {"graduate_id": "g1", "name": "王1", "exam_no": "1"}
TWO = {"graduate_id": "g2", "name": "王2", "exam_no": "2"}


def outcome(data: Dataset) -> Outcome:
    return run(data, load(), Settings(), plan())


def found(result: Outcome, code: str) -> list[Finding]:
    return next(each for each in result.findings if each.rule.code == code).render(None)


def reasons(result: Outcome) -> dict[str, tuple[str, bool]]:
    return {each.rule: (each.reason, each.partial) for each in result.not_run}


def test_who_the_registry_does_not_hold_is_listed_and_not_said_twice() -> None:
    registry = [{"graduate_id": "g1", "name": "王1"}, {"graduate_id": "x", "name": "赵"}]
    result = outcome(dataset(graduates=[ONE, TWO], registry=registry))
    said = reasons(result)
    assert "未比对" in said["R201"][0]
    assert "未比对" not in said["R202"][0] + said["R203"][0]
    assert [f.message for f in found(result, "R202")] == ["王2 在统计范围内，学籍里没有对应的行。"]
    (absent,) = found(result, "R203")
    assert absent.subject.kind == "registry"
    assert [(place.file, place.row) for place in absent.rows] == [("registry.xlsx", 3)]


def test_a_registry_that_holds_nobody_lists_nobody_and_is_said_not_to_have_run() -> None:
    registry = [{"graduate_id": "x", "name": "汪1", "college": "农学院", "status": "毕业"}]
    result = outcome(dataset(graduates=[ONE, TWO], registry=registry))
    for code in ("R202", "R203"):
        reason, partial = reasons(result)[code]
        assert "2 人中有 2 人" in reason
        assert not partial
        assert found(result, code) == []


def test_colleges_of_the_registry_without_anybody_in_the_roster_are_said_in_one_sentence() -> None:
    registry = [
        {"graduate_id": who, "college": college}
        for who, college in (("g1", "农学院"), ("x", "文学院"), ("y", "文学院"), ("z", "理学院"))
    ]
    result = outcome(dataset(graduates=[ONE], registry=registry))
    said = [each.reason for each in result.not_run if each.rule == "R203"]
    assert "部分运行：学籍里有 2 个学院共 3 人，名册里一个也没有，未逐人列出。" in said
    assert found(result, "R203") == []


def test_the_identity_number_is_looked_at_without_a_registry_and_says_so() -> None:
    row = {**ONE, "id_check": "bad_check", "id_gender": "2", "gender": "2"}
    result = outcome(dataset(graduates=[row]))
    assert [(f.subject.key["field"], f.verdict) for f in found(result, "R205")] == [
        ("id_check", "to_check")
    ]
    reason, partial = reasons(result)["R205"]
    assert "--registry" in reason
    assert partial


def test_a_registry_without_birth_dates_is_all_that_is_said_of_the_identity_number() -> None:
    row = {**ONE, "id_check": "ok", "id_gender": "2", "gender": "2"}
    said = reasons(outcome(dataset(graduates=[row], registry=[{"graduate_id": "g1"}])))
    assert said["R205"] == ("部分运行：“学籍”表缺少列：出生日期。", True)


def test_a_gender_the_registry_contradicts_is_one_finding_and_not_two() -> None:
    row = {**ONE, "gender": "1", "id_check": "ok", "id_gender": "2"}
    result = outcome(dataset(graduates=[row], registry=[{"graduate_id": "g1", "gender": "2"}]))
    assert [f.subject.key["field"] for f in found(result, "R201")] == ["gender"]
    told = next(each for each in result.findings if each.rule.code == "R205")
    assert (len(told), told.muted) == (0, 1)


def test_one_record_is_told_what_its_identity_and_examination_number_say() -> None:
    registry = dataset(registry=[{"graduate_id": "g1", "birth_on": None}])
    reference = Reference(load(), Settings(), registry.tables, registry.given)
    row = {**ONE, "school": "s", "cohort": "2024", "level": "31", "gender": "1",
           "id_check": "ok", "id_gender": "2", "id_birth_on": None}  # fmt: skip
    codes = {(each.rule, each.verdict) for each in check_record(row, reference)}
    assert codes == {("R205", "fault"), ("R207", "fault")}


def test_a_warm_checker_forgets_the_record_before() -> None:
    registry = dataset(registry=[{"graduate_id": "g1", "name": "王1", "birth_on": None}])
    reference = Reference(load(), Settings(), registry.tables, registry.given)
    good = {**ONE, "school": "s", "cohort": "2024", "level": "31", "exam_no": "24104660000001"}
    bad = {**good, "name": "别人"}
    told = [[each.rule for each in check_record(row, reference)] for row in (good, bad, good)]
    assert told == [[], ["R201"], []]
