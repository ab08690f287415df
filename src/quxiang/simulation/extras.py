"""Columns a workbook has and the engine does not want: made up from those it has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
import pyarrow as pa

from quxiang.simulation import words
from quxiang.simulation.draws import pick
from quxiang.standards import levels, load

_ETHNICITIES = (("汉族", 92), ("回族", 3), ("满族", 2), ("蒙古族", 1), ("维吾尔族", 1), ("壮族", 1))
_PARTIES = (("共青团员", 62), ("群众", 24), ("中共党员", 8), ("中共预备党员", 6))
_ORIGINS = (("农村", 58), ("城镇", 42))
_YEARS = {"41": 3, "31": 4, "11": 3, "01": 4}
_FOREIGN_SCHOOLS = {row[1]: row[2] for row in words.ABROAD}
_FOREIGN_STUDIES = dict(words.STUDIES)
Extra = Callable[[pa.Table, np.random.Generator], list[str | None]]


def _drawn(weighted: tuple[tuple[str, int], ...]) -> Extra:
    names, weights = zip(*weighted, strict=True)

    def draw(table: pa.Table, random: np.random.Generator) -> list[str | None]:
        return [names[at] for at in pick(random, weights, table.num_rows).tolist()]

    return draw


def _level_names(table: pa.Table, _: np.random.Generator) -> list[str | None]:
    """Return the official name of level and completion together: 本科生结业."""
    rows = load().tables["education_level"].rows
    official = {levels.split(code): row.name for code, row in rows.items()}
    pairs = zip(*_lists(table, "level", "completion"), strict=True)
    return [official.get((level, completion)) for level, completion in pairs]


def _entry_months(table: pa.Table, _: np.random.Generator) -> list[str | None]:
    pairs = zip(*_lists(table, "level", "cohort"), strict=True)
    return [f"{int(cohort) - _YEARS[level]}09" for level, cohort in pairs]


def _addresses(table: pa.Table, random: np.random.Generator) -> list[str | None]:
    road = random.integers(0, len(words.ROADS), table.num_rows).tolist()
    (places,) = _lists(table, "place_name")
    return [place and f"{place}{words.ROADS[at]}" for place, at in zip(places, road, strict=True)]


def _looked_up(column: str, names: Mapping[str, str]) -> Extra:
    def look_up(table: pa.Table, _: np.random.Generator) -> list[str | None]:
        (values,) = _lists(table, column)
        return [names.get(value) for value in values]

    return look_up


def _lists(table: pa.Table, *columns: str) -> list[list[Any]]:
    return [table.column(column).to_pylist() for column in columns]


EXTRAS: Mapping[str, Extra] = MappingProxyType({
    "ethnicity": _drawn(_ETHNICITIES),
    "political_status": _drawn(_PARTIES),
    "urban_rural": _drawn(_ORIGINS),
    "level_name": _level_names,
    "entry_month": _entry_months,
    "employer_address": _addresses,
    "school_abroad_foreign": _looked_up("school_abroad", _FOREIGN_SCHOOLS),
    "major_abroad_foreign": _looked_up("major_abroad", _FOREIGN_STUDIES),
})  # fmt: skip
