"""历届去向表 as an import: which employers a former year's workbook names, and nobody by name.

Only the columns of employers are read; each row is a graduate, and what is kept are counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from quxiang.standards import fold_name
from quxiang.web.common import clock
from quxiang.web.employers.access import may_keep_employers
from quxiang.web.employers.imports import FIELDS as LISTED
from quxiang.web.employers.models import Precedent
from quxiang.web.imports import fields as f
from quxiang.web.imports.fields import Field
from quxiang.web.imports.keyed import Key, Keyed
from quxiang.web.imports.models import Import
from quxiang.web.imports.targets import Given, Staged, Target, register

#: years a workbook may be of
EARLIEST, LATEST = 1990, 2100
_SAME = ("uscc", "name", "nature", "industry", "place_code", "place_name")


def _year(cell: str) -> f.Read:
    """Read a cohort's year, with or without 届 behind it."""
    value, problem = f.integer(cell.replace("届", "").replace("年", "").strip())
    if problem is None and not EARLIEST <= value <= LATEST:
        return f.wrong("bad_year", cell, f"“{cell}”不是届别。", "请写成 2023 的样子。")
    return value, problem


_YEARS = ("毕业年份", "届别", "毕业届别", "年份")
FIELDS = (
    Field("year", "届", _YEARS, _year, required=True, sample="2023"),
    *(each for each in LISTED if each.name in _SAME),
    Field("people", "人数", ("毕业生人数",), f.integer, sample="1"),
)  # fmt: skip


def _key_of(values: Mapping[str, Any]) -> Key:
    code = str(values.get("uscc") or "")
    return str(values.get("year") or ""), code or fold_name(str(values.get("name") or ""))


def _prepare(row: Precedent, _values: Mapping[str, Any]) -> None:
    row.folded_name = fold_name(row.name)
    row.recorded_at = clock.now()


KEYED = Keyed(
    Precedent, ("year", "uscc"), FIELDS,
    lambda upload: {"school_id": upload.school_id, "source": Precedent.Source.FILE},
    prepare=_prepare, key_of=_key_of,
    alike_by={
        "uscc": lambda values: values.get("uscc") or "",
        "folded_name": lambda values: fold_name(str(values.get("name") or "")),
    },
)  # fmt: skip


def stage(upload: Import, rows: Iterable[Given]) -> Iterator[Staged]:
    """Count the rows of each employer and year, and compare the counts."""
    return KEYED.stage(upload, _counted(rows))


def _counted(rows: Iterable[Given]) -> Iterator[Given]:
    """Give each employer once with how many rows name it; rows with a problem as they are."""
    found: dict[Key, Given] = {}
    wrong = []
    for row in rows:
        if row.problems:
            wrong.append(row)
            continue
        key, people = _key_of(row.values), int(row.values.get("people") or 1)
        first = found.get(key, row)
        before = int(first.values["people"]) if key in found else 0
        found[key] = replace(first, values={**first.values, "people": before + people})
    yield from found.values()
    yield from wrong


register(
    Target(
        name="former_employers", title="历届去向表", fields=FIELDS, may=may_keep_employers,
        sentence="往届核实过的去向表：只读单位的各列，数出每个单位去过多少人，不读也不留姓名等个人信息。",
        stage=stage, apply=KEYED.apply, undo=KEYED.undo,
    )
)  # fmt: skip
