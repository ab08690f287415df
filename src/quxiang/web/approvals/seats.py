"""Who may sign a step, for which post, and why somebody may not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from quxiang.web.approvals.models import Level, RunStep, Signature, StepKind
from quxiang.web.approvals.states import StepState
from quxiang.web.common import clock, compiled
from quxiang.web.orgs.kinds import PostKind
from quxiang.web.orgs.models import Advising, Appointment, ReviewGroup
from quxiang.web.orgs.selectors import HeldPost, active_appointments, appointments_between, posts_of

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

ROLE = Appointment.Role
#: a time, from its beginning to before its end; none stands for this moment
During = tuple[datetime, datetime] | None


@dataclass(frozen=True)
class Seat:
    """What one person would sign a step for."""

    user: User
    title: str
    post_id: int | None = None
    role: str = ""
    on_behalf_of_id: int | None = None


class Seating:
    """Everybody asked to sign one step, read once: who may, who is barred, who has signed."""

    def __init__(
        self, step: RunStep, signed: Sequence[Signature] | None = None, during: During = None,
        asked: Sequence[Seat] | None = None,
    ) -> None:  # fmt: skip
        """Read who is asked, now or ``during`` a time, unless it is known already.

        ``signed`` are the run's live signatures, if these are known.
        """
        self.step = step
        if signed is None:
            signed = list(live(step.run.signatures.all()))
        self.signed = [each for each in signed if each.step_id == step.pk]
        self._barred = {each.user_id for each in signed if each.level != step.level}
        own = step.run.registration.graduate.person.user_id
        if own is not None and step.level != Level.GRADUATE:
            self._barred.add(own)
        self._asked = asked_to_sign(step, during) if asked is None else asked

    @property
    def able(self) -> list[Seat]:
        """Return who may sign the step, those in conflict left out."""
        return [each for each in self._asked if each.user.pk not in self._barred]

    @property
    def in_conflict(self) -> list[Seat]:
        """Return who would be asked, but signed at another level or is the graduate."""
        return [each for each in self._asked if each.user.pk in self._barred]

    @property
    def needed(self) -> list[Seat]:
        """Return whose posts have not signed yet."""
        posts = {each.post_id for each in self.signed}
        return [each for each in self.able if each.post_id not in posts]

    def of(self, user: User) -> list[Seat]:
        """Return what ``user`` would sign for now; empty when it is not theirs to sign."""
        return [each for each in self.needed if each.user.pk == user.pk]

    def conflict_of(self, user: User) -> str:
        """Say why somebody who would be asked may not sign; empty when nothing bars."""
        if user.pk not in {each.user.pk for each in self.in_conflict}:
            return ""
        if self.step.run.registration.graduate.person.user_id == user.pk:
            return "这是您本人的登记，不能由您审签；请由同级其他岗位或候补人签。"
        return "您已在另一级为这份登记签过字，不能再签这一级；请由同级其他岗位或候补人签。"

    @property
    def is_signed(self) -> bool:
        """Say whether the step has the signatures its rule asks for.

        Where all of a group sign, a post nobody may sign for now (vacant, or in conflict) is left
        to the others; at least one has signed.
        """
        if not self.signed:
            return False
        return self.step.rule != ReviewGroup.Rule.ALL or not self.needed


def asked_to_sign(step: RunStep, during: During = None) -> list[Seat]:
    """Return everybody a step asks, those in conflict among them."""
    graduate = step.run.registration.graduate
    if step.kind == StepKind.GRADUATE:
        own = graduate.person.user
        return [Seat(own, "本人")] if own is not None else []
    if step.kind == StepKind.ADVISER:
        advising = advising_during(Advising.objects.filter(graduate=graduate), during)
        found = compiled.rows("advisers", advising.select_related("adviser").order_by("pk"))
        return list({each.adviser_id: seat_of_adviser(each) for each in found}.values())
    appointed = list(_appointments(step, during).select_related("post", "user"))
    holders = {each.post_id: each.user_id for each in appointed if each.role == ROLE.HOLDER}
    return [
        Seat(
            each.user, each.post.title, each.post_id, each.role,
            None if each.role == ROLE.HOLDER else each.given_by_id or holders.get(each.post_id),
        )
        for each in appointed
        if step.run.delegable or each.role != ROLE.DELEGATE
    ]  # fmt: skip


def seat_of_adviser(advising: Advising) -> Seat:
    return Seat(advising.adviser, str(advising.get_kind_display()))


def advising_during(found: QuerySet[Advising], during: During) -> QuerySet[Advising]:
    """Narrow advisings to those that last, or lasted ``during`` a time."""
    if during is None:
        return found.filter(ended_at__isnull=True)
    unended = Q(ended_at__isnull=True) | Q(ended_at__gt=during[0])
    return found.filter(unended, started_at__lt=during[1])


def _appointments(step: RunStep, during: During) -> QuerySet[Appointment]:
    held = active_appointments(clock.now()) if during is None else appointments_between(*during)
    held = held.filter(school_id=step.school_id)
    if step.seated:
        return held.filter(post__in=step.posts.all())
    held = held.filter(kind=step.post_kind)
    return held.filter(unit_id=step.college_id) if step.level == Level.COLLEGE else held


def live(signatures: QuerySet[Signature]) -> QuerySet[Signature]:
    return signatures.filter(voided_at__isnull=True)


def waits_for(user: User) -> Q:
    """Return what makes a step one that ``user`` may sign now, conflicts aside.

    Each way to it is a query of its own, so that each finds its few steps by an index.
    """
    steps = RunStep.objects.filter(state=StepState.OPEN)
    ways = [
        steps.filter(kind=StepKind.GRADUATE, run__registration__graduate__person__user_id=user.pk)
    ]
    posts = posts_of(user)
    if posts.advises:
        own = Advising.objects.filter(adviser_id=user.pk, ended_at__isnull=True)
        advised = own.values("graduate_id")
        ways.append(steps.filter(kind=StepKind.ADVISER, run__registration__graduate_id__in=advised))
    for held in posts.held:
        ways += _by_post(steps, held)
    mine = Q(pk__in=())
    for way in ways:
        mine |= Q(pk__in=way.order_by().values("pk"))
    return mine


#: told to whoever is not asked to sign a step
NOT_ASKED = "这一步只由指定的签字人签，您不在其中。页面上列着由谁签。"
SIGNING = (
    PostKind.COLLEGE_REVIEWER, PostKind.COLLEGE_EMPLOYMENT_HEAD, PostKind.SCHOOL_REVIEWER,
    PostKind.SCHOOL_EMPLOYMENT_HEAD,
)  # fmt: skip


def _by_post(steps: QuerySet[RunStep], held: HeldPost) -> list[QuerySet[RunStep]]:
    """Return the steps a post is named for, and those any post of its kind may sign."""
    if held.kind not in SIGNING:
        return []
    free = steps.filter(post_kind=held.kind, seated=False)
    if held.unit_id is not None:
        free = free.filter(college_id=held.unit_id)
    ways = [steps.filter(posts=held.post_id), free]
    delegated = held.role == ROLE.DELEGATE
    return [each.filter(run__delegable=True) for each in ways] if delegated else ways


def signs(kinds: Iterable[str]) -> bool:
    """Say whether one of these posts ever signs."""
    return bool(set(kinds) & set(SIGNING))
