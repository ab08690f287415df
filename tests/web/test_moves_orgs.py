"""Guarded moves of orgs, two real transactions against each other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from quxiang.web.accounts.models import User
from quxiang.web.audit.models import Entry
from quxiang.web.common import clock
from quxiang.web.common.refusals import StaleStateError
from quxiang.web.orgs.models import (
    Advising,
    Appointment,
    Handover,
    Post,
    ReviewGroup,
    School,
    Unit,
)
from quxiang.web.orgs.services import advising, founding, groups, posts, units
from quxiang.web.orgs.services.handover import hand_over
from web.at_once import Work, at_once, one_stale, refused, won
from web.cast import Cast, staff

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]


def twice(act: Callable[[str], object]) -> list[Work]:
    return [lambda: act("一"), lambda: act("二")]


def noted(action: str) -> int:
    return Entry.objects.filter(action=action).count()


def recorders(cast: Cast) -> list[str]:
    active = Appointment.objects.filter(unit=cast.agronomy, kind="recorder", ended_at=None)
    return list(active.values_list("user__number", flat=True))


@pytest.mark.parametrize("vacant", [False, True])
def test_of_two_hand_overs_one_is_done_and_the_other_told(cast: Cast, vacant: bool) -> None:
    if vacant:
        Appointment.objects.filter(user=cast.zhao).delete()
    seen = None if vacant else cast.zhao.pk
    takers = [staff(cast.school, number, "何新") for number in ("8200", "8201")]
    said = at_once(
        [
            lambda to=to: hand_over(unit=cast.agronomy, to=to, instead_of=seen, by=cast.qian)
            for to in takers
        ]
    )
    first = one_stale(said)
    assert recorders(cast) == [takers[first].number]
    assert Handover.objects.get().taker == takers[first]
    assert any("何新" in str(each) for each in said if isinstance(each, StaleStateError))


def test_a_hand_over_and_relieving_at_once_leave_one_recorder_or_say_so(cast: Cast) -> None:
    own, to = Appointment.objects.get(user=cast.zhao), staff(cast.school, "8200", "何新")
    said = at_once(
        [
            lambda: hand_over(unit=cast.agronomy, to=to, instead_of=cast.zhao.pk, by=cast.qian),
            lambda: posts.relieve(appointment=own, by=cast.qian),
        ]
    )
    assert recorders(cast) == (["8200"] if one_stale(said) == 0 else [])


def test_of_two_who_are_appointed_to_one_post_one_holds_it(cast: Cast) -> None:
    post = units.add_post(school=cast.school, kind="school_head", by=cast.qian)
    users = [staff(cast.school, number, "何新") for number in ("8200", "8201")]
    said = at_once(
        [lambda user=user: posts.appoint(post=post, user=user, by=cast.qian) for user in users]
    )
    first = won(said)
    assert "已有人任职" in str(refused(said)[0])
    assert Appointment.objects.get(post=post).user == users[first]


def test_of_two_delegations_to_one_person_one_is_made(cast: Cast) -> None:
    own, to = Appointment.objects.get(user=cast.li), staff(cast.school, "8200", "何新")
    until = clock.now() + timedelta(days=1)
    said = at_once(
        twice(
            lambda why: posts.delegate(appointment=own, to=to, until=until, by=cast.li, reason=why)
        )
    )
    won(said)
    assert Appointment.objects.filter(user=to, ended_at=None).count() == 1


def test_nothing_is_delegated_by_who_is_relieved_at_the_same_time(cast: Cast) -> None:
    own, to = Appointment.objects.get(user=cast.li), staff(cast.school, "8200", "何新")
    until = clock.now() + timedelta(days=1)
    at_once(
        [
            lambda: posts.delegate(appointment=own, to=to, until=until, by=cast.li),
            lambda: posts.relieve(appointment=own, by=cast.qian),
        ]
    )
    assert not Appointment.objects.filter(post=own.post, ended_at=None).exists()


def test_of_two_who_relieve_one_holder_one_is_told(cast: Cast) -> None:
    own = Appointment.objects.get(user=cast.zhao)
    one_stale(at_once(twice(lambda why: posts.relieve(appointment=own, by=cast.qian, reason=why))))
    assert noted("post.relieve") == 1


def test_of_two_units_of_one_name_one_is_added(cast: Cast) -> None:
    said = at_once(
        twice(lambda _: units.add_unit(school=cast.school, kind="college", name="理", by=None))
    )
    won(said)
    assert Unit.objects.filter(name="理").count() == 1


def test_a_post_added_twice_at_once_is_one(cast: Cast) -> None:
    said = at_once(twice(lambda _: units.add_post(school=cast.school, kind="caller", by=None)))
    assert len({getattr(each, "pk", None) for each in said}) == 1
    assert (
        Post.objects.filter(kind="caller").count() == noted("post.add") - posts_of_cast(cast) == 1
    )


def posts_of_cast(cast: Cast) -> int:
    return Post.objects.exclude(kind="caller").count()


def test_an_adviser_named_twice_at_once_advises_once(cast: Cast) -> None:
    before = noted("advising.start")
    said = at_once(
        twice(
            lambda _: advising.advise(
                adviser=cast.li, graduate=cast.wang_graduate, kind="class_teacher", by=cast.qian
            )
        )
    )
    assert not refused(said)
    assert Advising.objects.filter(adviser=cast.li).count() == 1
    assert noted("advising.start") - before == 1


def test_advising_stopped_twice_at_once_is_noted_once(cast: Cast) -> None:
    rows = [Advising.objects.get(adviser=cast.wu) for _ in range(2)]
    said = at_once(
        [lambda row=row: advising.stop_advising(advising=row, by=cast.qian) for row in rows]
    )
    assert not refused(said)
    assert noted("advising.stop") == 1


def test_who_signs_is_set_whole_by_one_of_two(cast: Cast) -> None:
    own = Appointment.objects.get(user=cast.li).post
    more = units.add_post(
        school=cast.school, kind="college_reviewer", unit=cast.agronomy, title="副院长", by=None
    )
    wanted = {"all": [own], "competent": [own, more]}
    at_once(
        [
            lambda rule=rule: groups.set_group(
                unit=cast.agronomy, scope="research", rule=rule, posts=wanted[rule], by=cast.qian
            )
            for rule in wanted
        ]
    )
    group = ReviewGroup.objects.get()
    assert sorted(group.posts.values_list("pk", flat=True)) == sorted(
        post.pk for post in wanted[group.rule]
    )


def test_of_two_founders_one_founds_the_school(db: None) -> None:
    def found(number: str) -> User:
        return founding.found(
            code=f"1000{len(number)}", name="云梦大学", number=number, officer="钱明",
            new_password="麦穗-低头-2024",
        )  # fmt: skip

    one_stale(at_once([lambda: found("8001"), lambda: found("80011")]))
    assert School.objects.count() == User.objects.count() == 1
