"""One scheme with all its tables, as a school uses it: shipped rows and the school's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType

from quxiang.problems import Problem, UnusableError
from quxiang.standards.assemble import (
    NEWEST,
    destinations_of,
    holidays_of,
    indicator_of,
    tables_of,
)
from quxiang.standards.codetable import CodeTable
from quxiang.standards.conflicts import code_conflicts
from quxiang.standards.overlay import Overlay
from quxiang.standards.overlaying import apply
from quxiang.standards.required import (
    evidence_of,
    required_evidence,
    required_fields,
)
from quxiang.standards.rows import (
    CodeConflict,
    Destination,
    Evidence,
    Indicator,
    RequiredEvidence,
    RequiredField,
    Row,
)
from quxiang.standards.sources import SCHEMES, Raw, alias_rows, digest


@dataclass(frozen=True, eq=False)
class Standard:
    """A scheme: ``tables`` by name, ``destinations`` that can be filed (levels 3 and 4) by code.

    ``overlaid`` names the changed codes of each table; ``holidays`` are a school's own, by day.
    """

    scheme: str
    digest: str
    overlay_digest: str | None
    tables: Mapping[str, CodeTable[Row]]
    destinations: Mapping[str, Destination]
    required_fields: tuple[RequiredField, ...]
    evidence: Mapping[str, Evidence]
    required_evidence: tuple[RequiredEvidence, ...]
    code_conflicts: tuple[CodeConflict, ...]
    indicators: tuple[Indicator, ...]
    overlaid: Mapping[str, tuple[str, ...]]
    holidays: Mapping[date, tuple[str, str]]


def load(scheme: str = NEWEST, overlay: Overlay | None = None) -> Standard:
    """Return a scheme, with a school's changes if given; the same object for the same input.

    Raises ``UnusableError``: an unknown scheme, or changes that do not fit its tables.
    """
    if scheme not in SCHEMES:
        message = f"没有指标口径“{scheme}”。"
        remedy = f"可用的口径：{'、'.join(SCHEMES)}。"
        raise UnusableError(Problem("unknown_standard", message, remedy, value=scheme))
    return _load(scheme, overlay or Overlay())


@lru_cache(maxsize=32)
def _load(scheme: str, overlay: Overlay) -> Standard:
    problems: list[Problem] = []
    raws = apply(scheme, overlay.rows, problems)
    holidays = holidays_of(raws["holidays"], problems)
    if problems:
        raise UnusableError(problems)
    finer = None if scheme == NEWEST else _load(NEWEST, Overlay()).tables["destination"]
    rows = destinations_of(raws)
    filed = MappingProxyType({code: row for code, row in rows.items() if row.level >= 3})
    return Standard(
        scheme=scheme,
        digest=digest([scheme, raws, alias_rows()]),
        overlay_digest=overlay.digest if overlay.rows else None,
        tables=tables_of(scheme, raws, finer),
        destinations=filed,
        required_fields=tuple(required_fields(raws["required_fields"], filed)),
        evidence=MappingProxyType(
            {c: evidence_of(row) for c, row in filed.items() if row.evidence}
        ),
        required_evidence=tuple(required_evidence(raws["required_evidence"], filed)),
        code_conflicts=tuple(code_conflicts(raws["code_conflicts"])),
        indicators=tuple(indicator_of(cells) for cells in raws["indicators"].values()),
        overlaid=MappingProxyType(dict(_overlaid(raws))),
        holidays=holidays,
    )


def _overlaid(raws: Mapping[str, Raw]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for name, raw in raws.items():
        if codes := tuple(code for code, cells in raw.items() if cells.get("overlaid")):
            yield name, codes
