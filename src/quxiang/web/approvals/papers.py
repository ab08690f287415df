"""The files of a version, as they are bound by what is signed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from quxiang.standards import Standard
from quxiang.web.approvals.binding import keeps_evidence
from quxiang.web.approvals.models import SheetRow
from quxiang.web.destinations.models import Version
from quxiang.web.evidence.models import Evidence
from quxiang.web.evidence.selectors import Standing, missing_kinds, shown_files_of
from quxiang.web.evidence.words import kind_names
from quxiang.web.roster.models import Graduate


@keeps_evidence
def papers_of(versions: Sequence[Version]) -> Mapping[int, Sequence[str]]:
    """Return the hashes of the files that prove these versions; removed ones left out."""
    ids = [version.registration_id for version in versions]
    known = {(version.registration_id, version.number): version.pk for version in versions}
    found: dict[int, list[str]] = {}
    files = Evidence.objects.filter(
        graduate__registration__in=ids, version__isnull=False, removed_at__isnull=True
    )
    for registration, number, sha256 in files.values_list(
        "graduate__registration", "version", "sha256"
    ):
        version_id = known.get((registration, number or 0))
        if version_id is not None:
            found.setdefault(version_id, []).append(sha256)
    return found


def lacking_in(version: Version, graduate: Graduate, standard: Standard) -> list[str]:
    """Return the kinds of papers a version has to have and has not, as its checklist says.

    It is a warning (N3.2), also of 76, whose destination a signed statement proves: who signs
    decides on it, and what is added later is signed for anew.
    """
    files = shown_files_of(graduate)
    asked = missing_kinds(standard, version.code, version.startup_form, files, version.number)
    names = kind_names(standard)
    return [
        names.get(each.proof.kind, each.proof.kind)
        for each in asked
        if each.standing == Standing.MISSING
    ]


def titles_of(rows: Sequence[SheetRow], standard: Standard) -> Mapping[int, Sequence[str]]:
    """Return, by row, what the files it binds are called, lists by their title."""
    names = kind_names(standard)
    by_graduate = {(row.registration.graduate_id, row.version.number): row for row in rows}
    files = Evidence.objects.filter(
        graduate__in=[row.registration.graduate_id for row in rows], version__isnull=False
    )
    found: dict[int, list[str]] = defaultdict(list)
    columns = ("graduate_id", "version", "kind", "title", "is_list", "sha256")
    for graduate, number, kind, title, is_list, sha256 in files.order_by("pk").values_list(
        *columns
    ):
        row = by_graduate.get((graduate, number or 0))
        if row is not None and sha256 in row.evidence:
            found[row.pk].append(title if is_list and title else names.get(kind, kind))
    return found
