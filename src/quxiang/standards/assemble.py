"""Turn raw tables into typed ones: rows, destinations with their classes, tables that can find."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import TypedDict

from quxiang.problems import Problem, Where
from quxiang.standards.codetable import CodeTable
from quxiang.standards.rows import Destination, Indicator, Row
from quxiang.standards.sources import SHAPES, Cells, Raw, alias_rows, digest, shipped

NEWEST = "2024"
_COMMON = ("code", "name", "parent", "level", "basis", "confidence", "overlaid", "active")
#: raw tables that hold no codes of their own
_NO_CODES = ("required_fields", "required_evidence", "code_conflicts", "indicators", "holidays")

Tables = dict[str, CodeTable[Row]]


Pairs = tuple[tuple[str, str], ...]


def aliases_of(scheme: str) -> Mapping[str, Pairs]:
    """Return (alias, code) pairs by table: those of a scheme, those of all, those derived."""
    found: dict[str, list[tuple[str, str]]] = {}
    for row in alias_rows():
        if row["scheme"] in ("", scheme):
            found.setdefault(row["table"], []).append((row["alias"], row["code"]))
    found["industry"] += _finer_industries(shipped("industry_gbt4754", ""))
    found["province"] = list(_short(shipped("province", "")))
    return {name: tuple(pairs) for name, pairs in found.items()}


def tables_of(
    scheme: str, raws: Mapping[str, Raw], finer: CodeTable[Row] | None
) -> Mapping[str, CodeTable[Row]]:
    """Return every code table of a scheme; ``finer`` knows the children an older scheme lacks."""
    aliases = aliases_of(scheme)
    tables: Tables = {
        name: _table(name, scheme, raw, aliases=aliases.get(name, ()))
        for name, raw in raws.items()
        if name not in _NO_CODES
    }
    raw = raws["destination"]
    tables["destination"] = _table(
        "destination", scheme, raw,
        rows=destinations_of(raws), aliases=aliases["destination"],
        wanting=_wanting(scheme), finer=finer,
    )  # fmt: skip
    tables["employer_nature_legacy"] = _legacy_natures(tables, scheme)
    return MappingProxyType(tables)


def _table(
    name: str,
    scheme: str,
    raw: Raw,
    *,
    rows: Mapping[str, Row] | None = None,
    aliases: Pairs = (),
    wanting: frozenset[str] = frozenset(),
    finer: CodeTable[Row] | None = None,
) -> CodeTable[Row]:
    shape = SHAPES[name]
    return CodeTable(
        name=name,
        version=scheme if shape.versioned else "",
        rows=rows or _rows(raw),
        digest=digest([raw, aliases]),
        aliases=aliases,
        first_level=shape.first_level,
        wanting=wanting,
        finer=finer,
    )


def _rows(raw: Raw) -> Mapping[str, Row]:
    return MappingProxyType({code: _row(code, cells) for code, cells in raw.items()})


def _row(code: str, cells: Cells) -> Row:
    extra = {name: text for name, text in cells.items() if name not in _COMMON}
    level = int(cells.get("level") or 0)
    return Row(**_common(code, cells), level=level, extra=MappingProxyType(extra))


class _Common(TypedDict):
    code: str
    name: str
    parent: str
    basis: str
    confidence: str
    overlaid: tuple[str, ...]


def _common(code: str, cells: Cells) -> _Common:
    return {
        "code": code,
        "name": cells["name"],
        "parent": cells.get("parent", ""),
        "basis": cells["basis"],
        "confidence": cells["confidence"],
        "overlaid": _touched(cells),
    }


def _touched(cells: Cells) -> tuple[str, ...]:
    return tuple(part for part in cells.get("overlaid", "").split("|") if part)


def destinations_of(raws: Mapping[str, Raw]) -> Mapping[str, Destination]:
    """Return every row of a destination table; level and group come from what stands above."""
    raw, groups = raws["destination"], raws["destination_group"]
    made: dict[str, Destination] = {}
    for code in raw:
        _destination(code, raw, groups, made)
    return MappingProxyType({code: made[code] for code in raw})


def _destination(code: str, raw: Raw, groups: Raw, made: dict[str, Destination]) -> Destination:
    if code in made:
        return made[code]
    cells = raw[code]
    parent = _destination(cells["parent"], raw, groups, made) if cells["parent"] else None
    group = cells["group"] or (parent.group if parent else "")
    made[code] = Destination(
        **_common(code, cells),
        level=parent.level + 1 if parent else 1,
        group=group,
        cls=groups[group]["class"] if group else "",
        definition=cells["definition"],
        evidence=cells["evidence"],
    )
    return made[code]


def _wanting(scheme: str) -> frozenset[str]:
    """Return the codes with children in the scheme itself; a province's own are no must."""
    rows = shipped("destination", scheme).values()
    return frozenset(row["parent"] for row in rows if row["level"] == "4")


def _finer_industries(raw: Raw) -> Iterator[tuple[str, str]]:
    """Yield letters and names of GB/T 4754 as other words for the national industry code."""
    for code, cells in raw.items():
        yield cells["name"], cells["industry"]
        if code.isalpha():
            yield code, cells["industry"]
            yield code + cells["name"], cells["industry"]


def _short(raw: Raw) -> Iterator[tuple[str, str]]:
    for code, cells in raw.items():
        yield cells["prefixes"].split("|")[0], code


def _legacy_natures(tables: Tables, scheme: str) -> CodeTable[Row]:
    if scheme != NEWEST:
        return tables["employer_nature"]
    raw = shipped("employer_nature", "2021")
    aliases = aliases_of("2021").get("employer_nature", ())
    return _table("employer_nature", "2021", raw, aliases=aliases)


def indicator_of(cells: Cells) -> Indicator:
    return Indicator(
        figure=cells["code"],
        short=cells["short"],
        name=cells["name"],
        numerator=cells["numerator"],
        denominator=cells["denominator"],
        formula=cells["formula"],
        basis=cells["basis"],
        confidence=cells["confidence"],
        overlaid=_touched(cells),
    )


def holidays_of(raw: Raw, problems: list[Problem]) -> Mapping[date, tuple[str, str]]:
    """Return (name, off or work) by day; a row whose code is no day is a problem."""
    found: dict[date, tuple[str, str]] = {}
    for code, cells in raw.items():
        try:
            found[date.fromisoformat(code)] = (cells["name"], cells["kind"] or "off")
        except ValueError:
            message = f"节假日“{code}”不是日期。"
            where = Where(column="holidays")
            problems.append(Problem("overlay_bad_day", message, "请写成 2024-05-01。", where, code))
    return MappingProxyType(found)
