"""Posts: one holder, one recorder a college, hand-over whole or not at all, sight by post."""

from __future__ import annotations

import pytest

from quxiang.web.accounts.models import User
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError
from quxiang.web.orgs.kinds import PostKind
from quxiang.web.orgs.models import Appointment
from quxiang.web.orgs.selectors import colleges_without_recorder, posts_of
from quxiang.web.orgs.services.handover import hand_over
from quxiang.web.orgs.services.posts import appoint
from quxiang.web.orgs.services.units import add_post
from quxiang.web.roster.access import graduates_visible_to
from web.cast import Cast, staff

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_a_college_has_one_recorder(cast: Cast) -> None:
    other = staff(cast.school, "8100", "何新")
    second = add_post(
        school=cast.school, kind=PostKind.RECORDER, unit=cast.agronomy, title="另一录入员", by=None
    )
    with pytest.raises(InvalidError) as refused:
        appoint(post=second, user=other, by=cast.qian)
    assert refused.value.problems[0].code == "post_taken"


def test_a_hand_over_ends_one_and_begins_the_other(cast: Cast) -> None:
    other = staff(cast.school, "8100", "何新")
    handover = hand_over(
        unit=cast.agronomy, to=other, instead_of=cast.zhao.pk, by=cast.qian, reason="调岗"
    )
    active = Appointment.objects.filter(unit=cast.agronomy, kind="recorder", ended_at=None)
    assert [each.user for each in active] == [other]
    assert handover.giver == cast.zhao


def test_a_college_without_recorder_is_named(cast: Cast) -> None:
    Appointment.objects.filter(user=cast.sun).update(ended_at=clock.now())
    missing = colleges_without_recorder(cast.school.pk, clock.now())
    assert [unit.name for unit in missing] == ["文学院"]


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("qian", "王陈"), ("zhao", "王"), ("li", "王"), ("sun", "陈"), ("zhou", "王陈"),
        ("wu", "王"), ("zheng", ""), ("feng", "王陈"), ("wang", "王"),
    ],
)  # fmt: skip
def test_everybody_sees_their_own_and_nobody_else(cast: Cast, who: str, seen: str) -> None:
    user: User = getattr(cast, who)
    names = graduates_visible_to(user).order_by("student_no").values_list("name", flat=True)
    assert "".join(name[0] for name in names) == seen


def test_a_post_is_asked_once_a_request(cast: Cast, django_assert_num_queries: object) -> None:
    posts_of(cast.zhao)
    with django_assert_num_queries(0):  # type: ignore[operator]
        posts_of(cast.zhao)
