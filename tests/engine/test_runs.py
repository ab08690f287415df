"""A run passes nothing silently: what is missing is said, answers and causes mute, keys hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from engine.people import dataset, plan, rules
from quxiang.engine.checked import checked
from quxiang.engine.dataset import Dataset
from quxiang.engine.record import Reference, check_record, check_records
from quxiang.engine.results import Finding, Outcome
from quxiang.engine.run import run
from quxiang.standards import Settings, load

GOOD_CODE = "91350100M000100Y43"


def outcome(data: Dataset, **changes: dict[str, object]) -> Outcome:
    return run(data, load(), Settings(), plan((), **changes))  # type: ignore[arg-type]


def found(result: Outcome, code: str) -> list[Finding]:
    return next(each for each in result.findings if each.rule.code == code).render(None)


def firm(number: int, **more: object) -> dict[str, object]:
    return {
        "graduate_id": f"g{number}", "exam_no": f"{number}", "name": f"王{number}", "code": "11",
        "employer_uscc": GOOD_CODE, "employer_key": GOOD_CODE, "employer_name": "甲公司",
        "employer_nature": "39", **more,
    }  # fmt: skip


def test_a_rule_without_its_table_is_not_run_and_says_which() -> None:
    said = {each.rule: each for each in outcome(dataset(graduates=[firm(1)])).not_run}
    assert not said["R201"].partial
    assert "--registry" in said["R201"].reason
    assert not said["E301"].partial
    assert said["E305"].partial
    assert "--employers" in said["E305"].reason


def with_rule(data: Dataset, code: str, **changes: object) -> Outcome:
    """Run one shipped rule alone, changed in some of its items."""
    rule = next(each.rule for each in rules() if each.rule.code == code)
    changed = checked([replace(rule, **changes)])  # type: ignore[arg-type]
    return run(data, load(), Settings(), replace(plan(), rules=changed))


def test_a_rule_that_wants_one_of_several_tables_is_not_run_without_all_of_them() -> None:
    either = ("employers", "registry.birth_on")
    said = with_rule(dataset(graduates=[firm(1)]), "E305", any_of=either).not_run
    reason = next(each for each in said if each.rule == "E305")
    assert "--employers" in reason.reason
    assert "--registry" in reason.reason
    assert not reason.partial
    listed = dataset(graduates=[firm(1)], employers=[{"uscc": GOOD_CODE, "size": "micro"}])
    said = with_rule(listed, "E305", any_of=either).not_run
    assert all(each.partial for each in said if each.rule == "E305")


def test_rows_that_prove_a_finding_may_stand_in_another_table() -> None:
    rows = """select f.fingerprint, r.graduate_id, r.source_file, r.source_sheet, r.source_row
              from found as f join registry as r on r.graduate_id = f.graduate_id"""
    registry = [{"graduate_id": "x", "name": "王1"}, {"graduate_id": "g1", "name": "汪1"}]
    data = dataset(graduates=[firm(1)], registry=registry)
    (mismatch,) = found(with_rule(data, "R201", rows=rows), "R201")
    assert [(place.file, place.row) for place in mismatch.rows] == [("registry.xlsx", 3)]


def test_a_rule_that_needs_a_moment_is_not_run_without_one() -> None:
    data = dataset(None, graduates=[firm(1)], previous=[firm(1)])
    said = {each.rule: each.reason for each in outcome(data).not_run}
    assert "--as-of" in said["T101"]


def test_findings_carry_their_rows_and_as_many_fingerprints() -> None:
    result = outcome(dataset(graduates=[firm(n) for n in range(5)]))
    (cluster,) = found(result, "E305")
    assert [place.row for place in cluster.rows] == [2, 3, 4, 5, 6]
    assert len(cluster.fingerprint) == 32
    prints = [f.fingerprint for each in result.findings for f in each.render(None)]
    assert len(prints) == len(set(prints))


def test_a_fingerprint_survives_other_parameters_counts_and_names() -> None:
    few = found(outcome(dataset(graduates=[firm(n) for n in range(4)])), "E305")[0]
    many = found(
        outcome(
            dataset(graduates=[firm(n, employer_name="乙公司") for n in range(9)]),
            E305={"limit": 5},
        ),
        "E305",
    )[0]
    assert few.fingerprint == many.fingerprint


def test_a_fingerprint_differs_by_school_and_cohort() -> None:
    rows = [firm(n, school=school, cohort=cohort, graduate_id=f"{school}{cohort}{n}")
            for school in "st" for cohort in ("2023", "2024") for n in range(4)]  # fmt: skip
    prints = {each.fingerprint for each in found(outcome(dataset(graduates=rows)), "E305")}
    assert len(prints) == 4


def test_an_exempt_or_justified_answer_mutes_until_it_lapses_and_fixed_never_does() -> None:
    rows = [firm(n) for n in range(4)]
    (cluster,) = found(outcome(dataset(graduates=rows)), "E305")

    def left(kind: str, until: date | None) -> int:
        answers = [{"fingerprint": cluster.fingerprint, "outcome": kind, "until": until}]
        result = outcome(dataset(graduates=rows, answers=answers))
        each = next(e for e in result.findings if e.rule.code == "E305")
        assert len(each) + each.muted == 1
        return len(each)

    assert left("exempt", None) == 0
    assert left("justified", date(2024, 6, 20)) == 0
    assert left("justified", date(2024, 6, 19)) == 1
    assert left("fixed", None) == 1


def test_a_cause_mutes_what_it_explains() -> None:
    bad = firm(1, employer_uscc="123", employer_key="123")
    result = outcome(dataset(graduates=[bad], employers=[{"uscc": GOOD_CODE, "name": "甲公司"}]))
    unknown = next(each for each in result.findings if each.rule.code == "E301")
    assert (len(unknown), unknown.muted) == (0, 1)
    assert len(found(result, "E303")) == 1


def test_own_school_is_no_cluster_where_the_settings_name_it() -> None:
    data = dataset(graduates=[firm(n) for n in range(4)])
    own = run(data, load(), Settings(own_school_codes=(GOOD_CODE,)), plan())
    assert found(own, "E305") == []


def test_one_record_is_judged_as_if_in_force() -> None:
    reference = Reference(load(), Settings())
    row = firm(1, code="12", wage_floor_met=False, state="draft", school="s", cohort="2024",
               employer_uscc="91350100M000100Y44", contact_name=None)  # fmt: skip
    codes = {(each.rule, each.verdict) for each in check_record(row, reference)}
    assert ("D403", "fault") in codes
    assert ("E303", "to_check") in codes
    assert ("D401", "fault") in codes
    said = [each.message for each in check_record(row, reference)]
    assert "王1 的去向为 12，缺少“单位联系人”。" in said


def test_one_record_gives_the_findings_and_fingerprints_of_a_full_run() -> None:
    employers = [{"uscc": GOOD_CODE, "name": "甲公司"}]
    registry = [{"graduate_id": "g1", "name": "汪1"}]
    rows = [
        firm(1, employer_name="乙公司", agreed_on=None),
        firm(2, employer_uscc="12", employer_key="12"),
        firm(3, code="76", wage_floor_met=False),
    ]
    data = dataset(graduates=rows, employers=employers, registry=registry)
    scope = {rule.rule.code for rule in rules() if rule.rule.scope == "record"}
    bare = replace(plan(), rules=[r for r in rules() if r.rule.code in scope])
    whole = {
        (f.rule, f.fingerprint, f.message)
        for each in run(data, load(), Settings(), bare).findings
        for f in each.render(None)
    }
    reference = Reference(
        load(), Settings(), {name: data.tables[name] for name in ("employers", "registry")},
        {name: data.given[name] for name in ("employers", "registry")},
    )  # fmt: skip
    columns = {key: None for row in rows for key in row}
    single = {
        (f.rule, f.fingerprint, f.message)
        for row in rows
        for f in check_record({"school": "s", "cohort": "2024", **columns, **row}, reference)
    }
    assert whole <= single
    explained = {rule for rule, *_ in single - whole}
    assert explained <= {"E301", "E304"}


def test_many_records_at_once_give_what_each_gives_alone() -> None:
    employers = [{"uscc": GOOD_CODE, "name": "甲公司"}]
    data = dataset(
        graduates=[firm(1)], employers=employers, registry=[{"graduate_id": "g1", "name": "汪1"}]
    )
    rows: list[dict[str, object]] = [
        firm(1, employer_name="乙公司"),  # the same code as the next, each by another name
        firm(2, employer_name="丙公司", contact_phone_hash="p", phone_hash="p"),
        firm(3, code="76", wage_floor_met=False),
        firm(4, employer_uscc="12", employer_key="12", phone_hash="q", phone_form="ok"),
        firm(5, contact_phone_hash="q"),  # the phone of the one before
        firm(6, code="no"),
        firm(7, code="70-QZZ", employer_uscc=None, employer_key=None, employer_name=None),
    ]
    columns = {key: None for row in rows for key in row}
    same: list[dict[str, object]] = [
        {"school": "s", "cohort": "2024", **columns, **row} for row in rows
    ]
    named = {"employers": data.tables["employers"], "registry": data.tables["registry"]}
    reference = Reference(load(), Settings(), named, {name: data.given[name] for name in named})
    alone = [check_record(row, reference) for row in same]
    assert [sorted(each, key=str) for each in check_records(same, reference)] == [
        sorted(each, key=str) for each in alone
    ]
    assert len({each.rule for found in alone for each in found}) > 4
    assert check_records([], reference) == []


def reasons(result: Outcome) -> dict[str, tuple[str, bool]]:
    return {each.rule: (each.reason, each.partial) for each in result.not_run}


def test_a_registry_that_holds_nobody_is_not_a_pass() -> None:
    rows = [firm(1), firm(2)]
    others = [{"graduate_id": "x", "name": "汪1"}]
    said, partial = reasons(outcome(dataset(graduates=rows, registry=others)))["R201"]
    assert "2 人中有 2 人在学籍表里没有对应的行" in said
    assert not partial
    some = [{"graduate_id": "g1", "name": "王1"}]
    said, partial = reasons(outcome(dataset(graduates=rows, registry=some)))["R201"]
    assert partial


def test_signals_say_that_rules_behind_them_did_not_run() -> None:
    said = reasons(outcome(dataset(graduates=[firm(1)])))
    assert "E301" in said["suspect_rate"][0]


def test_a_table_nobody_reads_and_an_answer_to_nothing_are_said() -> None:
    answers = [{"fingerprint": "zzz", "outcome": "exempt"}]
    data = dataset(graduates=[firm(1)], national=[{"figure": "placement_rate"}], answers=answers)
    said = reasons(with_rule(data, "R204"))
    assert "全国" in said["table:national"][0]
    assert "1 条答复" in said["table:answers"][0]


def test_a_cluster_names_only_the_rows_of_that_employer() -> None:
    rows = [firm(n) for n in range(4)]
    twin = firm(0, employer_uscc="91410700MA0000001X", employer_key="91410700MA0000001X")
    (cluster,) = found(outcome(dataset(graduates=[*rows, twin])), "E305")
    assert [place.row for place in cluster.rows] == [2, 3, 4, 5]


def test_an_employer_that_does_not_exist_is_not_of_bad_status_too() -> None:
    employers = [{"uscc": GOOD_CODE, "name": "甲公司", "status": "不存在"}]
    result = outcome(dataset(graduates=[firm(1)], employers=employers))
    status = next(each for each in result.findings if each.rule.code == "E302")
    assert (len(status), status.muted, len(found(result, "E301"))) == (0, 1, 1)


def test_an_employer_without_a_status_is_said_not_passed() -> None:
    rows = [firm(1), firm(2, employer_uscc="91410700MA0000001X", employer_key="k")]
    employers = [
        {"uscc": GOOD_CODE, "name": "甲公司", "status": None},
        {"uscc": "91410700MA0000001X", "name": "甲公司", "status": None},
        {"uscc": "91410700MA0000001X", "name": "甲公司", "status": "存续"},
    ]
    said, partial = reasons(outcome(dataset(graduates=rows, employers=employers)))["E302"]
    assert "1 家毕业生的单位没填“登记状态”" in said
    assert partial


def test_protected_phones_are_missed_but_own_phones_are_compared() -> None:
    rows = [firm(1, contact_phone_hash="p", phone_hash="p"), firm(2, contact_phone_hash="p")]
    result = outcome(dataset(graduates=rows))
    said, partial = reasons(result)["E310"]
    assert "--protected-phones" in said
    assert partial
    kinds = {each.subject.key["owner_kind"] for each in found(result, "E310")}
    assert kinds == {"own", "graduate"}
    assert all("p" not in each.message for each in found(result, "E310"))
    bare = outcome(dataset(graduates=[firm(1, contact_phone_hash="p")]))
    assert not reasons(bare)["E310"][1]


def test_a_cluster_shows_the_rows_that_left_the_credit_code_out() -> None:
    place = {"place_code": "410700"}
    bare = {"employer_uscc": None, "employer_key": "甲公司|410700"}
    rows = [firm(n, **place, **(bare if n % 2 else {})) for n in range(4)]
    (cluster,) = found(outcome(dataset(graduates=rows)), "E305")
    assert cluster.subject.key == {"employer_key": GOOD_CODE}
    assert [row.row for row in cluster.rows] == [2, 3, 4, 5]


def test_an_inverted_rate_shows_who_fell_and_whom_calls_refuted() -> None:
    before = [firm(n, college="农学院") for n in range(40)]
    now = [{**row, "code": None} if n < 2 else row for n, row in enumerate(before)]
    checks = [
        {"graduate_id": f"g{n}", "item": "class", "outcome": said}
        for n, said in enumerate(["inconsistent"] * 5 + ["consistent"] * 35)
    ]
    result = outcome(dataset(graduates=now, previous=before, checks=checks))
    rows = {
        (each.subject.key["reading"], each.subject.key["unit_kind"]): [p.row for p in each.rows]
        for each in found(result, "T103")
    }
    assert rows["previous", "school"] == rows["previous", "college"] == [2, 3]
    assert rows["calls", "school"] == rows["calls", "college"] == [4, 5, 6]


@pytest.mark.parametrize("scheme", ["2021", "2024"])
def test_a_run_of_nobody_divides_by_nothing(scheme: str) -> None:
    result = run(dataset(graduates=[]), load(scheme), Settings(scheme=scheme), plan(("college",)))
    assert all(figure.rate is None for figure in result.figures if not figure.group)
