"""Read a college's records as they stand: in the order of student numbers, each with its files."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec
from django.db.models import Q

from quxiang.standards import Standard
from quxiang.web.compilations.laying import Piece
from quxiang.web.compilations.models import Compilation, CompiledRecord
from quxiang.web.compilations.selectors import heads_have
from quxiang.web.destinations.models import Registration
from quxiang.web.evidence.models import Evidence
from quxiang.web.evidence.words import kind_names
from quxiang.web.orgs.models import Unit
from quxiang.web.roster.models import Cohort, Graduate

#: what stands where a graduate has no destination
NONE = "未登记"
WAITS = "（未录入）"


@dataclass(frozen=True)
class Record:
    """One graduate's record: the version in force, else the current one, with its files."""

    number: int
    graduate: int
    student_no: str
    name: str
    version: int | None
    destination: str
    where: str
    files: Sequence[Piece]

    @property
    def bound(self) -> tuple[Any, ...]:
        """Return what a compilation that holds this record holds it by."""
        return (self.version, self.destination, tuple(sorted(e.sha256 for e in self.files)))


def records_of(cohort: Cohort, college: Unit, standard: Standard) -> list[Record]:
    """Return every graduate of a college with a record, in the order of student numbers."""
    people = Graduate.objects.filter(cohort=cohort, college=college, removed=False)
    told = list(people.order_by("student_no", "pk").values_list("pk", "student_no", "name"))
    stands = _registrations(cohort, college)
    files = _files(cohort, [key for key, _, _ in told])
    titles = kind_names(standard)
    found = []
    for number, (key, student_no, name) in enumerate(told, 1):
        row = stands.get(key)
        version = row[0] if row else None
        own = [each for each in files.get(key, ()) if each.version == version] if row else []
        pieces = [_piece(number, at, each, titles) for at, each in enumerate(own, 1)]
        destination, where = _said(row, standard)
        found.append(Record(number, key, student_no, name, version, destination, where, pieces))
    return found


_Row = tuple[int, str, str, str, bool]


def _registrations(cohort: Cohort, college: Unit) -> dict[int, _Row]:
    """Return number, code, employer, school abroad of what each record says, and if in force."""
    rows = Registration.objects.filter(cohort=cohort, graduate__college=college)
    said = ("number", "code", "employer_name", "school_abroad")
    found: dict[int, _Row] = {}
    for part in ("current", "in_force"):  # what is in force overrides
        own = rows.filter(~Q(**{part: None}))
        for key, *row in own.values_list("graduate_id", *(f"{part}__{each}" for each in said)):
            found[key] = (row[0], row[1], row[2], row[3], part == "in_force")
    return found


def _said(row: _Row | None, standard: Standard) -> tuple[str, str]:
    if row is None:
        return NONE, ""
    _, code, employer, school, counts = row
    known = standard.destinations.get(code)
    title = known.last_part if known is not None else code
    return f"{title}{'' if counts else WAITS}", employer or school


def _files(cohort: Cohort, graduates: Sequence[int]) -> Mapping[int, list[Evidence]]:
    wanted = set(graduates)
    rows = Evidence.objects.filter(
        cohort=cohort, removed_at__isnull=True, version__isnull=False
    ).order_by("kind", "pk")
    found: dict[int, list[Evidence]] = defaultdict(list)
    for each in rows.iterator(chunk_size=5000):
        if each.graduate_id in wanted:
            found[each.graduate_id].append(each)
    return found


def _piece(number: int, order: int, each: Evidence, titles: Mapping[str, str]) -> Piece:
    kind = titles.get(each.kind, each.kind)
    return Piece(number, order, each.sha256, kind, each.title, each.pages, each.is_drawn)


def contents_of(records: Iterable[Record]) -> str:
    """Return the SHA-256 over records and files in order: what cover and signatures name."""
    digest = hashlib.sha256()
    for each in records:
        line = [each.number, each.student_no, each.name, each.version, each.destination,
                each.where, [[f.order, f.kind, f.title, f.sha256] for f in each.files]]  # fmt: skip
        digest.update(msgspec.json.encode(line) + b"\n")
    return digest.hexdigest()


def added_since(records: Sequence[Record], before: Iterable[Compilation]) -> list[Record]:
    """Return records no compilation that both heads were asked to sign holds as they stand now.

    They are numbered anew, from 1.
    """
    keys = [each.pk for each in before if heads_have(each)]
    held: dict[int, set[tuple[Any, ...]]] = defaultdict(set)
    rows = CompiledRecord.objects.filter(compilation__in=keys)
    for who, version, said, files in rows.values_list(
        "graduate_id", "version", "destination", "files"
    ):
        held[who].add((version, said, tuple(sorted(each["sha256"] for each in files))))
    new = [each for each in records if each.bound not in held[each.graduate]]
    return [_renumbered(each, at) for at, each in enumerate(new, 1)]


def _renumbered(each: Record, number: int) -> Record:
    return replace(each, number=number, files=[replace(f, record=number) for f in each.files])
