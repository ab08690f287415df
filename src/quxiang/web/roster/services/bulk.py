"""Many graduates at once: as plain values, one version each, one trail entry for all of them.

An import of 100,000 has no time for a model of every row, so keys are drawn beforehand and rows
name each other before they are there; foreign keys are checked at the end of the transaction.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import msgspec
from django.db.models import F

from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.columns import insert_columns, next_keys, write_columns
from quxiang.web.common.initials import initials_of
from quxiang.web.roster.models import Cohort, Facts, Graduate, GraduateVersion
from quxiang.web.roster.services.facts import FACTS
from quxiang.web.roster.services.holders import Newcomer, hold

if TYPE_CHECKING:
    from datetime import datetime

    from quxiang.web.accounts.models import User

REASON = GraduateVersion.Reason
_EMPTY = tuple(field.get_default() for field in Facts._meta.fields)
_facts_of = attrgetter(*FACTS)
_OF_GRADUATE = ("pk", "school", "cohort", "person", "current", "created_at", "initials", *FACTS)
_OF_VERSION = (
    "pk", "school", "graduate", "number", "recorded_at", "effective_on", "reason", "source", "by",
    "note", *FACTS,
)  # fmt: skip


@dataclass(frozen=True)
class Stamp:
    """What all versions of one act have in common."""

    reason: str
    by: User | None
    source: str
    effective_on: date
    note: str = ""


def add_many(
    cohort: Cohort, newcomers: Sequence[Newcomer], *, by: User | None, source: str
) -> Sequence[int]:
    """Put many on the roster and return their keys; a person the school knows is used again."""
    if not newcomers:
        return []
    now, school = clock.now(), cohort.school_id
    keys, versions = (next_keys(model, len(newcomers)) for model in (Graduate, GraduateVersion))
    facts = [tuple(map(each.facts.get, FACTS, _EMPTY)) for each in newcomers]
    # before anything names a row that is yet to come: from then on SQLite looks, for every row,
    # through all tables that might have been waiting for it, and an account has dozens
    persons = hold(cohort, newcomers, now)
    initials = [initials_of(str(each.facts["name"])) for each in newcomers]
    rows = zip(keys, persons, versions, initials, facts, strict=True)
    insert_columns(
        Graduate, _OF_GRADUATE,
        [(key, school, cohort.pk, person, version, now, letters, *known)
         for key, person, version, letters, known in rows],
    )  # fmt: skip
    heads = [(version, school, key, 1) for version, key in zip(versions, keys, strict=True)]
    _insert_versions(heads, facts, now, Stamp(REASON.NEW, by, source, clock.today()))
    facts_given = [each.facts for each in newcomers]
    _record("graduate.add", keys, facts_given, by=by, source=source, school_id=school)
    return keys


def _insert_versions(
    heads: Sequence[tuple[int, int, int, int]], facts: Sequence[tuple[Any, ...]], now: datetime,
    stamp: Stamp,
) -> None:  # fmt: skip
    """Write versions: of each its key, school, graduate and number, and the facts."""
    by = stamp.by.pk if stamp.by is not None else None
    tail = (now, stamp.effective_on, stamp.reason, stamp.source, by, stamp.note)
    rows = [(*head, *tail, *known) for head, known in zip(heads, facts, strict=True)]
    insert_columns(GraduateVersion, _OF_VERSION, rows)


def change_many(
    changes: Sequence[tuple[Graduate, Mapping[str, Any]]], *, reason: str, by: User | None,
    source: str = "", effective_on: date | None = None, note: str = "",
) -> set[int]:  # fmt: skip
    """Record changed facts of many graduates, one version each; only these facts are written.

    Returns the keys of graduates of whom somebody recorded a version since they were read: they
    are left as they are, in memory too, and the caller says so.
    """
    current = _current_versions([graduate.pk for graduate, _ in changes])
    stale = {each.pk for each, _ in changes if current.get(each.pk) != each.current_id}
    fresh = [(graduate, facts) for graduate, facts in changes if graduate.pk not in stale]
    if not fresh:
        return stale
    alike: dict[tuple[str, ...], list[Graduate]] = defaultdict(list)
    for graduate, facts in fresh:
        alike[_set(graduate, facts)].append(graduate)
    graduates = [graduate for graduate, _ in fresh]
    _next_versions(graduates, Stamp(reason, by, source, effective_on or clock.today(), note))
    for names, rows in alike.items():
        write_columns(rows, names)
    _record(
        f"graduate.{reason}", [each.pk for each in graduates], [facts for _, facts in fresh],
        by=by, source=source or note, school_id=graduates[0].school_id,
    )  # fmt: skip
    return stale


def _current_versions(keys: Sequence[int]) -> dict[int, int | None]:
    """Return the newest version of each now; whoever writes one of them too must wait."""
    rows = Graduate.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")
    return dict(rows.values_list("pk", "current_id"))


def _set(graduate: Graduate, facts: Mapping[str, Any]) -> tuple[str, ...]:
    """Set facts, and what follows from them; return the columns to be written."""
    for name, value in facts.items():
        setattr(graduate, name, value)
    touched = {"current", *facts}
    if "name" in facts:
        graduate.initials = initials_of(str(facts["name"]))
        touched.add("initials")
    return tuple(sorted(touched))


def _next_versions(graduates: Sequence[Graduate], stamp: Stamp) -> None:
    """Write each graduate's next version from its present facts; it becomes the current one."""
    known = Graduate.objects.filter(pk__in=[each.pk for each in graduates], current__isnull=False)
    numbers = dict(known.values_list("pk", F("current__number")))
    versions = next_keys(GraduateVersion, len(graduates))
    heads = [
        (version, each.school_id, each.pk, numbers.get(each.pk, 0) + 1)
        for version, each in zip(versions, graduates, strict=True)
    ]
    facts = [_facts_of(each) for each in graduates]
    _insert_versions(heads, facts, clock.now(), stamp)
    for graduate, version in zip(graduates, versions, strict=True):
        graduate.current_id = version


def _record(
    action: str, keys: Sequence[int], facts: Sequence[Mapping[str, Any]], *,
    by: User | None, source: str, school_id: int,
) -> None:  # fmt: skip
    """Note one entry for all: whose facts, and a digest of what was written."""
    text = msgspec.json.encode(facts, order="sorted")
    after = {"rows": len(keys), "digest": hashlib.sha256(text).hexdigest()}
    trail.record(action, by=by, reason=source, subjects=keys, after=after, school_id=school_id)
