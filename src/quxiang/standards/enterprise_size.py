"""Enterprise size by 统计上大中小微型企业划分办法（2017）: data/enterprise_size.csv.

A class holds only if all its lower limits are met, else the firm drops one class; one unmet
lower limit of 小型 makes it 微型. Size is rarely known to a school; unknown is a state of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from quxiang.standards.sources import FOLDER, Cells, read_rows, shipped

#: from the largest down
SIZES: Mapping[str, str] = {"large": "大型", "medium": "中型", "small": "小型", "micro": "微型"}
METRICS = ("staff", "revenue", "assets")
_CODE = re.compile(r"([A-T]?)([0-9]{0,4})")


def size_of(
    industry: str,
    *,
    staff: int | None = None,
    revenue: int | None = None,
    assets: int | None = None,
) -> str | None:
    """Return large, medium, small or micro, or ``None`` where it cannot be known.

    ``industry`` is a GB/T 4754-2017 code or one of the method's own industries (see
    :func:`industry_of`); revenue and assets are in 万元. What an industry does not ask for may be
    missing; what it asks for and is unknown leaves the size unknown, unless another figure is so
    small that the firm is micro whatever the rest says.
    """
    row = _industries().get(industry_of(industry) or "")
    if row is None:
        return None
    known = {"staff": staff, "revenue": revenue, "assets": assets}
    sizes = [_by_metric(row, place, known[row[f"metric_{place}"]]) for place in _places(row)]
    if "micro" in sizes:
        return "micro"
    if None in sizes:
        return None
    order = list(SIZES)
    return order[max(order.index(str(size)) for size in sizes)]


def _places(row: Cells) -> tuple[int, ...]:
    return (1, 2) if row["metric_2"] else (1,)


def _by_metric(row: Cells, place: int, value: int | None) -> str | None:
    if value is None:
        return None
    for size in ("large", "medium", "small"):
        if value >= int(row[f"{size}_{place}"]):
            return size
    return "micro"


def industry_of(code: str) -> str | None:
    """Return the method's industry of a GB/T 4754-2017 code: ``F52`` and ``5211`` are 零售业.

    ``None`` where the method has no limits (金融、教育、铁路…) or the code is too short to tell:
    G59 is loading or storage, K70 building or managing houses.
    """
    if code in _industries():
        return code
    found = _CODE.fullmatch(code.strip().upper())
    if found is None:
        return None
    letter, digits = found.groups()
    full = (letter or _letter(digits[:2])) + digits
    for name, row in _industries().items():
        if any(full.startswith(scope) for scope in row["scope"].split("|")):
            return name
    return None


def _letter(division: str) -> str:
    row = shipped("industry_gbt4754", "").get(division)
    return row["parent"] if row else "?"


@lru_cache(maxsize=1)
def _industries() -> Mapping[str, Cells]:
    return {row["code"]: row for row in read_rows(FOLDER / "enterprise_size.csv")}
