"""Whose steps somebody sees; what waits for whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, When
from django.http import Http404

from quxiang.web.approvals.models import Level, RunStep, Signature
from quxiang.web.approvals.seats import SIGNING, signs, waits_for
from quxiang.web.approvals.selectors import keeping
from quxiang.web.approvals.states import RunState, StepState
from quxiang.web.destinations.access import registrations_visible_to
from quxiang.web.orgs.kinds import whose
from quxiang.web.orgs.selectors import posts_of

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User


#: told to whoever is refused it
SIGNS = whose("指导老师", *SIGNING)


def may_sign_anything(user: User) -> bool:
    """Say whether somebody has a list of what waits for a signature."""
    posts = posts_of(user)
    return not user.is_graduate and (posts.advises or signs(posts.kinds))


def steps_waiting_for(user: User) -> QuerySet[RunStep]:
    """Return the open steps ``user`` may sign and has not signed, conflicts left out."""
    # signed here already, and it waits for others or for a stamp; or signed at another level
    theirs = Q(step_id=OuterRef("pk")) | ~Q(level=OuterRef("level"))
    signed = Exists(
        Signature.objects.filter(
            theirs, run_id=OuterRef("run_id"), user_id=user.pk, voided_at__isnull=True
        )
    )
    own = Q(run__registration__graduate__person__user_id=user.pk) & ~Q(level=Level.GRADUATE)
    waiting = RunStep.objects.filter(
        waits_for(user), school_id=user.school_id, state=StepState.OPEN,
        run__state=RunState.RUNNING,
    )  # fmt: skip
    return waiting.exclude(own).exclude(signed)


def steps_in_turn(user: User, step: RunStep) -> QuerySet[RunStep]:
    """Return what else waits for ``user``: what comes after a step first, then from the oldest."""
    rest = steps_waiting_for(user).exclude(pk=step.pk)
    if step.opened_at is None:
        return rest.order_by("opened_at", "pk")
    after = Q(opened_at__gt=step.opened_at) | Q(opened_at=step.opened_at, pk__gt=step.pk)
    return rest.order_by(Case(When(after, then=0), default=1), "opened_at", "pk")


def get_step_for(user: User, step_id: int) -> RunStep:
    """Return a step of a registration ``user`` may see; raises ``Http404`` for every other.

    The other steps of its run are read with it and kept, for the chain.
    """
    run = RunStep.objects.filter(pk=step_id, school_id=user.school_id).values("run_id")
    visible = registrations_visible_to(user).values("pk")
    steps = list(
        RunStep.objects.filter(run_id__in=run, run__registration__in=visible)
        .select_related(
            "run__version__judgement", "run__registration__graduate__person__user",
            "run__registration__graduate__college", "run__registration__in_force", "run__cohort",
            "college", "prepared_by", "skipped_by", "stamped_by",
        )
        .order_by("order")
    )  # fmt: skip
    found = next((each for each in steps if each.pk == step_id), None)
    if found is None:
        raise Http404
    for each in steps:
        each.run = found.run
    return keeping(found, steps)
