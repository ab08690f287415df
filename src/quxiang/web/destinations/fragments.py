"""Parts other apps put on the page of one graduate's destination: signatures, papers, documents."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest

from quxiang.standards import Settings
from quxiang.web.destinations.models import Registration
from quxiang.web.roster.models import Cohort, Graduate

#: draws a part of the page, or nothing (an empty text) for this reader and graduate
Draw = Callable[[HttpRequest, Graduate, "Registration | None"], str]


#: the columns of the page; who signed and which papers, on the page after the graduate's answer
MAIN, BESIDE, SIGNED, PROVED = ("main", "beside", "signed", "proved")


@dataclass(frozen=True)
class Fragment:
    """A part, where it stands (:data:`MAIN`, :data:`BESIDE` …), in ``order``."""

    order: int
    place: str
    draw: Draw


_fragments: list[Fragment] = []


def register(order: int, draw: Draw, *, beside: bool = False, place: str = MAIN) -> None:
    """Let an app draw a part of the page; ``draw`` returns safe HTML (a rendered template)."""
    _fragments.append(Fragment(order, BESIDE if beside else place, draw))
    _fragments.sort(key=lambda each: each.order)


#: draws a line of 今日 about a cohort, or nothing for this reader
DrawToday = Callable[[HttpRequest, Cohort, Settings], str]
_today: list[DrawToday] = []


def register_today(draw: DrawToday) -> None:
    """Let an app say something on 今日; ``draw`` returns safe HTML (a rendered template)."""
    _today.append(draw)


def drawn_today(request: HttpRequest, cohort: Cohort, settings: Settings) -> list[str]:
    return [part for draw in _today if (part := draw(request, cohort, settings))]


def drawn(
    request: HttpRequest, graduate: Graduate, registration: Registration | None, place: str
) -> list[str]:
    """Return the parts of one place for this reader, those with nothing to say left out."""
    parts = (
        each.draw(request, graduate, registration) for each in _fragments if each.place == place
    )
    return [part for part in parts if part]
