"""Faults of employers: unknown, with a wrong code, with another firm's code, crowded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quxiang.simulation.draws import Flags, Ints
from quxiang.simulation.faults.bench import EMPLOYER, Bench, Planter

_HIRED = ("10", "11", "12")
_TIMES = 2


def plant_unknown_employers(bench: Bench) -> None:
    """E301: not in the list (to be checked), or in the list as not existing (a fault)."""
    employers = bench.sheets["employers"]
    codes = employers.table.column("uscc")
    for place, row in enumerate(bench.choose(lonely(bench), 2 * _TIMES)):
        at = pc.index(codes, bench.graduates.get(row, "employer_uscc")).as_py()
        if place % 2:
            employers.set(at, status="不存在")
            bench.tell_employer("E301", row, "名单里注明不存在。", verdict="fault")
        else:
            _strike(bench, at)
            bench.tell_employer("E301", row, "名单里没有这个单位。", verdict="to_check")


def _strike(bench: Bench, at: int) -> None:
    """Put a firm nobody named in the place of a listed one."""
    sheet = bench.sheets["employers"]
    sheet.set(at, uscc=_retyped(sheet.get(at, "uscc"), 15), name=f"云岫改名实业{at}有限公司",
              former_names=None)  # fmt: skip


_SPOILT: tuple[tuple[Callable[[str], str], str, str], ...] = (
    (lambda code: code[:17], "fault", "信用代码少一位。"),
    (lambda code: f"{code[:10]}I{code[11:]}", "fault", "信用代码里有字母 I。"),
    (lambda code: code[8:17], "fault", "填的是九位组织机构代码。"),
    (lambda code: _retyped(code, 17), "to_check", "校验码不符，单位名单里也是这个代码。"),
    (lambda code: _retyped(code, 14), "to_check", "校验码不符，单位名单里也是这个代码。"),
)


def plant_invalid_codes(bench: Bench) -> None:
    """E303: too short, a wrong letter, another number (faults); a wrong check character (doubt).

    A doubtful code stands in the list too, so that nothing else is wrong with it.
    """
    employers = bench.sheets["employers"]
    for spoil, verdict, note in _SPOILT:
        for row in bench.choose(lonely(bench), 1):
            code = bench.graduates.get(row, "employer_uscc")
            wrong = spoil(code)
            bench.graduates.set(row, employer_uscc=wrong, employer_key=wrong)
            if verdict == "to_check":
                at = pc.index(employers.table.column("uscc"), code).as_py()
                employers.set(at, uscc=wrong)
            bench.tell_employer("E303", row, note, verdict=verdict)


def _retyped(code: str, place: int) -> str:
    """Return a code with one character another; one changed character never passes the check."""
    return code[:place] + ("7" if code[place] != "7" else "5") + code[place + 1 :]


def plant_foreign_codes(bench: Bench) -> None:
    """E304: the name of one firm with the code of another, neither crowded by it."""
    large = _listed(bench, "91", "large")
    for row in bench.choose(lonely(bench), _TIMES + 1):
        code = large[int(bench.random.integers(0, len(large)))].as_py()
        bench.graduates.set(row, employer_uscc=code, employer_key=code)
        name = bench.graduates.get(row, "employer_name")
        bench.tell_employer("E304", row, "代码属于另一家单位。", employer_name=name)


@dataclass(frozen=True, slots=True)
class _Crowd:
    """So many graduates in one firm; without a verdict they are a control."""

    size: str | None
    prefix: str
    count: int
    verdict: str | None
    note: str


_CROWDS = (
    _Crowd("micro", "91", 4, "fault", "同一微型企业 4 人。"),
    _Crowd("micro", "92", 4, "fault", "同一个体工商户 4 人。"),
    _Crowd(None, "91", 4, "to_check", "同一规模不明的企业 4 人。"),
    _Crowd("micro", "91", 3, None, "对照：同一微型企业 3 人，不应报告。"),
)


def plant_clusters(bench: Bench) -> None:
    """E305: four in a micro firm, a one-owner shop, a firm of unknown size; three as a control."""
    for crowd in _CROWDS:
        for home in bench.choose(lonely(bench, crowd.prefix, crowd.size), 1):
            moved = bench.choose(free_to_move(bench), crowd.count - 1)
            for row in moved:
                bench.graduates.copy(EMPLOYER, home, row)
            bench.tell_employer("E305", home, crowd.note, (home, *moved), verdict=crowd.verdict)


def free_to_move(bench: Bench) -> Ints:
    """Return rows of the hired who are neither bound to their employer nor sent out by it."""
    table = bench.graduates.table
    tied = pc.coalesce(table.column("bound_employer"), table.column("using_employer_key"))
    return bench.graduates.rows_where(bench.coded(*_HIRED), np.asarray(pc.is_null(tied)))


def lonely(
    bench: Bench, prefix: str = "91", size: str | None = "micro", also: Flags | bool = True
) -> Ints:
    """Return rows whose firm, by the code's prefix and size, nobody else has."""
    codes = bench.graduates.table.column("employer_uscc")
    listed = np.asarray(pc.is_in(codes, _listed(bench, prefix, size)))
    return bench.graduates.rows_where(bench.coded(*_HIRED), bench.alone, listed & also)


def _listed(bench: Bench, prefix: str, size: str | None) -> pa.Array:
    """Return the codes of listed firms of a size; ``None`` is unknown, so no branch of another."""
    table = bench.sheets["employers"].table
    codes, sizes = table.column("uscc"), table.column("size")
    unknown = pc.and_(pc.is_null(sizes), pc.is_null(table.column("parent")))
    fits = unknown if size is None else pc.equal(sizes, size)
    found = codes.filter(pc.and_kleene(fits, pc.starts_with(codes, prefix)))
    return found.drop_null().combine_chunks()


PLANTERS: tuple[Planter, ...] = (
    plant_unknown_employers,
    plant_invalid_codes,
    plant_foreign_codes,
    plant_clusters,
)
