"""Parts other apps put on the page of one graduate's destination: signatures, papers, documents."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest

from quxiang.web.destinations.models import Registration
from quxiang.web.roster.models import Graduate

#: draws a part of the page, or nothing (an empty text) for this reader and graduate
Draw = Callable[[HttpRequest, Graduate, "Registration | None"], str]


@dataclass(frozen=True)
class Fragment:
    """A part and where it stands: in the main column in ``order``, or beside it."""

    order: int
    beside: bool
    draw: Draw


_fragments: list[Fragment] = []


def register(order: int, draw: Draw, *, beside: bool = False) -> None:
    """Let an app draw a part of the page; ``draw`` returns safe HTML (a rendered template)."""
    _fragments.append(Fragment(order, beside, draw))
    _fragments.sort(key=lambda each: each.order)


def drawn(
    request: HttpRequest, graduate: Graduate, registration: Registration | None, *, beside: bool
) -> list[str]:
    """Return the parts of one column for this reader, those with nothing to say left out."""
    parts = (
        each.draw(request, graduate, registration) for each in _fragments if each.beside is beside
    )
    return [part for part in parts if part]
