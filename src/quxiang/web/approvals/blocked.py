"""Open steps nobody may sign now: vacant posts, conflicts, graduates without an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import (
    BooleanField,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)

from quxiang.web.approvals.models import Level, RunStep, Signature, StepKind
from quxiang.web.approvals.seats import ROLE
from quxiang.web.approvals.states import RunState, StepState
from quxiang.web.common import clock
from quxiang.web.orgs.kinds import PostKind, whose
from quxiang.web.orgs.models import Advising, Appointment
from quxiang.web.orgs.selectors import active_appointments, posts_of

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

_OWN = "run__registration__graduate__person__user"


#: told to whoever is refused it
SEES_BLOCKED = whose(PostKind.CENTRE_OFFICER, PostKind.RECORDER)


def may_see_blocked(user: User) -> bool:
    """Say whether somebody is told what nobody may sign: who can help, centre and recorders."""
    return posts_of(user).has(PostKind.CENTRE_OFFICER, PostKind.RECORDER)


def steps_blocked_for(user: User) -> QuerySet[RunStep]:
    """Return the open steps nobody may sign, as :class:`Seating` says, of whom ``user`` helps.

    The steps say themselves of which college they are; looking for them through everybody
    ``user`` sees goes through the whole roster.
    """
    # as values, not as conditions: PostgreSQL would read every signature and person for those
    live = Signature.objects.filter(step=OuterRef("pk"), voided_at__isnull=True)
    owner = RunStep.objects.filter(pk=OuterRef("pk")).values(_OWN)
    stamped_later = Q(stamp=True, stamp_sha256="", signed__isnull=False)
    steps = RunStep.objects.filter(
        school_id=user.school_id, state=StepState.OPEN, run__state=RunState.RUNNING
    )
    if not posts_of(user).has(PostKind.CENTRE_OFFICER):
        steps = steps.filter(college_id__in=posts_of(user).units(PostKind.RECORDER))
    steps = steps.alias(signed=Subquery(live.values("pk")[:1]), owner=Subquery(owner[:1]))
    return steps.filter(_nobody()).exclude(stamped_later)


def _nobody() -> Q:
    held, posts = _able_by_post(), RunStep.posts.through._default_manager
    named = posts.filter(runstep=OuterRef(OuterRef("pk")), post=OuterRef("post_id"))
    kind = held.filter(kind=OuterRef("post_kind"))
    by_post = Q(kind__in=(StepKind.GROUP, StepKind.POST))
    free = by_post & Q(seated=False)
    advising = Advising.objects.filter(
        ~_barred("adviser_id"), graduate__registration__runs=OuterRef("run_id"),
        ended_at__isnull=True,
    )  # fmt: skip
    return (
        Q(owner__isnull=True, kind=StepKind.GRADUATE)
        | Q(kind=StepKind.ADVISER) & ~Exists(advising)
        | by_post & Q(seated=True) & ~Exists(held.filter(Exists(named)))
        | free & Q(level=Level.COLLEGE) & ~Exists(kind.filter(unit=OuterRef("college_id")))
        | free & ~Q(level=Level.COLLEGE) & ~Exists(kind)
    )


def _able_by_post() -> QuerySet[Appointment]:
    """Return who holds a post and may still sign the outer step for it."""
    signed = Signature.objects.filter(
        step=OuterRef(OuterRef("pk")), post=OuterRef("post_id"), voided_at__isnull=True
    )
    delegable = ExpressionWrapper(OuterRef("run__delegable"), output_field=BooleanField())
    held = active_appointments(clock.now()).order_by().filter(school=OuterRef("school_id"))
    return held.annotate(delegable=delegable).filter(
        ~Q(role=ROLE.DELEGATE) | Q(delegable=True), ~Exists(signed), ~_barred("user_id")
    )


def _barred(user: str) -> Q:
    """Say whether somebody signed at another level of the outer step's run, or is the graduate."""
    elsewhere = Signature.objects.filter(
        run=OuterRef(OuterRef("run_id")), user=OuterRef(user), voided_at__isnull=True
    ).exclude(level=OuterRef(OuterRef("level")))
    own = RunStep.objects.filter(pk=OuterRef(OuterRef("pk")), **{_OWN: OuterRef(user)})
    return Q(Exists(elsewhere)) | Q(Exists(own))
