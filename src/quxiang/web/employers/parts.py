"""Parts other apps put on the page of one employer: exemptions, say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest

from quxiang.web.employers.models import Employer

#: draws a part of the page, or nothing (an empty text) for this reader and employer
Draw = Callable[[HttpRequest, Employer], str]


@dataclass(frozen=True)
class Part:
    """A part and its place among the others."""

    order: int
    draw: Draw


_parts: list[Part] = []


def register(order: int, draw: Draw) -> None:
    """Let an app draw a part of the page; ``draw`` returns safe HTML (a rendered template)."""
    _parts.append(Part(order, draw))
    _parts.sort(key=lambda each: each.order)


def drawn(request: HttpRequest, employer: Employer) -> list[str]:
    """Return the parts for this reader, those with nothing to say left out."""
    return [part for part in (each.draw(request, employer) for each in _parts) if part]
