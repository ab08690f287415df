"""What a conclusion binds: the version and the live files a page showed, and what stood before."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from quxiang.web.common.columns import among
from quxiang.web.destinations.models import Registration, Version
from quxiang.web.evidence.models import Evidence
from quxiang.web.evidence.selectors import proving
from quxiang.web.roster.models import Graduate
from quxiang.web.worksheets.models import Conclusion


@dataclass(frozen=True)
class Shown:
    """One record as a page shows it to one side; ``before`` is the conclusion that stands."""

    graduate_id: int
    version: Version | None
    files: tuple[Evidence, ...]
    before: Conclusion | None
    #: who concluded for the other sides
    others: frozenset[int] = frozenset()

    @property
    def number(self) -> int:
        return self.version.number if self.version is not None else 0

    @property
    def version_digest(self) -> str:
        return self.version.digest if self.version is not None else ""

    @property
    def newest_file(self) -> int:
        return max((each.pk for each in self.files), default=0)

    @property
    def papers_digest(self) -> str:
        """Return the hash over kind and content of every file shown."""
        lines = sorted(f"{each.kind} {each.sha256} {each.pk}" for each in self.files)
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    @property
    def token(self) -> str:
        """Return what a form sends back, so that whoever decides on another record is told."""
        before = self.before.pk if self.before is not None else 0
        said = f"{self.graduate_id} {self.number} {self.version_digest} {self.papers_digest}"
        return hashlib.sha256(f"{said} {before}".encode()).hexdigest()[:32]


def shown(graduate_ids: Sequence[int], side: str) -> dict[int, Shown]:
    """Return the records of graduates as they are now, by key, in three statements."""
    registered = Registration.objects.filter(graduate__in=_keyed(graduate_ids))
    versions = {
        each.graduate_id: each.current
        for each in registered.select_related("current__judgement").order_by()
    }
    files = _files(graduate_ids)
    said = _said(graduate_ids)
    found = {}
    for key in graduate_ids:
        version = versions.get(key)
        found[key] = record_of(key, side, version, files.get(key, ()), said.get(key, ()))
    return found


def record_of(
    graduate_id: int, side: str, version: Version | None, files: Sequence[Evidence],
    said: Sequence[Conclusion],
) -> Shown:  # fmt: skip
    """Return a record from its live files and the conclusions that stand, whoever read them."""
    number = version.number if version is not None else None
    before = next((each for each in said if each.side == side), None)
    others = frozenset(each.by_id for each in said if each.side != side)
    return Shown(graduate_id, version, tuple(proving(files, number)), before, others)


def _said(graduate_ids: Sequence[int]) -> Mapping[int, list[Conclusion]]:
    found: dict[int, list[Conclusion]] = {}
    rows = Conclusion.objects.filter(graduate__in=_keyed(graduate_ids), superseded_at__isnull=True)
    for each in rows.select_related("case"):
        found.setdefault(each.graduate_id, []).append(each)
    return found


def _keyed(graduate_ids: Sequence[int]) -> QuerySet[Graduate, Any]:
    return Graduate.objects.filter(among(Graduate, "id", graduate_ids)).order_by().values("pk")


def _files(graduate_ids: Iterable[int]) -> Mapping[int, list[Evidence]]:
    found: dict[int, list[Evidence]] = {}
    rows = Evidence.objects.filter(graduate__in=_keyed(list(graduate_ids)), removed_at__isnull=True)
    for each in rows.order_by("pk"):
        found.setdefault(each.graduate_id, []).append(each)
    return found


def list_digest(tokens: Mapping[int, str]) -> str:
    """Return the hash of a list of records as a page showed them."""
    lines = "\n".join(f"{key} {token}" for key, token in sorted(tokens.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


def hold(graduate_ids: Sequence[int]) -> list[Graduate]:
    """Lock graduates, in the order of their keys, so that one side concludes after the other."""
    rows = Graduate.objects.filter(pk__in=_keyed(graduate_ids))
    held = rows.select_for_update(of=("self",), no_key=True)
    return list(held.select_related("person", "cohort").order_by("pk"))
