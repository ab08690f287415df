"""What a destination asks for, and what proves it: typed from the raw tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from quxiang.standards.rows import (
    Destination,
    Evidence,
    RequiredEvidence,
    RequiredField,
)
from quxiang.standards.sources import Raw

_NUMBERED = re.compile(r"\s*\(\d\)")
_ANY = "（任一）"


def required_fields(raw: Raw, destinations: Mapping[str, Destination]) -> Iterator[RequiredField]:
    """Yield the requirements of every destination; a code of a school's own has its parent's.

    The third-digit category of 70 and 72 is no requirement: it is the child code itself, and a
    bare parent already raises the notice that the child is wanted.
    """
    for code, cells in _asked(raw, destinations):
        yield _required(code, cells)


def required_evidence(
    raw: Raw, destinations: Mapping[str, Destination]
) -> Iterator[RequiredEvidence]:
    """Yield the papers every destination asks for; a code without a row has its parent's."""
    for code, cells in _asked(raw, destinations):
        yield RequiredEvidence(
            code=code,
            kind=cells["kind"],
            alternatives=_parts(cells["alternatives"]),
            startup_form=cells["startup_form"],
            severity=cells["severity"],
            basis=cells["basis"],
            confidence=cells["confidence"],
            overlaid=_parts(cells.get("overlaid", "")),
        )


def _asked(
    raw: Raw, destinations: Mapping[str, Destination]
) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield (destination, what is asked of it) of a table keyed by destination first."""
    listed = {cells["code"] for cells in raw.values()}
    for code, row in destinations.items():
        source = code if code in listed else row.parent
        for cells in raw.values():
            if cells["code"] == source and cells["severity"] != "none":
                yield code, cells


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split("|") if part)


def _required(code: str, cells: Mapping[str, str]) -> RequiredField:
    return RequiredField(
        code=code,
        field=cells["field"],
        alternatives=_parts(cells["alternatives"]),
        severity=cells["severity"],
        basis=cells["basis"],
        confidence=cells["confidence"],
        overlaid=_parts(cells.get("overlaid", "")),
    )


def evidence_of(row: Destination) -> Evidence:
    """Return what proves a destination; alternatives stand between ｜ or after (1), (2), (3)."""
    text = row.evidence.removesuffix(_ANY)
    parts = _NUMBERED.split(text) if _NUMBERED.match(text) else text.split("｜")
    return Evidence(
        code=row.code,
        text=row.evidence,
        alternatives=tuple(part.strip() for part in parts if part.strip()),
        basis=row.basis,
        confidence=row.confidence,
        overlaid=row.overlaid,
    )
