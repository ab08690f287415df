"""Appoint, relieve, delegate. The database keeps one holder a post, one recorder a college."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from quxiang.problems import Problem
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.orgs.kinds import SIGHT
from quxiang.web.orgs.models import Appointment, Post
from quxiang.web.orgs.selectors import active_appointments, forget_posts

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

ROLE = Appointment.Role


#: told to whoever would give away the post of another
OWN_POST = "这里只由任职者本人使用：岗位只能由本人委托别人代办。"


@trail.atomic()
def appoint(
    *, post: Post, user: User, by: User | None, role: str = ROLE.HOLDER,
    started_at: datetime | None = None, until: datetime | None = None, reason: str = "",
) -> Appointment:  # fmt: skip
    """Give a post to somebody of the same school. Refuses a post that is held already."""
    if user.school_id != post.school_id or user.is_graduate:
        raise InvalidError("岗位只能给本校教职工。")
    try:
        with transaction.atomic():
            made = Appointment.objects.create(
                school_id=post.school_id, post=post, unit_id=post.unit_id, kind=post.kind,
                user=user, role=role, given_by=by, reason=reason, until=until,
                started_at=started_at or clock.now(),
            )  # fmt: skip
    except IntegrityError as error:
        raise InvalidError(_taken(post)) from error
    after = {"post": post.pk, "title": post.title, "user": user.pk, "role": role}
    trail.record("post.appoint", made, by=by, reason=reason, after=after)
    forget_posts(user)
    return made


def _taken(post: Post) -> Problem:
    return Problem(
        "post_taken",
        f"“{post.title}”已有人任职，或此人已在这个岗位上；每个学院只能有一名录入员。",
        "请先办理交接，或另设岗位。",
    )


@trail.atomic()
def relieve(*, appointment: Appointment, by: User | None, reason: str = "") -> None:
    """End an appointment now, and what its holder delegated of it.

    Raises :class:`StaleStateError` when it has ended already.
    """
    now = clock.now()
    ended = Appointment.objects.filter(pk=appointment.pk, ended_at__isnull=True).update(
        ended_at=now
    )
    if not ended:
        raise StaleStateError
    appointment.ended_at = now
    if appointment.role != ROLE.DELEGATE:  # nobody acts for who is not there any more
        _given(appointment).update(ended_at=now)
    after = {"post": appointment.post_id, "user": appointment.user_id}
    trail.record("post.relieve", appointment, by=by, reason=reason, after=after)


def _given(appointment: Appointment) -> QuerySet[Appointment]:
    """Return what a holder delegated of a post and what lasts."""
    return Appointment.objects.filter(
        post_id=appointment.post_id, given_by_id=appointment.user_id, role=ROLE.DELEGATE,
        ended_at__isnull=True,
    )  # fmt: skip


@trail.atomic()
def delegate(
    *, appointment: Appointment, to: User, until: datetime, by: User, reason: str = ""
) -> Appointment:
    """Let somebody act for a holder until a day.

    Refuses posts that are never delegated, and whoever holds the post no more or only acts for
    its holder.
    """
    require(by.pk == appointment.user_id, OWN_POST)
    if not SIGHT[appointment.kind].delegable:
        raise InvalidError(f"“{appointment.post.title}”不能委托，只能交接或设候补。")
    if to.pk == by.pk:
        raise InvalidError("不能委托给自己。请填写代办人的工号。")
    _refuse_not_held(appointment)
    if until <= clock.now():
        raise InvalidError("委托的截止时间要在现在之后。")
    return appoint(
        post=appointment.post, user=to, by=by, role=ROLE.DELEGATE, until=until, reason=reason
    )


def _refuse_not_held(appointment: Appointment) -> None:
    """Refuse what has ended, or is itself a delegation; who relieves at the same time waits."""
    lasting = active_appointments(clock.now()).select_for_update().filter(pk=appointment.pk)
    if not lasting.exclude(role=ROLE.DELEGATE).exists():
        raise InvalidError("您已不任这个岗位，或只是受托代办，不能再委托别人。")
