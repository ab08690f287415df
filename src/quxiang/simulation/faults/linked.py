"""Faults of employers that count as one: by owner, phone or address, by dispatch, as branches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow.compute as pc

from quxiang.simulation.draws import Flags
from quxiang.simulation.faults.bench import EMPLOYER, Bench, Planter
from quxiang.simulation.faults.firms import free_to_move, lonely
from quxiang.simulation.faults.sheet import among

_LIMIT = 4
_COLUMNS = {
    "legal_person": ("legal_person_hash", "legal_person"),
    "phone": ("phone_hash", "phone"),
    "address": ("address_key",),
}


@dataclass(frozen=True, slots=True)
class _Link:
    """Two firms with something in common, and how many graduates they have together."""

    kind: str
    prefix: str
    size: str | None
    count: int
    verdict: str | None
    note: str


_LINKS = (
    _Link("legal_person", "91", "micro", _LIMIT, "fault", "两家微型企业同一法定代表人，共 4 人。"),
    _Link("legal_person", "91", "micro", _LIMIT, "to_check", "两地两家的法定代表人同名，共 4 人。"),
    _Link("phone", "91", "micro", _LIMIT, "fault", "两家微型企业同一电话，共 4 人。"),
    _Link("address", "92", "micro", _LIMIT, "fault", "两家个体工商户同一地址，共 4 人。"),
    _Link("phone", "91", None, _LIMIT, "to_check", "两家规模不明的企业同一电话，共 4 人。"),
    _Link("address", "91", "micro", _LIMIT - 1, None, "对照：同一地址共 3 人，不应报告。"),
)


def plant_linked_employers(bench: Bench) -> None:
    """E306: two small firms of one owner, phone or address with four people; three stay silent."""
    for link in _LINKS:
        homes = _pair(bench, link)
        if len(homes) == 2:
            rows = (*homes, *_join(bench, homes, link.count - 2))
            first, second = (_listed_at(bench, row) for row in homes)
            employers, columns = bench.sheets["employers"], _COLUMNS[link.kind]
            employers.copy(columns, first, second)
            key = {"link_kind": link.kind, "link": employers.get(first, columns[0])}
            bench.tell("E306", "employer", key, link.note, verdict=link.verdict, rows=rows)


def _pair(bench: Bench, link: _Link) -> list[int]:
    """Draw two of a size; owners of one name leave doubt unless registered in one city."""
    homes = _homes(bench, 1, link.prefix, link.size)
    if homes and link.kind == "legal_person":
        cities = pc.utf8_slice_codeunits(bench.graduates.table.column("employer_uscc"), 2, 6)
        same = among(cities, (bench.graduates.get(homes[0], "employer_uscc")[2:6],))
        also = same if link.verdict == "fault" else ~same
        return homes + _homes(bench, 1, link.prefix, link.size, also)
    return homes + _homes(bench, 1, link.prefix, link.size)


def _homes(
    bench: Bench, count: int, prefix: str = "91", size: str | None = "micro",
    also: Flags | bool = True,
) -> list[int]:  # fmt: skip
    """Draw people alone at their firms, which are nobody's parents, and not sent out by them."""
    table = bench.graduates.table
    parents = bench.sheets["employers"].table.column("parent").unique().to_pylist()
    kept = np.asarray(pc.is_null(table.column("using_employer_key")))
    kept &= ~among(table.column("employer_uscc"), filter(None, parents))
    return bench.choose(lonely(bench, prefix, size, kept & also), count)


def _join(bench: Bench, homes: list[int], count: int) -> list[int]:
    """Hire so many more, by turns at the employers of ``homes``."""
    moved = bench.choose(free_to_move(bench), count)
    for place, row in enumerate(moved):
        bench.graduates.copy(EMPLOYER, homes[place % len(homes)], row)
    return moved


def _listed_at(bench: Bench, row: int) -> int:
    """Return where the employer of a row stands in the list."""
    code = bench.graduates.get(row, "employer_uscc")
    return int(pc.index(bench.sheets["employers"].table.column("uscc"), code).as_py())


def plant_dispatched(bench: Bench) -> None:
    """E309: sent out to one firm that has one of its own; known by name alone leaves doubt."""
    for by_name, count, verdict, note in (
        (False, _LIMIT, "fault", "派到同一微型企业的与它自己的共 4 人。"),
        (True, _LIMIT, "to_check", "只写了用工单位名称，共 4 人。"),
        (False, _LIMIT - 1, None, "对照：派到同一微型企业的与它自己的共 3 人，不应报告。"),
    ):
        for home in _homes(bench, 1):
            sent = bench.choose(free_to_move(bench), count - 1)
            told = _using_unit(bench, home, by_name=by_name)
            for row in sent:
                bench.graduates.set(row, **told)
            unit = told["using_employer_key"].split("|")[0]
            _tell_merged(bench, "using_unit", unit, note, verdict=verdict, rows=(home, *sent))


def _using_unit(bench: Bench, home: int, *, by_name: bool) -> dict[str, Any]:
    """Return how a record names the firm of another row as the one that uses the work."""
    written = "employer_name" if by_name else "employer_uscc"
    name = bench.graduates.get(home, written)
    return {"using_employer_name": name, "using_employer_key": f"{name}|"}


def plant_branches(bench: Bench) -> None:
    """E309: two branches and their parent have four people together; three stay silent."""
    for count, verdict, note in (
        (_LIMIT, "fault", "两家分支机构与上级单位共 4 人。"),
        (_LIMIT - 1, None, "对照：两家分支机构与上级单位共 3 人，不应报告。"),
    ):
        homes = _homes(bench, 3)
        if len(homes) == 3:
            parent = bench.graduates.get(homes[0], "employer_uscc")
            for row in homes[1:]:
                bench.sheets["employers"].set(_listed_at(bench, row), parent=parent)
            rows = (*homes, *_join(bench, homes[1:], count - 3))
            _tell_merged(bench, "parent", parent, note, verdict=verdict, rows=rows)


def plant_unnamed_units(bench: Bench) -> None:
    """E309: four at a firm that sends people out, without a word where to; three stay silent."""
    for count, verdict, note in (
        (_LIMIT, "to_check", "派遣公司的 4 人都没写实际用工单位。"),
        (_LIMIT - 1, None, "对照：派遣公司的 3 人没写实际用工单位，不应报告。"),
    ):
        for home in _homes(bench, 1, size="large") or _homes(bench, 1, size="medium"):
            name = f"清源云聘{count}号人力资源有限公司"
            bench.graduates.set(home, employer_name=name)
            bench.sheets["employers"].set(_listed_at(bench, home), name=name, former_names=None)
            rows = (home, *_join(bench, [home], count - 1))
            unit = bench.graduates.get(home, "employer_key")
            _tell_merged(bench, "unnamed", unit, note, verdict=verdict, rows=rows)


def _tell_merged(
    bench: Bench, counted_at: str, unit: str, note: str, *,
    verdict: str | None, rows: Sequence[int],
) -> None:  # fmt: skip
    key = {"counted_at": counted_at, "unit": unit}
    bench.tell("E309", "employer", key, note, verdict=verdict, rows=rows)


PLANTERS: tuple[Planter, ...] = (
    plant_linked_employers,
    plant_dispatched,
    plant_branches,
    plant_unnamed_units,
)
