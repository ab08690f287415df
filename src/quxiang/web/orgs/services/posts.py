"""Appoint, relieve, delegate. The database keeps one holder a post, one recorder a college."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from quxiang.problems import Problem
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.orgs.kinds import SIGHT
from quxiang.web.orgs.models import Appointment, Post
from quxiang.web.orgs.selectors import forget_posts

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

ROLE = Appointment.Role


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
    """End an appointment now. Raises :class:`StaleStateError` when it has ended already."""
    now = clock.now()
    ended = Appointment.objects.filter(pk=appointment.pk, ended_at__isnull=True).update(
        ended_at=now
    )
    if not ended:
        raise StaleStateError
    appointment.ended_at = now
    after = {"post": appointment.post_id, "user": appointment.user_id}
    trail.record("post.relieve", appointment, by=by, reason=reason, after=after)


@trail.atomic()
def delegate(
    *, appointment: Appointment, to: User, until: datetime, by: User, reason: str = ""
) -> Appointment:
    """Let somebody act for a holder until a day. Refuses posts that are never delegated."""
    require(by.pk == appointment.user_id)
    if not SIGHT[appointment.kind].delegable:
        raise InvalidError(f"“{appointment.post.title}”不能委托，只能交接或设候补。")
    if until <= clock.now():
        raise InvalidError("委托的截止时间要在现在之后。")
    return appoint(
        post=appointment.post, user=to, by=by, role=ROLE.DELEGATE, until=until, reason=reason
    )
