"""What was known of registrations at a moment, told from versions, moves and answers alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import QuerySet

from quxiang.web.destinations.models import ConfirmationMove, Move, Registration, Version
from quxiang.web.destinations.states import RegistrationState, counts


@dataclass
class Known:
    """One registration as it was known; ``answers`` by version and place, awaited where none."""

    state: str = RegistrationState.DRAFT.value
    current: Version | None = None
    in_force: Version | None = None
    answers: dict[tuple[int, str], str] = field(default_factory=dict)


def as_known_at(
    registrations: QuerySet[Registration], moment: datetime, counts_from: str
) -> dict[int, Known]:
    """Return what was known of each at a moment, by registration; three statements for all.

    One of which nothing was known yet is left out. What is in force is worked out with
    ``counts_from``, whatever it was then.
    """
    these = {"registration__in": registrations}
    versions = {each.pk: each for each in Version.objects.filter(recorded_at__lte=moment, **these)}
    known = _newest(versions.values())
    for move in Move.objects.filter(at__lte=moment, **these).order_by("pk"):
        _follow(known[move.registration_id], move, versions, counts_from)
    answers = ConfirmationMove.objects.filter(
        at__lte=moment, confirmation__version__registration__in=registrations
    ).select_related("confirmation")
    for answer in answers.order_by("pk"):
        version = versions[answer.confirmation.version_id]
        place = (version.number, answer.confirmation.place)
        known[version.registration_id].answers[place] = answer.target
    return known


def _newest(versions: Iterable[Version]) -> dict[int, Known]:
    known: dict[int, Known] = {}
    for version in sorted(versions, key=lambda each: each.number):
        known.setdefault(version.registration_id, Known()).current = version
    return known


def _follow(known: Known, move: Move, versions: Mapping[int, Version], counts_from: str) -> None:
    known.state = move.target
    if counts(move.target, counts_from):
        known.in_force = versions[move.version_id]


def valid_on(registration: Registration, day: date, known_at: datetime) -> Version | None:
    """Return the version that says what held on a day, of those recorded by a moment."""
    known = registration.versions.filter(recorded_at__lte=known_at, effective_on__lte=day)
    return known.order_by("-effective_on", "-number").first()
