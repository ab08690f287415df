"""Which open steps may be signed as many by one act, and why others are signed singly (N3.5)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, TextChoices, Value, When

from quxiang import standards
from quxiang.standards import overlay_of
from quxiang.standards.sources import SCHEMES
from quxiang.web.approvals.access import steps_waiting_for
from quxiang.web.approvals.models import Level, RunStep
from quxiang.web.approvals.routes import SINGLY, is_among
from quxiang.web.approvals.seats import SIGNING, signs
from quxiang.web.approvals.states import RunState, StepState
from quxiang.web.destinations.judging import outdated
from quxiang.web.destinations.models import Dispute
from quxiang.web.destinations.states import DisputeState
from quxiang.web.orgs.kinds import PostKind, whose
from quxiang.web.orgs.selectors import posts_of
from quxiang.web.reference.selectors import overlay_changes

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User


class Why(TextChoices):
    """Why a step is signed by itself; nothing where it may go on a sheet."""

    SINGLY = "singly", "12、75、76 或须盖章的，逐份审签"
    DISPUTED = "disputed", "毕业生本人有异议"
    UNJUDGED = "unjudged", "刚提交，还没有检查完"
    FLAGGED = "flagged", "检查有疑点"
    BARRED = "barred", "有没有了结的预警"


#: says, of the graduate a query names, whether something else stands against a sheet (cases)
Bar = Callable[[OuterRef], Exists]
_bars: list[Bar] = []


def bars_sheets(bar: Bar) -> Bar:
    """Register what lets a step be signed by itself only."""
    _bars.append(bar)
    return bar


def with_why(steps: QuerySet[RunStep], school_id: int) -> QuerySet[Any]:
    """Give each step of a school ``why`` it is signed singly; empty for what is clean."""
    version = "run__version__"
    singly = Q(stamp=True) | Q(run__delegable=False)
    for scheme, codes in _signed_singly(school_id).items():
        singly |= Q(run__cohort__scheme=scheme, run__version__code__in=codes)
    unjudged = Q(run__version__judgement__isnull=True) | outdated(f"{version}judgement")
    return steps.annotate(
        why=Case(
            When(singly, then=Value(Why.SINGLY.value)),
            When(_disputed(), then=Value(Why.DISPUTED.value)),
            When(unjudged, then=Value(Why.UNJUDGED.value)),
            When(run__version__judgement__flagged=True, then=Value(Why.FLAGGED.value)),
            *(When(each, then=Value(Why.BARRED.value)) for each in _barred()),
            default=Value(""),
        )
    )


def _signed_singly(school_id: int) -> dict[str, list[str]]:
    """Return, by scheme, the destinations that are signed one by one, with what is part of them."""
    overlay = overlay_of(overlay_changes(school_id))
    known = {scheme: standards.load(scheme, overlay) for scheme in SCHEMES}
    return {
        scheme: [*SINGLY, *(c for c in each.destinations if is_among(each, c, SINGLY))]
        for scheme, each in known.items()
    }


def _disputed() -> Exists:
    own = OuterRef("run__registration__graduate")
    return Exists(Dispute.objects.filter(graduate=own, state=DisputeState.OPEN))


def _barred() -> list[Exists]:
    return [bar(OuterRef("run__registration__graduate")) for bar in _bars]


#: told to whoever is refused it
GATHERS = whose("指导老师", *SIGNING, PostKind.SECRETARY)


def may_gather(user: User) -> bool:
    """Say whether somebody makes sheets: who signs, and the secretary of a college."""
    posts = posts_of(user)
    signing = posts.advises or signs(posts.kinds)
    return not user.is_graduate and (signing or posts.has(PostKind.SECRETARY))


def steps_to_gather(user: User) -> QuerySet[RunStep]:
    """Return what waits for ``user``, and for the leaders a secretary prepares for."""
    mine = steps_waiting_for(user).exclude(level=Level.GRADUATE)
    prepared = posts_of(user).units(PostKind.SECRETARY)
    if not prepared:
        return mine
    theirs = RunStep.objects.filter(
        school_id=user.school_id, state=StepState.OPEN, run__state=RunState.RUNNING,
        level=Level.COLLEGE, college_id__in=prepared,
    )  # fmt: skip
    return RunStep.objects.filter(Q(pk__in=mine.values("pk")) | Q(pk__in=theirs.values("pk")))
