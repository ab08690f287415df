"""A rule is tried on past snapshots: what it would raise, how that ended, nothing written."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from quxiang.web.alerts import tasks
from quxiang.web.alerts.models import Case, CaseEvent, RuleSetting, Trial
from quxiang.web.common import clock
from quxiang.web.jobs.models import Job
from quxiang.web.jobs.services import work_off
from web.alerting import cases, entered, no_snapshots, run_rules
from web.cast import Cast, graduate
from web.conftest import login
from web.signing import CONTRACT
from web.test_rule_settings import typed

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(autouse=True)
def _no_snapshots() -> None:
    no_snapshots()


def tried(client: Client, code: str, **changes: str) -> tuple[Trial, str]:
    """Try a rule as the form has it, in the worker's place; return it with its page."""
    answer = client.post(f"/alerts/rules/{code}/try/", typed(code, **changes))
    assert answer.status_code == 302, answer.content.decode()
    work_off()
    return Trial.objects.latest("pk"), client.get(answer.headers["Location"]).content.decode()


def ended(outcome: str, *rows: Case) -> None:
    Case.objects.filter(pk__in=[each.pk for each in rows]).update(
        state="closed", outcome=outcome, closed_at=clock.now()
    )


def test_a_try_tells_how_what_it_would_raise_ended_and_writes_nothing(
    client: Client, cast: Cast
) -> None:
    people = [graduate(cast.cohort, cast.agronomy, f"2024020{at}", f"何{at}") for at in range(3)]
    for each in (*people, cast.chen_graduate):
        entered(cast, each)
    run_rules(cast)
    found = cases(rule="V501")
    ended("fixed", found[0])
    ended("justified", found[1])
    ended("false_alarm", found[2])
    clock.move_to(clock.now() + timedelta(days=1))
    entered(cast, cast.wang_graduate)
    run_rules(cast)
    before, events = list(Case.objects.order_by("pk").values()), CaseEvent.objects.count()
    trial, page = tried(login(client, cast.qian), "V501")
    told = trial.result
    assert [(each["number"], each["found"]) for each in told["snapshots"]] == [(1, 4), (2, 3)]
    assert (told["raised"], told["now"], told["new"], told["gone"]) == (5, 5, 0, 0)
    # the one that was fixed is found again, so its newest case is open
    assert told["ended"] == {"open": 3, "justified": 1, "false_alarm": 1}
    assert "会提出 5 条（其中待核 0 条），其中 1 条后来被认定属实或说明情况" in page
    by_college = {each["college"]: each["raised"] for each in told["colleges"]}
    assert by_college == {"农学院": 4, "文学院": 1}
    assert list(Case.objects.order_by("pk").values()) == before
    assert CaseEvent.objects.count() == events


def test_another_parameter_is_compared_with_what_is_set_now(client: Client, cast: Cast) -> None:
    for at in range(2):
        entered(cast, graduate(cast.cohort, cast.agronomy, f"2024010{at}", f"何{at}"))
    for at in range(4):
        one = graduate(cast.cohort, cast.letters, f"2024030{at}", f"丁{at}")
        entered(cast, one, {**CONTRACT, "employer_uscc": "91410700MA0000002X"})
    run_rules(cast)
    centre = login(client, cast.qian)
    trial, page = tried(centre, "E305", p_limit="2")
    told = trial.result
    assert (told["raised"], told["now"], told["new"], told["gone"]) == (2, 1, 1, 0)
    assert "多提出 1 条" in page
    trial, _ = tried(centre, "E305", p_limit="9")
    assert (trial.result["raised"], trial.result["gone"]) == (0, 1)
    assert not RuleSetting.objects.exists()
    assert "会提出 2 条" in centre.get("/alerts/rules/E305/").content.decode()


def test_a_rule_of_signals_and_one_that_is_off_are_tried_all_the_same(
    client: Client, cast: Cast
) -> None:
    entered(cast, cast.wang_graduate)
    run_rules(cast)
    RuleSetting.objects.create(
        school=cast.school, cohort=cast.cohort, rule="F702", number=1, runs=False, reason="停",
        by=cast.qian, at=clock.now(),
    )  # fmt: skip
    trial, _ = tried(login(client, cast.qian), "F702", p_base="1", p_limit="1")
    assert trial.state == "done", trial.message
    assert trial.result["raised"] > 0
    assert trial.result["now"] == 0


def test_what_cannot_be_tried_says_so(client: Client, cast: Cast) -> None:
    centre = login(client, cast.qian)
    answer = centre.post("/alerts/rules/E305/try/", typed("E305"))
    assert answer.status_code == 422
    assert "这一届还没有快照" in answer.content.decode()
    wrong = centre.post("/alerts/rules/E305/try/", typed("E305", p_limit="x"))
    assert "您写的是“x”" in wrong.content.decode()
    entered(cast, cast.wang_graduate)
    run_rules(cast)
    trial, page = tried(centre, "R201")
    assert "没有给出" in page  # no registry: not judged, never passed
    centre.post("/alerts/rules/E305/try/", typed("E305"))
    Job.objects.filter(kind=tasks.TRY).update(state="failed")
    tasks.end_interrupted(clock.now())
    newest = Trial.objects.latest("pk")
    assert (newest.state, newest.message) == ("failed", "试运行中断了。请再试一次。")
    assert trial.state == "done"
