"""After a change of keys, files are sealed anew like every number; again goes on where it was."""

from __future__ import annotations

from collections.abc import Iterator

from quxiang.web.common.rotation import seals_beside
from quxiang.web.common.sealed import keyring
from quxiang.web.evidence.storage.configured import place
from quxiang.web.evidence.storage.vault import seal_anew, sealed_under


def _older() -> Iterator[str]:
    """Give every object under an older key; what is no sealed object is left to the check."""
    current = keyring().current
    for name, _ in place().listed():
        if sealed_under(name) not in ("", current):
            yield name


def files_left() -> bool:
    return any(True for _ in _older())


def seal_files_anew() -> int:
    count = 0
    for name in list(_older()):
        seal_anew(name)
        count += 1
    return count


seals_beside(files_left, seal_files_anew)
