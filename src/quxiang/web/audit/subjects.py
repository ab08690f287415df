"""Whom entries are about, by name, for readers who may see them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quxiang.web.audit.models import Entry
from quxiang.web.roster.access import graduates_visible_to
from quxiang.web.roster.selectors import found_by

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User
    from quxiang.web.roster.models import Graduate

#: how many an entry names in the list, how many on its own page, how many a search may mean
IN_LIST, ON_PAGE, FOUND = 2, 200, 50
#: student numbers have at least so many digits
SHORTEST = 7
Named = Mapping[int, "Graduate"]


@dataclass(frozen=True)
class People:
    """The graduates of one entry: id and, where the reader may see them, who it is."""

    listed: Sequence[tuple[int, Graduate | None]]
    left: int


def object_of(entry: Entry) -> int | None:
    """Return the graduate an act was done to, if it was one."""
    return int(entry.object_id) if entry.object_kind == "graduate" else None


def named_for(user: User, entries: Iterable[Entry], most: int) -> Named:
    """Return the graduates that entries are about, done to or done by, whom ``user`` may see."""
    listed = list(entries)
    ids = {each for entry in listed for each in entry.subject_ids[:most]}
    ids |= {each for each in map(object_of, listed) if each is not None}
    seen = graduates_visible_to(user).only("name", "student_no")
    return seen.in_bulk(ids)


def acting(user: User, entries: Iterable[Entry]) -> set[int]:
    """Return the graduates who did something themselves: their names stand there too."""
    actors = {entry.actor_id for entry in entries if entry.actor_id is not None}
    seen = graduates_visible_to(user).filter(person__user_id__in=actors)
    return set(seen.values_list("pk", flat=True))


def people_of(entry: Entry, named: Named, most: int) -> People:
    ids = entry.subject_ids
    return People([(each, named.get(each)) for each in ids[:most]], max(len(ids) - most, 0))


def meant_by(user: User, text: str) -> set[int]:
    """Return the graduates a search means: by name, initials, number, or the id in the trail.

    A short number is an id: nobody looks for a person by the first digits of a number here.
    """
    text = unicodedata.normalize("NFKC", text).strip()
    if text.isdecimal() and len(text) < SHORTEST:
        return {int(text)}
    return set(found_by(graduates_visible_to(user), text).values_list("pk", flat=True)[:FOUND])
