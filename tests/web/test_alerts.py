"""A run of the rules opens cases for the right people, finds them again, and says what vanished."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from quxiang.cli import run as quxiang
from quxiang.engine.results import Finding, Subject
from quxiang.engine.snapshots import verify
from quxiang.web.alerts import tasks
from quxiang.web.alerts.desks import desks_of
from quxiang.web.alerts.found import Found, found_by
from quxiang.web.alerts.models import Case, CaseEvent, RuleRun
from quxiang.web.alerts.services.reconciling import Ran, reconcile
from quxiang.web.alerts.services.running import ask_for_run, last_run
from quxiang.web.audit import trail
from quxiang.web.audit.models import Entry
from quxiang.web.common import clock
from quxiang.web.common.refusals import StaleStateError
from quxiang.web.jobs.models import Job
from quxiang.web.jobs.services import run_due, work_off
from quxiang.web.roster.models import RegistryRow
from quxiang.web.roster.services import changes
from web.alerting import cases, entered, in_registry, no_snapshots, proved, run_rules
from web.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.database]
#: what a run may change of a case it finds unchanged
RUNS_ALONE = {"last_run_id", "seen_at"}


@pytest.fixture(autouse=True)
def _no_snapshots() -> None:
    no_snapshots()


@pytest.fixture
def planted(cast: Cast) -> Cast:
    """Two destinations without a paper, in two colleges, and a name the registry has otherwise."""
    for graduate in (cast.wang_graduate, cast.chen_graduate):
        entered(cast, graduate)
    in_registry(cast, cast.wang_graduate, name="王小禾")
    in_registry(cast, cast.chen_graduate)
    return cast


def told(rows: list[Case]) -> set[tuple[Any, ...]]:
    return {(c.rule, c.college and c.college.name, c.desk, c.graduate_id, c.state) for c in rows}


def everything() -> list[dict[str, Any]]:
    rows = Case.objects.order_by("pk").values()
    return [{k: v for k, v in row.items() if k not in RUNS_ALONE} for row in rows]


def test_planted_faults_become_cases_of_the_right_colleges(planted: Cast) -> None:
    run = run_rules(planted)
    wang, chen = planted.wang_graduate.pk, planted.chen_graduate.pk
    assert told(cases()) == {
        ("V501", "农学院", "college", wang, "open"),
        ("V501", "文学院", "college", chen, "open"),
        ("R201", "农学院", "academic", wang, "open"),  # the college cannot correct the registry
        ("E303", None, "centre", None, "open"),  # one firm, two colleges
    }
    assert (run.faults, run.to_check, run.opened) == (3, 1, 4)
    firm = Case.objects.get(rule="E303")
    assert set(firm.people.values_list("graduate_id", flat=True)) == {wang, chen}
    assert "王晓禾" in Case.objects.get(rule="R201").message
    assert ["E301", False] in [[code, partial] for code, _, partial in run.not_run]
    assert run.snapshot is not None
    assert verify(run.snapshot.path).differences == []
    assert Entry.objects.filter(action="rulerun.finish").count() == 1


def test_the_same_run_twice_changes_nothing(planted: Cast) -> None:
    run_rules(planted)
    before, events = everything(), CaseEvent.objects.count()
    again = run_rules(planted)
    assert everything() == before
    assert CaseEvent.objects.count() == events
    assert (again.opened, again.seen, again.gone) == (0, 4, 0)
    assert {each.last_run_id for each in cases()} == {again.pk}


def test_what_vanished_without_an_answer_is_withdrawn_and_opened_again_if_it_returns(
    planted: Cast,
) -> None:
    run_rules(planted)
    paper = proved(planted, planted.wang_graduate)
    run = run_rules(planted)
    wang = {"rule": "V501", "graduate": planted.wang_graduate}
    (first,) = cases(**wang)
    assert (first.state, first.outcome, run.gone) == ("closed", "withdrawn", 1)
    assert first.events.latest("pk").kind == "withdrawn"  # visible, never silent
    paper.delete()
    run_rules(planted)
    first, second = cases(**wang)
    assert (second.state, second.previous_id, second.fingerprint) == (
        "open", first.pk, first.fingerprint,
    )  # fmt: skip
    assert second.events.get().kind == "recurred"


def test_a_rule_that_could_not_look_closes_nothing(planted: Cast) -> None:
    run_rules(planted)
    RegistryRow.objects.all().delete()
    run = run_rules(planted)
    assert "R201" in [code for code, _, partial in run.not_run if not partial]
    assert [each.state for each in cases(rule="R201")] == ["open"]
    assert run.gone == 0


def test_a_case_says_what_is_found_now_and_that_it_changed(planted: Cast) -> None:
    run_rules(planted)
    RegistryRow.objects.filter(graduate=planted.wang_graduate).update(name="王筱禾")
    run_rules(planted)
    (case,) = cases(rule="R201")
    assert "王筱禾" in case.message
    assert [each.kind for each in case.events.all()] == ["opened", "changed"]


def test_a_justified_or_false_alarm_is_not_named_again_a_fixed_one_is(planted: Cast) -> None:
    run_rules(planted)
    wang, chen = cases(rule="V501")
    for case, outcome in ((wang, "justified"), (chen, "fixed")):
        Case.objects.filter(pk=case.pk).update(
            state="closed", outcome=outcome, closed_at=clock.now()
        )
    Case.objects.filter(rule="E303").update(
        state="closed", outcome="false_alarm", closed_at=clock.now()
    )
    clock.move_to(clock.now() + timedelta(minutes=1))
    run = run_rules(planted)
    assert (run.opened, run.muted) == (1, 2)
    assert [each.previous_id for each in cases(state="open", rule="V501")] == [chen.pk]


def test_a_case_goes_along_with_its_graduate(planted: Cast) -> None:
    run_rules(planted)
    changes.transfer(
        graduates=[planted.wang_graduate], college=planted.letters, note="转院",
        effective_on=clock.today(), by=planted.qian,
    )  # fmt: skip
    assert {each.college_id for each in cases(rule="V501")} == {planted.letters.pk}


def test_a_finding_about_the_school_calls_it_by_its_name(cast: Cast) -> None:
    about = Subject("unit", {"unit_kind": "school", "unit": "10000"})
    finding = Finding(
        "F702", "suspect", "fault", "2024", None, about, {}, "10000：疑似率 100.00 %。", (), "f"
    )
    made = found_by([finding], desks_of(cast.cohort))["f"]
    assert made.finding.message == "云梦大学：疑似率 100.00 %。"
    assert (made.desk, made.college) == ("centre", None)


def found(rule: str, verdict: str = "fault", **key: str) -> Found:
    fingerprint = f"{rule}{'-'.join(key.values())}"
    subject = Subject("employer", key)
    finding = Finding(rule, "error", verdict, "2024", None, subject, {}, rule, (), fingerprint)
    return Found(finding, (), None, "centre")


def ran(cast: Cast, *finds: Found, rules: str = "E301 E302 T101", window: str = "W24") -> Ran:
    run = RuleRun.objects.create(
        school=cast.school, cohort=cast.cohort, started_at=clock.now(), state="done"
    )
    return Ran(
        run, {each.fingerprint: each for each in finds}, frozenset(rules.split()),
        {"T101": window}, {"E301": ["E302"]}, {"error": clock.today()}, clock.now(),
    )  # fmt: skip


def told_of(cast: Cast, *finds: Found, **more: str) -> dict[str, tuple[str, str]]:
    with trail.atomic():
        reconcile(ran(cast, *finds, **more))
    return {each.rule: (each.state, each.muted_by) for each in cases()}


def test_what_a_cause_explains_waits_with_it_and_is_not_withdrawn(cast: Cast) -> None:
    derived, cause = found("E302", employer_key="a"), found("E301", employer_key="a")
    assert told_of(cast, derived) == {"E302": ("open", "")}
    assert told_of(cast, cause) == {"E302": ("open", "E301"), "E301": ("open", "")}
    assert told_of(cast, derived)["E302"] == ("open", "")
    doubt = found("E301", "to_check", employer_key="b")
    assert told_of(cast, doubt)["E302"] == ("closed", "")


def test_a_period_that_is_over_withdraws_nothing(cast: Cast) -> None:
    finding = found("T101", unit="农学院").finding
    swing = Found(msgspec.structs.replace(finding, window="W24"), (), None, "centre")
    assert told_of(cast, swing) == {"T101": ("open", "")}
    assert told_of(cast, window="W25") == {"T101": ("open", "")}
    assert told_of(cast, window="W24") == {"T101": ("closed", "")}


def test_a_run_that_was_cut_off_keeps_nobody_from_the_next(planted: Cast) -> None:
    run = ask_for_run(cohort=planted.cohort, by=planted.qian, why="测试")
    with pytest.raises(StaleStateError):
        ask_for_run(cohort=planted.cohort, by=planted.qian, why="又一次")
    Job.objects.filter(kind=tasks.TASK).update(state="failed")
    tasks.end_interrupted(clock.now())
    run.refresh_from_db()
    assert (run.state, last_run(planted.cohort)) == ("failed", None)
    assert run_rules(planted).state == "done"
    assert not cases(state="closed")


def test_the_rules_run_every_two_weeks_by_themselves(planted: Cast) -> None:
    for days, runs in ((1, 0), (13, 0), (15, 1), (16, 1), (30, 2)):
        clock.move_to(planted.cohort.opened_at + timedelta(days=days))
        run_due(clock.now())
        work_off()
        assert RuleRun.objects.filter(state="done", by=None).count() == runs, days


@pytest.mark.django_db(transaction=True)
def test_alerts_are_run_and_listed_from_the_command_line(
    planted: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    assert quxiang(["alerts", "run", "--cohort", "2024", "--format", "json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["fault"], said["to_check"], said["opened"]) == (3, 1, 4)
    assert quxiang(["alerts", "list", "--college", "农学院"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == "共 2 件，其中待核 0 件；另有 0 项按豁免不列。"
    assert any("V501" in line and "王晓禾" in line for line in lines)
    assert quxiang(["alerts", "run", "--cohort", "1999"]) == 2
    assert "没有 1999 届" in capsys.readouterr().err
