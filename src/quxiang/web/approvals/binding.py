"""What a signature binds besides the version: the hashes of its evidence, told by who keeps it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from quxiang.web.destinations.models import Version

#: gives the SHA-256 of every file of these versions, by the version's key
Hashes = Callable[[Sequence[Version]], Mapping[int, Sequence[str]]]
_keepers: list[Hashes] = []


def keeps_evidence(hashes: Hashes) -> Hashes:
    """Register who keeps files; asked for many versions at once, so that it costs one query."""
    _keepers.append(hashes)
    return hashes


def hashes_of(versions: Sequence[Version]) -> dict[int, list[str]]:
    """Return the hashes of the evidence of many versions, in a fixed order."""
    found: dict[int, list[str]] = {version.pk: [] for version in versions}
    for keeper in _keepers:
        for pk, hashes in keeper(versions).items():
            found[pk].extend(hashes)
    return {pk: sorted(set(hashes)) for pk, hashes in found.items()}


def evidence_hashes(version: Version) -> list[str]:
    return hashes_of([version])[version.pk]
