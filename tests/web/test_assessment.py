"""The negative list: proposed on what was confirmed, replied to, decided by others, appealed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from quxiang.web.assessment.models import Listing
from quxiang.web.audit.models import Entry
from quxiang.web.common import clock
from quxiang.web.complaints.models import Complaint
from quxiang.web.feedback.models import Handling
from quxiang.web.notifications.models import Message
from quxiang.web.orgs.kinds import PostKind
from quxiang.web.reference.workdays import after_working_days
from web.assessing import School, act, confirmed, later, propose, proposed, school
from web.cast import Cast, appointed, graduate
from web.conftest import login
from web.test_pages import a_case, a_complaint

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def who(cast: Cast) -> School:
    return school(cast)


def page(user: Any, listing: Listing) -> str:
    answer = login(Client(), user).get(f"/assessment/{listing.pk}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_goes_from_proposal_to_an_appeal_that_another_decides(cast: Cast, who: School) -> None:
    listing = proposed(cast)
    assert listing.reply_due_on == after_working_days(cast.school.pk, clock.today(), 5)
    assert act(cast.zhao, listing, "reply", text="材料在途，下周补齐。") == 302
    assert act(who.lin, listing, "include", text="逾期属实，列入。") == 302
    assert (listing.state, listing.uses, listing.decided_by) == ("listed", ["awards"], who.lin)
    assert act(who.he, listing, "appeal", text="逾期期间系统停机。") == 302
    assert act(who.lin, listing, "overturn") == 422
    assert act(who.gao, listing, "overturn", text="停机属实，移出。") == 302
    assert listing.state == "overturned"
    told = page(cast.zhao, listing)
    for said in (
        "中心提出",
        "材料在途",
        "逾期属实",
        "系统停机",
        "停机属实，移出",
        "申诉成立，已移出",
    ):
        assert said in told, said
    acts = [
        each.action for each in Entry.objects.filter(action__startswith="listing.").order_by("seq")
    ]
    assert acts == [f"listing.{v}" for v in ("propose", "reply", "include", "appeal", "overturn")]


def test_an_appeal_that_fails_leaves_it_and_a_mistake_is_revoked_for_all_to_see(
    cast: Cast, who: School
) -> None:
    listing = proposed(cast)
    later(listing)
    assert act(who.lin, listing, "include") == 302
    assert act(cast.zhao, listing, "appeal") == 302
    assert act(who.gao, listing, "uphold") == 302
    assert act(who.lin, listing, "revoke", text="核对后发现列错了学院。") == 302
    assert listing.state == "revoked"
    assert "列错了学院" in page(who.he, listing)
    assert (
        listing.label.split()[1] in login(Client(), cast.zhao).get("/assessment/").content.decode()
    )


def test_nothing_is_listed_before_the_reply_or_its_date(cast: Cast, who: School) -> None:
    listing = proposed(cast)
    assert act(who.lin, listing, "include") == 422
    assert "期满前不能决定列入" in page(who.lin, listing)
    later(listing)
    assert "逾期未答复" in page(who.lin, listing)
    assert act(who.lin, listing, "include") == 302


def test_dropping_needs_no_reply_and_frees_the_grounds(cast: Cast, who: School) -> None:
    listing = proposed(cast)
    case = listing.grounds.get().case_id
    assert propose(cast, case=[case]).status_code == 409
    assert act(who.lin, listing, "drop") == 302
    assert propose(cast, case=[case]).status_code == 302


def test_an_appeal_after_its_date_is_refused(cast: Cast, who: School) -> None:
    listing = proposed(cast)
    later(listing)
    act(who.lin, listing, "include")
    Listing.objects.update(appeal_due_on=clock.today() - timedelta(days=1))
    assert act(cast.zhao, listing, "appeal") == 422
    assert listing.state == "listed"


def test_the_centre_and_whoever_has_a_post_in_the_college_decide_nothing(
    cast: Cast, who: School
) -> None:
    listing = proposed(cast)
    for user, kind, unit in (
        (cast.qian, PostKind.SCHOOL_REVIEWER, None),
        (who.lin, PostKind.COLLEGE_REVIEWER, cast.agronomy),
    ):
        appointed(user, kind, unit, "兼任")
        assert act(user, listing, "drop") == 403
    assert listing.state == "proposed"


def test_who_proposed_and_left_the_centre_decides_nothing(cast: Cast, who: School) -> None:
    listing = proposed(cast)
    Listing.objects.update(proposed_by=who.lin)
    assert act(who.lin, listing, "drop") == 422
    assert act(who.gao, listing, "drop") == 302


def test_the_page_says_who_may_decide_and_when_there_is_nobody(cast: Cast) -> None:
    listing = proposed(cast)
    assert "没有人可以决定" in page(cast.qian, listing)
    who = school(cast)
    assert "林远、高岚，其中一位" in page(cast.qian, listing)
    later(listing)
    act(who.lin, listing, "include")
    assert "由谁决定" not in page(cast.qian, listing)
    act(cast.zhao, listing, "appeal")
    assert "高岚，其中一位" in page(cast.qian, listing)
    assert "林远、高岚" not in page(cast.qian, listing)
    told = Message.objects.filter(user=who.lin, template="listing", text__contains="申诉，")
    assert not told.exists()


def test_it_is_withdrawn_before_a_decision_and_not_after(cast: Cast, who: School) -> None:
    first, second = proposed(cast), proposed(cast)
    assert act(cast.qian, first, "withdraw", text="依据有误，撤回。") == 302
    assert "依据有误" in page(cast.zhao, first)
    later(second)
    act(who.lin, second, "include")
    assert act(cast.qian, second, "withdraw") == 409


def test_who_acts_on_an_older_page_is_told(cast: Cast, who: School) -> None:
    listing = proposed(cast)
    act(cast.zhao, listing, "reply")
    for seen in ("1", "", "x", "-1", "9" * 30):
        assert act(who.lin, listing, "include", seen=seen) == 409
    assert (listing.state, listing.steps.count()) == ("replied", 2)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"title": ""}, "请写明是什么事项"),
        ({"title": "长" * 61}, "60"),
        ({"facts": "短"}, "要写 4 到 2000 个字"),
        ({"uses": []}, "请至少选一项用途"),
        ({"uses": ["salary"]}, "请选列出的用途"),
        ({"case": []}, "没有选依据"),
        ({"case": ["x", "-3", "1e9", "9" * 40]}, "没有选依据"),
        ({"facts": "辅导员吴树人没有催。"}, "“吴树人”的姓名"),
        ({"title": "王晓禾的材料缺失"}, "“王晓禾”的姓名"),
    ],
)
def test_what_cannot_be_proposed_is_said_in_a_sentence(
    cast: Cast, typed: dict[str, Any], said: str
) -> None:
    answer = propose(cast, **typed)
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert not Listing.objects.exists()


def test_only_what_was_confirmed_of_the_college_can_be_put_forward(cast: Cast) -> None:
    for case in (
        confirmed(cast, "false_alarm"), confirmed(cast, "withdrawn"), confirmed(cast, "exempted"),
        a_case(cast),
    ):  # fmt: skip
        assert propose(cast, case=[case.pk]).status_code == 409, case.outcome
    other = confirmed(cast)
    other.college = cast.letters
    other.save()
    assert propose(cast, case=[other.pk]).status_code == 409
    assert propose(cast, case=[confirmed(cast, "justified").pk]).status_code == 302


def test_handling_and_upheld_complaints_are_grounds_and_tell_nothing_of_who_complained(
    cast: Cast,
) -> None:
    handling = Handling.objects.create(
        school=cast.school, cohort=cast.cohort, college=cast.agronomy, grade="talk",
        on=clock.today(), document_no="就业〔2024〕2 号", text="限期", by=cast.qian, at=clock.now(),
    )  # fmt: skip
    complaint = a_complaint(cast)
    assert propose(cast, complaint=[complaint.pk]).status_code == 409  # not closed yet
    Complaint.objects.update(state="closed", outcome="partly")
    answer = propose(cast, handling=[handling.pk], complaint=[complaint.pk])
    assert answer.status_code == 302
    told = page(cast.zhao, Listing.objects.get())
    for said in ("约谈", "就业〔2024〕2 号", "举报第 1 号 · 部分属实"):
        assert said in told, said
    assert f"/complaints/{complaint.pk}/" not in told


@pytest.mark.parametrize(
    ("verb", "typed", "status"),
    [
        ("reply", {"text": ""}, 422), ("reply", {"text": "好"}, 422),
        ("reply", {"text": "长" * 2001}, 422), ("reply", {"text": "钱明已知情，请谅解。"}, 422),
        ("appeal", {}, 409), ("uphold", {}, 403), ("include", {}, 403),
    ],
)  # fmt: skip
def test_a_step_that_cannot_be_taken_changes_nothing(
    cast: Cast, verb: str, typed: dict[str, str], status: int
) -> None:
    listing = proposed(cast)
    assert act(cast.zhao, listing, verb, **typed) == status
    assert (listing.state, listing.revision, listing.steps.count()) == ("proposed", 1, 1)


@pytest.mark.parametrize("uses", [[], ["salary"], ["awards", "salary"]])
def test_a_use_that_is_in_no_table_is_refused(cast: Cast, who: School, uses: list[str]) -> None:
    listing = proposed(cast)
    act(cast.zhao, listing, "reply")
    assert act(who.lin, listing, "include", uses=uses) == 422
    assert listing.state == "replied"


def test_other_colleges_their_heads_and_the_own_reviewer_find_nothing(cast: Cast) -> None:
    listing = proposed(cast)
    for user in (cast.sun, cast.li, cast.wu, cast.feng, cast.zheng, cast.wang):
        assert login(Client(), user).get(f"/assessment/{listing.pk}/").status_code == 404
        assert act(user, listing, "reply") == 404
    listed = login(Client(), cast.sun).get("/assessment/").content.decode()
    assert "佐证材料逾期未补" not in listed


def test_both_sides_and_the_school_are_told(cast: Cast, who: School) -> None:
    def told(number: str) -> list[str]:
        rows = Message.objects.filter(user__number=number, template="listing").order_by("pk")
        return [each.text.partition("：")[2] for each in rows]

    listing = proposed(cast)
    assert str(listing.reply_due_on) in told("8002")[0]
    assert len(told("8303")) == 1
    act(cast.zhao, listing, "reply")
    assert (len(told("8301")), len(told("8302")), len(told("8001"))) == (1, 1, 1)
    act(who.lin, listing, "include")
    assert "可于" in told("8303")[1]
    assert told("8004") == []


def test_a_name_of_another_college_is_nobody_here(cast: Cast) -> None:
    graduate(cast.cohort, cast.letters, "20240077", "佐证")
    assert propose(cast).status_code == 302
