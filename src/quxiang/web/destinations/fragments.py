"""Parts other apps put on the page of one graduate's destination: signatures, papers, documents."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest

from quxiang.web.destinations.models import Registration
from quxiang.web.roster.models import Graduate

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


def drawn(
    request: HttpRequest, graduate: Graduate, registration: Registration | None, place: str
) -> list[str]:
    """Return the parts of one place for this reader, those with nothing to say left out."""
    parts = (
        each.draw(request, graduate, registration) for each in _fragments if each.place == place
    )
    return [part for part in parts if part]
