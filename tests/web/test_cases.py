"""A case is answered by one, verified by another, sent back, closed, taken up when it is late."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from quxiang.standards import holidays
from quxiang.web.accounts.models import User
from quxiang.web.alerts.access import cases_visible_to
from quxiang.web.alerts.models import Case, CaseEvent
from quxiang.web.alerts.selectors import is_overdue, overdue, tallies
from quxiang.web.alerts.services import answering
from quxiang.web.alerts.services.answering import Said, newest_event
from quxiang.web.audit.models import Entry
from quxiang.web.common import clock
from quxiang.web.common.refusals import StaleStateError
from quxiang.web.destinations.models import Version
from quxiang.web.jobs.services import run_due
from quxiang.web.notifications.models import Message
from quxiang.web.orgs.kinds import PostKind
from quxiang.web.reference.models import Holiday
from quxiang.web.reference.workdays import after_working_days, before_working_days
from web.alerting import cases, entered, in_registry, no_snapshots, proved, run_rules
from web.cast import Cast, appointed, graduate, staff
from web.conftest import login

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def found(cast: Cast) -> Cast:
    """Run the rules over two destinations without papers and a name the registry has otherwise."""
    no_snapshots()
    for each in (cast.wang_graduate, cast.chen_graduate):
        entered(cast, each)
    in_registry(cast, cast.wang_graduate, name="王小禾")
    in_registry(cast, cast.chen_graduate)
    run_rules(cast)
    return cast


def post(user: User, path: str, seen: Case | None = None, **form: object) -> Any:
    shown = {} if seen is None else {"seen": newest_event(seen)}
    return login(Client(), user).post(f"/alerts/{path}", {**shown, **form})


def the(rule: str, **which: object) -> Case:
    return Case.objects.get(rule=rule, closed_at__isnull=True, **which)


def test_fixed_is_verified_by_another_once_a_run_bears_it_out(found: Cast) -> None:
    case = the("V501", graduate=found.wang_graduate)
    assert post(found.zhao, f"{case.pk}/answer/", case, answer="fixed").status_code == 302
    event = case.events.latest("pk")
    assert (event.kind, event.version) == (
        "answered",
        Version.objects.get(registration__graduate=found.wang_graduate),
    )
    early = post(found.qian, f"{case.pk}/close/", case, text="看过")
    assert (early.status_code, "仍发现" in early.content.decode()) == (422, True)
    proved(found, found.wang_graduate)
    run_rules(found)
    case.refresh_from_db()
    assert (case.state, case.gone_at is None) == ("answered", False)
    assert post(found.qian, f"{case.pk}/close/", case, text="看过合同").status_code == 302
    case.refresh_from_db()
    assert (case.state, case.outcome, case.closed_by, case.days) == (
        "closed", "fixed", found.qian, 0,
    )  # fmt: skip
    acts = Entry.objects.filter(object_kind="case", object_id=str(case.pk))
    assert acts.order_by("seq")[0].action == "case.answer"


def test_an_answer_without_reason_is_refused_and_sent_back_with_one(found: Cast) -> None:
    case = the("V501", graduate=found.wang_graduate)
    thin = post(found.zhao, f"{case.pk}/answer/", case, answer="explained", text="")
    assert (thin.status_code, "写明情况" in thin.content.decode()) == (422, True)
    said = {"answer": "explained", "text": "单位盖章的证明在路上"}
    assert post(found.zhao, f"{case.pk}/answer/", case, **said).status_code == 302
    assert post(found.qian, f"{case.pk}/back/", case, text="").status_code == 422
    clock.move_to(clock.now() + timedelta(days=10))
    assert post(found.qian, f"{case.pk}/back/", case, text="请先上传").status_code == 302
    case.refresh_from_db()
    assert (case.state, case.answer, case.answered_by) == ("open", "", None)
    assert case.due_on > clock.today()
    page = login(Client(), found.zhao).get(f"/alerts/{case.pk}/").content.decode()
    assert "请先上传" in page  # a rejection carries its message


def test_nobody_verifies_the_own_answer_and_a_colleague_does(found: Cast) -> None:
    firm = the("E303")
    said = {"answer": "wrong", "text": "代码核对过营业执照"}
    assert post(found.qian, f"{firm.pk}/answer/", firm, **said).status_code == 302
    own = post(found.qian, f"{firm.pk}/close/", firm, text="对")
    assert (own.status_code, "另一人" in own.content.decode()) == (422, True)
    other = appointed(staff(found.school, "8105", "董工"), PostKind.SCHOOL_REVIEWER)
    assert post(other, f"{firm.pk}/close/", firm, text="对").status_code == 302
    firm.refresh_from_db()
    assert firm.outcome == "false_alarm"
    clock.move_to(clock.now() + timedelta(minutes=1))
    run_rules(found)
    assert not cases(rule="E303", state="open")  # said once, it is not asked again


def test_who_is_late_is_told(found: Cast) -> None:
    case = the("V501", graduate=found.wang_graduate)
    seen = newest_event(case)
    answering.answer(case=case, said=Said("fixed", seen=seen), by=found.zhao)
    form = {"answer": "fixed", "seen": seen}
    late = login(Client(), found.zhao).post(f"/alerts/{case.pk}/answer/", form)
    assert late.status_code == 409
    again = Case.objects.get(pk=case.pk)
    with pytest.raises(StaleStateError):
        answering.close(case=again, said=Said(seen=seen), by=found.qian)


def test_one_case_is_late_as_the_list_says(found: Cast) -> None:
    clock.move_to(clock.now() + timedelta(days=40))
    Case.objects.filter(rule="R201").update(muted_by="R101")
    answered = the("V501", graduate=found.wang_graduate)
    said = Said("fixed", seen=newest_event(answered))
    answering.answer(case=answered, said=said, by=found.zhao)
    late = set(Case.objects.filter(overdue(clock.today())))
    assert late == {case for case in Case.objects.all() if is_overdue(case, clock.today())}
    assert 0 < len(late) < Case.objects.count()


def test_each_post_sees_its_own_cases(found: Cast) -> None:
    def seen(user: User) -> set[tuple[str, str]]:
        return {(c.rule, c.desk) for c in cases_visible_to(user)}

    every = {("V501", "college"), ("R201", "academic"), ("E303", "centre")}
    assert seen(found.qian) == seen(found.zhou) == every
    assert seen(found.zhao) == {("V501", "college"), ("R201", "academic")}
    assert {c.college for c in cases_visible_to(found.sun)} == {found.letters}
    assert seen(found.feng) == {("R201", "academic")}
    keeper = appointed(
        staff(found.school, "8106", "葛研"), PostKind.REGISTRY_OFFICER, None, "研究生院"
    )
    assert seen(keeper) == set()  # an undergraduate's registry is the other keeper's
    for nobody in (found.wu, found.zheng, found.wang):
        assert seen(nobody) == set()


def test_many_are_answered_in_sets_and_others_are_left(found: Cast) -> None:
    extra = many(found, 500)
    others = [c.pk for c in cases_visible_to(found.qian).exclude(college=found.agronomy)]
    client, ids = login(Client(), found.zhao), [*extra, *others]
    asked = client.post("/alerts/answer/", {"selected": ids})
    assert "500" in asked.content.decode() or str(len(ids)) in asked.content.decode()
    begun = time.process_time()
    form = {"selected": ids, "answer": "explained", "text": "统一说明：合同随后补"}
    assert client.post("/alerts/answer/", form).status_code == 302
    assert time.process_time() - begun < 4  # 2 s on an idle machine, see bench
    assert (
        Case.objects.filter(pk__in=extra, state="answered", answered_by=found.zhao).count() == 500
    )
    assert Case.objects.filter(pk__in=others, state="answered").count() == 0
    assert CaseEvent.objects.filter(case__in=extra, kind="answered").count() == 500
    entry = Entry.objects.filter(action="case.answer").latest("seq")
    assert entry.after["count"] == 500
    form = {"selected": ids, "text": "抽查属实"}
    assert login(Client(), found.qian).post("/alerts/close/", form).status_code == 302
    assert Case.objects.filter(pk__in=extra, outcome="justified").count() == 500


def many(cast: Cast, count: int) -> Sequence[int]:
    now, wang = clock.now(), cast.wang_graduate
    rows = Case.objects.bulk_create(
        Case(
            school=cast.school, cohort=cast.cohort, college=cast.agronomy, desk="college",
            rule="V501", severity="error", verdict="fault", subject="graduate", graduate=wang,
            message=f"第 {at} 件", people_count=1, found_at=now, seen_at=now,
            fingerprint=f"many{at}", due_on=clock.today(),
        )
        for at in range(count)
    )  # fmt: skip
    return [each.pk for each in rows]


def test_who_does_not_answer_in_time_is_passed_over_step_by_step(found: Cast) -> None:
    head = appointed(staff(found.school, "8107", "何院"), PostKind.COLLEGE_HEAD, found.agronomy)
    case, registry = the("V501", graduate=found.wang_graduate), the("R201")
    told = []
    for day in range(1, 25):
        clock.move_to(case.found_at + timedelta(days=day))
        run_due(clock.now())
        sent = set(Message.objects.filter(template="cases_overdue").values_list("user", flat=True))
        told.append(sent)
    assert told[0] == set()  # in time, nobody hears anything
    first = next(each for each in told if each)
    assert first <= {head.pk, found.qian.pk}
    assert told[-1] == {head.pk, found.qian.pk}
    texts = Message.objects.filter(template="cases_overdue", user=head)
    assert [("1 件预警" in each.text) for each in texts] == [True]
    case.refresh_from_db()
    registry.refresh_from_db()
    assert (case.escalated, registry.escalated) == (2, 2)
    assert [each.kind for each in case.events.all()].count("overdue") == 2
    college = tallies(cases_visible_to(found.li), "rule", clock.today(), of_colleges=True)
    # what waits with the registry makes no college late
    assert (college["V501"].late, college["R201"].late) == (1, 0)


def test_working_days_know_holidays_and_days_worked_instead(cast: Cast) -> None:
    wednesday = date(2024, 4, 3)  # before 清明节, the 7th is worked
    assert [holidays.works(date(2024, 4, day)) for day in (3, 4, 5, 6, 7, 8)] == [
        True, False, False, False, True, True,
    ]  # fmt: skip
    assert after_working_days(cast.school.pk, wednesday, 1) == date(2024, 4, 7)
    Holiday.objects.create(school=cast.school, on=date(2024, 4, 7), name="校庆")
    assert after_working_days(cast.school.pk, wednesday, 1) == date(2024, 4, 8)
    assert before_working_days(cast.school.pk, date(2024, 4, 8), 1) == wednesday
    unpublished = date(2090, 1, 2)  # a Monday
    assert after_working_days(cast.school.pk, unpublished, 5) == date(2090, 1, 9)


def test_precision_and_median_come_from_the_rows_themselves(cast: Cast) -> None:
    graduate(cast.cohort, cast.agronomy, "20240009", "丁小谷")
    ids = many(cast, 6)
    ends = (("fixed", 1), ("fixed", 3), ("justified", 9), ("false_alarm", 2), ("withdrawn", None))
    for pk, (outcome, days) in zip(ids, ends, strict=False):
        Case.objects.filter(pk=pk).update(
            state="closed", outcome=outcome, days=days, closed_at=clock.now()
        )
    tally = tallies(Case.objects.all(), "rule", clock.today())["V501"]
    assert (tally.open, tally.closed, tally.judged, tally.precision) == (1, 5, 4, 7500)
    assert tally.median_days == 2
    page = login(Client(), cast.qian).get("/alerts/rules/").content.decode()
    assert "75.00 %" in page
    assert "2 天" in page
