"""Two real transactions against each other, in the guards of runs and cases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from quxiang.engine.snapshots import open_snapshot, record_run
from quxiang.web.alerts import following
from quxiang.web.alerts.models import Case, CaseFile, RuleRun
from quxiang.web.alerts.services import answering, escalating, filing, reassigning, running
from quxiang.web.alerts.services.answering import Said, newest_event
from quxiang.web.alerts.services.reassigning import To
from quxiang.web.alerts.states import CASES
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.states import move
from quxiang.web.destinations.models import Dispute, Registration
from quxiang.web.destinations.services.disputing import answer_dispute
from quxiang.web.roster.services import changes
from quxiang.web.season.services.taking import snapshot
from web.alerting import entered, no_snapshots, proved, run_rules
from web.at_once import at_once, one_stale, refused, won
from web.cast import Cast
from web.uploads import paper

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]


@pytest.fixture(autouse=True)
def _planted(cast: Cast) -> None:
    no_snapshots()
    entered(cast, cast.wang_graduate)


@trail.atomic()
def begun(cast: Cast) -> RuleRun:
    return running.begin(cast.cohort, None, "测试")


def test_of_two_who_have_the_rules_run_at_once_one_is_told(cast: Cast) -> None:
    said = at_once([lambda: begun(cast)] * 2)
    one_stale(said)
    assert RuleRun.objects.get().state == "running"


def finished(cast: Cast) -> object:
    """Bring a run as far as it goes before it ends; return what ends it."""
    run = begun(cast)
    run.snapshot = snapshot(cohort=cast.cohort, by=None, why="测试")
    run.save()
    opened = open_snapshot(run.snapshot.path)
    made = running.plan_for(run, opened)
    recorded = record_run(opened, opened.standard(), made.plan)
    return lambda: running._finish(
        RuleRun.objects.get(pk=run.pk), opened, made, running.Recorded(recorded)
    )


def test_a_run_that_is_ended_as_it_finishes_ends_once(cast: Cast) -> None:
    finish = finished(cast)
    run = RuleRun.objects.get()
    said = at_once([finish, lambda: running.fail(run, "中断")])  # type: ignore[list-item]
    run.refresh_from_db()
    # who fails a run that finished does nothing; a run that failed finishes nothing
    assert (run.state, len(refused(said)), Case.objects.exists()) in [
        ("done", 0, True), ("failed", 1, False),
    ]  # fmt: skip


def test_an_answer_during_a_run_is_borne_out_or_told_that_it_came_too_late(cast: Cast) -> None:
    run_rules(cast)
    proved(cast, cast.wang_graduate)
    finish, case = finished(cast), Case.objects.get(rule="V501")

    @trail.atomic()
    def answer() -> None:
        move(case, CASES["answer"], by=cast.zhao, answer="fixed", answered_by=cast.zhao,
             answered_at=clock.now())  # fmt: skip

    said = at_once([finish, answer])  # type: ignore[list-item]
    case.refresh_from_db()
    if refused(said):
        assert won(said) == 0
        assert (case.state, case.outcome) == ("closed", "withdrawn")
    else:
        assert (case.state, case.answer, case.gone_at is None) == ("answered", "fixed", False)


def test_a_transfer_during_a_run_leaves_the_case_with_a_college(cast: Cast) -> None:
    run_rules(cast)
    finish = finished(cast)

    def transfer() -> None:
        changes.transfer(
            graduates=[cast.wang_graduate], college=cast.letters, note="转院",
            effective_on=clock.today(), by=cast.qian,
        )  # fmt: skip

    at_once([finish, transfer])  # type: ignore[list-item]
    run_rules(cast)
    assert set(Case.objects.values_list("college__name", flat=True)) <= {"文学院", None}


EXPLAINED = Said("explained", "合同在路上")


def the_case(cast: Cast) -> Case:
    run_rules(cast)
    return Case.objects.get(rule="V501")


def test_of_two_who_answer_a_case_at_once_one_is_told(cast: Cast) -> None:
    case = the_case(cast)
    said = replace(EXPLAINED, seen=newest_event(case))
    told = at_once([lambda: answering.answer(case=case, said=said, by=cast.zhao)] * 2)
    one_stale(told)
    assert case.events.filter(kind="answered").count() == 1


def test_of_closing_and_sending_back_at_once_one_is_told(cast: Cast) -> None:
    case = the_case(cast)
    said = replace(EXPLAINED, seen=newest_event(case))
    answering.answer(case=case, said=said, by=cast.zhao)
    seen = Said(text="看过了", seen=newest_event(case))
    given: dict[str, Any] = {"case": case, "said": seen, "by": cast.qian}
    told = at_once([lambda: answering.close(**given), lambda: answering.send_back(**given)])
    first = ("closed", "open")[one_stale(told)]
    case.refresh_from_db()
    assert case.state == first


def test_of_handing_over_and_answering_at_once_one_is_told(cast: Cast) -> None:
    case = the_case(cast)
    seen = newest_event(case)
    to = To("academic", clock.today() + timedelta(days=9), "学籍有误")
    told = at_once(
        [
            lambda: reassigning.reassign(case=case, to=to, seen=seen, by=cast.qian),
            lambda: answering.answer(case=case, said=replace(EXPLAINED, seen=seen), by=cast.zhao),
        ]
    )
    first = (("academic", "open"), ("college", "answered"))[one_stale(told)]
    case.refresh_from_db()
    assert (case.desk, case.state) == first


def test_of_two_who_withdraw_a_file_at_once_one_is_told(cast: Cast) -> None:
    case = the_case(cast)
    sheet = filing.take_in(school_id=cast.school.pk, content=paper(), title="证明")
    answering.comment(case=case, said=Said(paper=sheet), by=cast.zhao)
    file = CaseFile.objects.get()
    told = at_once(
        [lambda by=by: filing.withdraw(file=file, reason="传错了", by=by)  # type: ignore[misc]
         for by in (cast.zhao, cast.qian)]
    )  # fmt: skip
    one_stale(told)
    assert case.events.filter(kind="unfiled").count() == 1


def test_of_many_answered_at_once_each_is_answered_once(cast: Cast) -> None:
    case = the_case(cast)
    work = lambda: answering.answer_many(ids=[case.pk], said=EXPLAINED, by=cast.zhao)  # noqa: E731
    told = at_once([work, work])
    done = sorted(each.changed for each in told if isinstance(each, answering.Done))
    assert done in ([0, 1], [1])
    assert case.events.filter(kind="answered").count() == 1


def test_an_overdue_case_is_taken_up_once_however_many_ticks(cast: Cast) -> None:
    case = the_case(cast)
    Case.objects.update(due_on=clock.today() - timedelta(days=1))
    at_once([lambda: escalating.escalate(cast.school.pk, clock.now())] * 2)
    assert case.events.filter(kind="overdue").count() == 1


def test_a_dispute_answered_while_its_case_is_answered_is_answered_once(cast: Cast) -> None:
    registration = Registration.objects.get(graduate=cast.wang_graduate)
    with trail.atomic():
        dispute = Dispute.objects.create(
            school=cast.school, cohort=cast.cohort, college=cast.agronomy, text_sealed="",
            graduate=cast.wang_graduate, version_id=registration.current_id, state="open",
            at=clock.now(),
        )  # fmt: skip
        following.protect(dispute)
    case = Case.objects.get(dispute=dispute)
    said = replace(EXPLAINED, seen=newest_event(case))
    told = at_once(
        [
            lambda: answer_dispute(dispute=dispute, text="已核实", by=cast.qian),
            lambda: answering.answer(case=case, said=said, by=cast.qian),
        ]
    )
    assert len(refused(told)) <= 1
    assert case.events.filter(kind="answered").count() == 1
