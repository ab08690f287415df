"""What other apps tell of a case that began with them. Nothing, until they do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from quxiang.web.alerts.models import Case


@dataclass(frozen=True)
class Told:
    """One fact of where a case came from, and where more of it stands."""

    title: str
    text: str
    url: str


Telling = Callable[[Case], Sequence[Told]]
_telling: list[Telling] = []


def tells_origin(telling: Telling) -> Telling:
    """Register who knows where cases came from that no run found."""
    _telling.append(telling)
    return telling


def origins_of(case: Case) -> list[Told]:
    """Return what is told of a case; a run's own is told by its rule."""
    return [each for telling in _telling for each in telling(case)]
