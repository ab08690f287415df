"""The people in the findings of a run, from the rows that prove them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pyarrow as pa

from quxiang.engine.results import Finding
from quxiang.engine.snapshots.differences.basis import Basis
from quxiang.standards.tables import SOURCE

_SCHEMA = pa.schema([(name, pa.string()) for name in ("graduate_id", "severity", "verdict")])


def _found(basis: Basis) -> Iterator[tuple[str, Finding]]:
    """Give each person with each finding about a record."""
    places, employed = _by_place(basis), _by_employer(basis)
    for finding in basis.findings:
        if finding.rule in basis.feeding:
            rows = ((each.file, each.sheet, each.row) for each in finding.rows)
            people = [places[row] for row in rows if row in places]
            for who in people or _by_key(finding.subject.key, employed):
                yield who, finding


def _by_place(basis: Basis) -> dict[tuple[str, str, int], str]:
    people = basis.snapshot.dataset.tables["graduates"]
    names = (*(column.name for column in SOURCE), "graduate_id")
    columns = (people.column(name).to_pylist() for name in names)
    rows = zip(*columns, strict=True)
    return {(file or "", sheet or "", row): who for file, sheet, row, who in rows}


def _by_employer(basis: Basis) -> dict[str, list[str]]:
    people = basis.snapshot.dataset.tables["graduates"]
    employed: dict[str, list[str]] = {}
    columns = (people.column(name).to_pylist() for name in ("employer_key", "graduate_id"))
    for key, who in zip(*columns, strict=True):
        if key is not None:
            employed.setdefault(key, []).append(who)
    return employed


def _by_key(key: Mapping[str, str], employed: Mapping[str, list[str]]) -> list[str]:
    """Return whom a finding is about where its rows have no place in a file."""
    if "graduate_id" in key:
        return [key["graduate_id"]]
    return employed.get(key.get("employer_key", ""), [])


def found_table(basis: Basis) -> pa.Table:
    """Return the table figures of findings count in."""
    rows = [(who, each.severity, each.verdict) for who, each in _found(basis)]
    columns = zip(*rows, strict=True) if rows else ([], [], [])
    arrays = [pa.array(each, pa.string()) for each in columns]
    return pa.Table.from_arrays(arrays, schema=_SCHEMA)


def found_codes(basis: Basis) -> dict[str, set[str]]:
    """Return the rules with a fault about each person."""
    codes: dict[str, set[str]] = {}
    for who, each in _found(basis):
        if each.verdict == "fault":
            codes.setdefault(who, set()).add(each.rule)
    return codes
