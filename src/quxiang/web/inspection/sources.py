"""What apps bring into a pack. Nothing, until they do."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from quxiang.web.roster.models import Cohort


@dataclass(frozen=True)
class Brought:
    """One file of a pack: below its source's folder, made when its turn comes.

    ``content`` is told the mark everything readable in the pack bears.
    """

    path: str
    title: str
    content: Callable[[str], bytes]


@dataclass(frozen=True)
class Source:
    """A folder of a pack and what fills it."""

    folder: str
    bring: Callable[[Cohort], Iterable[Brought]]


Bringing = Callable[[Cohort], Iterable[Brought]]
_sources: list[Source] = []


def brings(folder: str) -> Callable[[Bringing], Bringing]:
    """Register what fills a folder; its files are asked for one by one."""

    def known(bring: Bringing) -> Bringing:
        _sources.append(Source(folder, bring))
        return bring

    return known


def every_source() -> list[Source]:
    return sorted(_sources, key=lambda each: each.folder)
