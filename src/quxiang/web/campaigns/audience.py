"""Who is in a campaign and why: by what is confirmed in the national system, never here (N3.4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from quxiang.web.campaigns.models import Campaign, Kind, Member, Part, Why
from quxiang.web.destinations.models import Confirmation, Registration
from quxiang.web.destinations.states import ConfirmationState, Place
from quxiang.web.roster.models import Cohort, Graduate, Status

#: whoever has graduated or will, counted or not by the cohort's settings (结业 among them)
TOLD = (Status.EXPECTED, Status.GRADUATED, Status.COMPLETED, Status.CERTIFIED_LATER)


@dataclass(frozen=True)
class Placed:
    """One graduate with the part they are in, and why."""

    graduate_id: int
    part: str
    why: str


def placed(campaign: Campaign) -> Iterator[Placed]:
    """Place every graduate of a cohort's roster in one part, in the order of their keys."""
    cohort, kind = campaign.cohort, Kind(campaign.kind)
    in_force = dict(
        Registration.objects.filter(cohort=cohort, in_force__isnull=False)
        .order_by().values_list("graduate_id", "in_force_id")
    )  # fmt: skip
    confirmed = set(_confirmed(cohort).values_list("version_id", flat=True))
    once = set(_confirmed(cohort).values_list("version__registration__graduate_id", flat=True))
    had = _had(campaign)
    rows = Graduate.objects.filter(school_id=cohort.school_id, cohort=cohort, removed=False)
    listed = rows.order_by("pk").values_list(
        "pk", "status", "person__user_id", "person__user__closed_at"
    )
    for key, status, user, closed in listed.iterator(chunk_size=5000):
        if status not in TOLD:
            yield Placed(key, Part.LEFT_OUT, Why.NOT_COUNTED)
        elif user is None:
            yield Placed(key, Part.LEFT_OUT, Why.NO_ACCOUNT)
        elif closed is not None:
            yield Placed(key, Part.LEFT_OUT, Why.CLOSED)
        elif key in had:
            yield Placed(key, Part.LEFT_OUT, Why.HAD)
        else:
            yield _by_confirmation(key, in_force.get(key), confirmed, once, kind)


def _by_confirmation(
    key: int, version: int | None, confirmed: set[int], once: set[int], kind: Kind
) -> Placed:
    others = Part.OTHERS if kind == Kind.AUGUST else Part.LEFT_OUT
    if version is None:
        return Placed(key, others, Why.NOTHING)
    if version in confirmed:
        return Placed(key, others, Why.CONFIRMED)
    return Placed(key, Part.UNCONFIRMED, Why.AGAIN if key in once else Why.UNCONFIRMED)


def _confirmed(cohort: Cohort) -> QuerySet[Confirmation]:
    return Confirmation.objects.filter(
        version__registration__cohort=cohort, place=Place.NATIONAL,
        state=ConfirmationState.CONFIRMED,
    ).order_by()  # fmt: skip


def _had(campaign: Campaign) -> set[int]:
    """Return whom another campaign of this cohort and kind has written to: once is enough."""
    others = Member.objects.filter(
        campaign__cohort_id=campaign.cohort_id, campaign__kind=campaign.kind,
        message__isnull=False,
    ).exclude(campaign=campaign)  # fmt: skip
    return set(others.values_list("graduate_id", flat=True))


def counts_of(rows: list[Placed]) -> dict[str, dict[str, int]]:
    """Return how many are in each part for each reason."""
    found: dict[str, dict[str, int]] = {}
    for (part, why), count in Counter((each.part, each.why) for each in rows).items():
        found.setdefault(str(part), {})[str(why)] = count
    return found
