"""The files of a version, as they are bound by what is signed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from quxiang.web.approvals.binding import keeps_evidence
from quxiang.web.destinations.models import Version
from quxiang.web.evidence.models import Evidence


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
