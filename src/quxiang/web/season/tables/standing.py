"""Which version of each registration a row of the engine carries, as it was known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min

from quxiang.web.destinations.models import Move, Version
from quxiang.web.destinations.states import RegistrationState, counts
from quxiang.web.roster.models import Cohort

S = RegistrationState


@dataclass(slots=True)
class Standing:
    """The version in force with the state it reached, else the current one with its own."""

    graduate: int
    current: int
    state: str = S.DRAFT.value
    in_force: int | None = None
    reached: str = ""
    entered_at: datetime | None = None

    @property
    def version(self) -> int:
        return self.current if self.in_force is None else self.in_force

    @property
    def stood(self) -> tuple[str, datetime | None]:
        """Return the state the version shown came to, and when it was entered."""
        if self.in_force is None:
            return self.state, None
        return self.reached, self.entered_at


def standings(cohort: Cohort, known_at: datetime, counts_from: str) -> list[Standing]:
    """Return how every registration of a cohort stood, told from versions and moves alone."""
    these = {"registration__cohort": cohort}
    versions = Version.objects.filter(recorded_at__lte=known_at, **these).order_by("number", "pk")
    told = versions.values_list("registration_id", "registration__graduate_id", "pk")
    known: dict[int, Standing] = {}
    for registration, graduate, version in told.iterator(chunk_size=10_000):
        known[registration] = Standing(graduate, version)
    counting = {each.value for each in S if counts(each, counts_from)}
    moves = Move.objects.filter(at__lte=known_at, **these).order_by("pk")
    told_moves = moves.values_list("registration_id", "version_id", "target")
    for registration, version, target in told_moves.iterator(chunk_size=10_000):
        each = known[registration]
        each.state = target
        if target in counting:
            each.in_force, each.reached = version, target
    entered = moves.filter(target=S.ENTERED).order_by().values_list("version_id")
    first = dict(entered.annotate(first=Min("at")))
    for each in known.values():
        each.entered_at = first.get(each.version) if each.in_force is not None else None
    return list(known.values())
