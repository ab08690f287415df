"""Whom else it concerns that a visit is over. Nobody, until they say so."""

from __future__ import annotations

from collections.abc import Callable

from quxiang.web.visits.models import FieldVisit

Hearing = Callable[[FieldVisit], None]
_hearing: list[Hearing] = []


def hears_visits(hearing: Hearing) -> Hearing:
    """Register who is told, in its transaction, that a visit was confirmed or called off."""
    _hearing.append(hearing)
    return hearing


def tell(visit: FieldVisit) -> None:
    for hearing in _hearing:
        hearing(visit)
