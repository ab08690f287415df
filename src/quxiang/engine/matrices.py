"""Reference tables that depend on the scheme alone: what proves a code, what goes with it, places.

They are made once a scheme and set of codes, for a season is checked many times a day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

import pyarrow as pa

from quxiang.engine.dataset import arrow_schema
from quxiang.engine.shared import REFERENCE
from quxiang.engine.titles import field_title
from quxiang.standards import CodeConflict, Standard, places
from quxiang.standards.conflicts import ANY, FIELDS
from quxiang.standards.proofs import proofs_of

#: a code as it is written, and the code above it
Codes = tuple[tuple[str, str], ...]
Rows = Iterator[dict[str, object]]


@lru_cache(maxsize=32)
def matrix_tables(standard: Standard, codes: Codes) -> Mapping[str, pa.Table]:
    """Return the tables a scheme gives for ``codes``, by name."""
    rows = {
        "evidence_kinds": _evidence_kinds(standard),
        "required_evidence": _required_evidence(standard, codes),
        "code_conflicts": _code_conflicts(standard, codes),
        "provinces": _provinces(standard),
        "places": _places(standard),
    }
    return {
        name: pa.Table.from_pylist(list(each), arrow_schema(REFERENCE[name]))
        for name, each in rows.items()
    }


def _evidence_kinds(standard: Standard) -> Rows:
    for code, row in standard.tables["evidence_kind"].rows.items():
        yield {"kind": code, "name": row.name}


def _required_evidence(standard: Standard, codes: Codes) -> Rows:
    """Give a row for each kind that will do."""
    for text, parent in codes:
        for proof in proofs_of(standard, text, parent):
            for kind in proof.accepted:
                yield {
                    "code": text, "startup_form": proof.startup_form, "kind": proof.kind,
                    "title": proof.title, "accepted": kind, "certain": proof.certain,
                }  # fmt: skip


def _code_conflicts(standard: Standard, codes: Codes) -> Rows:
    """Give a row for each value that does not go with another; what fits is not listed."""
    for row in standard.code_conflicts:
        if row.given != "code":
            yield from _refused(standard, row, row.value)
    for text, parent in codes:
        own = {row.field: row for row in _of_code(standard, parent)}
        own |= {row.field: row for row in _of_code(standard, text)}
        for row in own.values():
            yield from _refused(standard, row, text)


def _of_code(standard: Standard, code: str) -> Iterator[CodeConflict]:
    return (row for row in standard.code_conflicts if (row.given, row.value) == ("code", code))


def _refused(standard: Standard, row: CodeConflict, given_value: str) -> Rows:
    for value, shown in _values(standard, row.field).items():
        certain = row.certain(value)
        if certain is not None:
            yield {
                "given": row.given, "given_value": given_value, "field": row.field,
                "value": value, "title": field_title(row.field), "shown": shown,
                "reason": row.reason or "两项不相符", "certain": certain,
            }  # fmt: skip


def _values(standard: Standard, field: str) -> dict[str, str]:
    if not FIELDS[field]:
        return {ANY: "已填"}
    rows = standard.tables[FIELDS[field]].rows
    return {code: f"{code} {row.name}" for code, row in rows.items()}


def _provinces(standard: Standard) -> Rows:
    for prefix, code in places.province_prefixes(standard.tables["province"]):
        yield {"head": prefix[:2], "prefix": prefix, "province": code[:2]}


def _places(standard: Standard) -> Rows:
    found = places.place_names(standard.tables["place"], standard.tables["province"])
    for code, name in found:
        yield {"code": code, "stem": places.stem(code), "name": name}
