"""The centre hands cases to another desk, college or person: told, dated, kept by later runs."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from quxiang.web.accounts.models import User
from quxiang.web.alerts.models import Case
from quxiang.web.alerts.selectors import tallies
from quxiang.web.alerts.services.answering import newest_event
from quxiang.web.audit.models import Entry
from quxiang.web.common import clock
from quxiang.web.notifications.models import Message
from web.alerting import entered, in_registry, no_snapshots, run_rules
from web.cast import Cast
from web.conftest import login
from web.test_pages import a_case

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def due() -> date:
    return clock.today() + timedelta(days=20)


def hand(case: Case, user: User, **form: Any) -> Any:
    form = {
        "desk": "academic", "due_on": due(), "reason": "名册与学籍不符，先由教务处核实",
        "seen": newest_event(case), **form,
    }  # fmt: skip
    return login(Client(), user).post(f"/alerts/{case.pk}/reassign/", form)


def hand_all(ids: list[int], user: User, **form: Any) -> Any:
    form = {"desk": "academic", "due_on": due(), "reason": "统一由教务处核实", **form}
    return login(Client(), user).post("/alerts/reassign/", {"selected": ids, **form})


def told(user: User, template: str) -> list[str]:
    return list(Message.objects.filter(user=user, template=template).values_list("text", flat=True))


def test_a_case_goes_to_another_desk_and_everybody_concerned_is_told(cast: Cast) -> None:
    case = a_case(cast)
    case.due_on = clock.today() - timedelta(days=3)
    case.save()
    of = Case.objects.all()
    assert tallies(of, "college_id", clock.today(), of_colleges=True)[cast.agronomy.pk].late == 1
    assert hand(case, cast.qian).status_code == 302
    case.refresh_from_db()
    assert (case.desk, case.college, case.due_on) == ("academic", cast.agronomy, due())
    page = login(Client(), cast.zhao).get(f"/alerts/{case.pk}/").content.decode()
    assert all(each in page for each in ("由农学院改由教务处答复", "先由教务处核实", "改派"))
    assert [str(due()) in text for text in told(cast.feng, "cases_handed")] == [True]
    assert len(told(cast.zhao, "cases_taken")) == 1
    assert not told(cast.qian, "cases_handed")
    act = Entry.objects.get(action="case.reassign")
    assert (act.object_id, act.reason, act.after["desk"]) == (
        str(case.pk), "名册与学籍不符，先由教务处核实", "academic",
    )  # fmt: skip
    # however late the other office is, the college is not
    clock.move_to(clock.now() + timedelta(days=60))
    assert tallies(of, "college_id", clock.today(), of_colleges=True)[cast.agronomy.pk].late == 0
    assert tallies(of, "college_id", clock.today())[cast.agronomy.pk].late == 1


def test_who_it_is_handed_to_answers_and_who_had_it_no_longer(cast: Cast) -> None:
    case = a_case(cast)
    hand(case, cast.qian)
    said = {"answer": "explained", "text": "学籍已改正", "seen": newest_event(case)}
    assert login(Client(), cast.zhao).post(f"/alerts/{case.pk}/answer/", said).status_code == 403
    assert login(Client(), cast.feng).post(f"/alerts/{case.pk}/answer/", said).status_code == 302


def test_a_person_asked_by_name_answers_beside_the_desk(cast: Cast) -> None:
    case = a_case(cast)
    named = {"desk": "college", "college": cast.agronomy.pk, "person": cast.li.number}
    assert hand(case, cast.qian, **named).status_code == 302
    assert (len(told(cast.li, "cases_handed")), told(cast.zhao, "cases_handed")) == (1, [])
    client, form = login(Client(), cast.li), {"answer": "explained", "text": "由我说明情况"}
    assert client.post("/alerts/answer/", {"selected": [case.pk], **form}).status_code == 302
    case.refresh_from_db()
    assert (case.state, case.answered_by) == ("answered", cast.li)


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"reason": ""}, "为什么改派"),
        ({"due_on": "2020-01-01"}, "已经过去"),
        ({"due_on": "明天"}, "期限"),
        ({"desk": "nobody"}, "交给谁"),
        ({"person": "99999999"}, "没有工号"),
        ({"person": "sun"}, "没有能答复它的岗位"),
        ({"desk": "college", "college": "letters"}, "只能交给该学院"),
    ],
)
def test_what_may_not_go_there_is_refused_in_a_sentence(
    cast: Cast, form: dict[str, str], said: str
) -> None:
    case = a_case(cast)
    real = {"sun": cast.sun.number, "letters": cast.letters.pk}
    answer = hand(case, cast.qian, **{k: real.get(v, v) for k, v in form.items()})
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    case.refresh_from_db()
    assert (case.desk, case.handed_at) == ("college", None)


def test_a_dispute_is_never_handed_to_the_college_it_may_be_about(cast: Cast) -> None:
    case = a_case(cast, origin="dispute")
    answer = hand(case, cast.qian, desk="college")
    assert (answer.status_code, "只由中心核实" in answer.content.decode()) == (422, True)
    hand_all([case.pk], cast.qian)
    case.refresh_from_db()
    assert case.handed_at is None


def test_who_acts_on_what_is_past_is_told(cast: Cast) -> None:
    case = a_case(cast)
    case.events.create(school=cast.school, kind="opened", at=clock.now())
    assert hand(case, cast.qian, seen=0).status_code == 409


def test_many_are_handed_in_one_act_and_what_was_answered_is_left(cast: Cast) -> None:
    wang = cast.wang_graduate
    ids = [a_case(cast).pk for _ in range(40)]
    answered = a_case(cast, "answered", answer="fixed", answered_by=cast.zhao).pk
    asked = login(Client(), cast.qian).post("/alerts/reassign/", {"selected": ids})
    assert "全部改派" in asked.content.decode()
    assert hand_all([*ids, answered], cast.qian, reason=" ").status_code == 422
    assert hand_all([*ids, answered], cast.qian).status_code == 302
    assert Case.objects.filter(desk="academic", due_on=due()).count() == 40
    act = Entry.objects.get(action="case.reassign")
    assert (act.after["count"], sorted(act.after["ids"])) == (40, ids)
    assert list(act.subject_ids) == [wang.pk]
    assert "40 件" in told(cast.feng, "cases_handed")[0]
    assert len(told(cast.zhao, "cases_taken")) == 1


def test_handing_over_takes_as_many_statements_for_four_as_for_forty(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    few, many = ([a_case(cast).pk for _ in range(count)] for count in (4, 40))
    client = login(Client(), cast.qian)
    form = {"desk": "academic", "due_on": due(), "reason": "统一核实"}
    with django_assert_max_num_queries(200) as first:
        client.post("/alerts/reassign/", {"selected": few, **form})
    with django_assert_max_num_queries(len(first) + 2):
        client.post("/alerts/reassign/", {"selected": many, **form})


def test_a_run_leaves_a_case_where_it_was_handed(cast: Cast) -> None:
    no_snapshots()
    entered(cast, cast.wang_graduate)
    run_rules(cast)
    case = Case.objects.get(rule="V501")
    hand(case, cast.qian, desk="centre")
    in_registry(cast, cast.wang_graduate)
    Case.objects.filter(pk=case.pk).update(digest="another")  # it says something else now
    clock.move_to(clock.now() + timedelta(minutes=1))
    run_rules(cast)
    case.refresh_from_db()
    assert (case.desk, case.digest == "another") == ("centre", False)
    assert Case.objects.filter(rule="V501").count() == 1


def test_a_college_sees_only_its_own_people_of_what_is_of_the_whole_school(cast: Cast) -> None:
    case = a_case(cast)
    Case.objects.filter(pk=case.pk).update(
        college=None, graduate=None, desk="centre", message="两院毕业生集中在一家单位",
        people_count=2,
    )  # fmt: skip
    case.people.create(graduate=cast.chen_graduate)
    assert hand(case, cast.qian, desk="college", college=cast.agronomy.pk).status_code == 302
    page = login(Client(), cast.zhao).get(f"/alerts/{case.pk}/").content.decode()
    assert (cast.wang_graduate.name in page, cast.chen_graduate.name in page) == (True, False)
