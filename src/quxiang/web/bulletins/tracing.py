"""Where each number of a bulletin leads: 解释这个数 of its snapshot, else a page of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse

from quxiang.web.bulletins import confirming
from quxiang.web.bulletins.facts import QUALITY
from quxiang.web.bulletins.models import Bulletin
from quxiang.web.bulletins.numbers import Number
from quxiang.web.bulletins.paper import numbers_of
from quxiang.web.bulletins.timeliness import CLOSED
from quxiang.web.season.access import (
    colleges_with_people_for,
    may_see_everybody,
    may_see_people,
)

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

#: what no figure of the season explains
OWN = (confirming.CODE, CLOSED, QUALITY)


@dataclass(frozen=True)
class Sight:
    """Whose people somebody sees: of every college, or of these by name."""

    every: bool
    names: frozenset[str]

    def sees(self, group: str | None) -> bool:
        return self.every or (group is not None and group in self.names)


def sight_of(user: User) -> Sight:
    """Return it, in one statement."""
    if may_see_everybody(user):
        return Sight(True, frozenset())
    if not may_see_people(user):
        return Sight(False, frozenset())
    names = colleges_with_people_for(user).values_list("name", flat=True)
    return Sight(False, frozenset(names))


def figure_url(bulletin: Bulletin, number: Number) -> str:
    """Return where the season explains a number of the snapshot."""
    asked: dict[str, Any] = {
        "cohort": bulletin.cohort.year, "snapshot": bulletin.snapshot.number, "by": "college",
        "code": number.code,
    }  # fmt: skip
    if number.group is not None:
        asked["group"] = number.group
    return f"{reverse('season:explain')}?{urlencode(asked)}"


def own_url(bulletin: Bulletin, number: Number) -> str:
    """Return the page that says of any number what it is and where it comes from."""
    asked = {"code": number.code, "title": number.title}
    if number.group is not None:
        asked["group"] = number.group
    return f"{reverse('bulletins:explain', args=[bulletin.pk])}?{urlencode(asked)}"


def linking(user: User, bulletin: Bulletin) -> Callable[[Number], str]:
    """Return what gives each number its address, for one reader."""
    sight = sight_of(user)

    def address(number: Number) -> str:
        if number.code not in OWN and sight.sees(number.group):
            return figure_url(bulletin, number)
        return own_url(bulletin, number)

    return address


@dataclass(frozen=True)
class Told:
    """One number with its definition and its snapshot."""

    number: Number
    formula: str
    source: Mapping[str, Any]


def told(bulletin: Bulletin, code: str, title: str, group: str | None) -> Told:
    """Return a number a bulletin has; raises ``Http404`` for every other."""
    facts = bulletin.facts
    for each in numbers_of(facts):
        if (each.code, each.title, each.group) == (code, title, group):
            formulas = {e["title"].rpartition("：")[2]: e["formula"] for e in facts["definitions"]}
            return Told(each, formulas.get(title, ""), facts["sources"][each.source])
    raise Http404
