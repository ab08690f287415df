"""Faults of a whole unit: the five signals beyond their thresholds, and just within them.

One college gets too many of everything and another just as many as is allowed; then all units
are counted, for what the other planters did adds up too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from functools import partial
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from quxiang.simulation.codes import SETTLED_CODES
from quxiang.simulation.faults.bench import Bench, Planter
from quxiang.simulation.faults.replies import silent
from quxiang.simulation.faults.sheet import among, counted, in_force
from quxiang.simulation.faults.truth import read_key, written_key

#: faults about records, by how grave they are; those about units prove nobody guilty
SUSPECT = (
    "C601", "C603", "D402", "D403", "D404", "D405", "D408", "E301", "E302", "E303", "E304",
    "E305", "E306", "E307", "E308", "E309", "E310", "R201", "R202", "R205",
    "V501", "V502", "V503",
)  # fmt: skip
ERROR = ("D401", "D406", "D407", "R204")
_BASE, _COMPLAINED_BASE = 30, 100
#: limits of the rates of differing answers, suspects, errors (percent) and complaints (per 1,000)
_DIFFERING, _SUSPECTS, _ERRORS, _COMPLAINTS = 5, 5, 1, 2
_LEAST_COMPLAINTS = 2
_FEWEST_CALLS, _CALLS_STEP = 40, 20


def plant_signals(bench: Bench) -> None:
    """F701 to F704: a college with too much of each, one with just as much as is allowed."""
    for college, more in zip(bench.quiet, (1, 0), strict=False):
        _call(bench, college, more)
        _err(bench, college, more)
        _suspect(bench, college, more)
        _complain(bench, college, more)


def _call(bench: Bench, college: str, more: int) -> None:
    """Call so many of a college that a twentieth of them is a whole number, who say otherwise."""
    asked = _asked(bench.sheets["checks"].table, bench.graduates.table)
    whose = bench.graduates.table.column("graduate_id")
    known = bench.within(college) & among(whose, asked)
    steps = max(_FEWEST_CALLS, int(known.sum()) + 10) // _CALLS_STEP
    total = (steps + 1) * _CALLS_STEP
    free = silent(bench) & ~among(whose, asked)
    rows = bench.graduates.rows_where(bench.coded(*SETTLED_CODES), free)
    called = bench.choose(rows, total - int(known.sum()), college)
    for place, row in enumerate(called):
        differs = place < total * _DIFFERING // 100 + more
        bench.sheets["checks"].add(
            **bench.who(row), version=bench.graduates.get(row, "version"), side="graduate",
            item="employer", outcome="inconsistent" if differs else "consistent",
            at=bench.moment - timedelta(minutes=40),
        )  # fmt: skip
        if differs:
            key = {"channel": "graduate", "item": "employer"}
            bench.tell_graduate("C601", row, "答复与登记不一致。", **key)


def _asked(checks: pa.Table, graduates: pa.Table) -> set[str]:
    """Return who has been asked about the version shown and has answered."""
    said = checks.filter(pc.is_in(checks.column("outcome"), pa.array(_ANSWERS)))
    versions = dict(_pairs(graduates, "graduate_id", "version"))
    return {who for who, version in _pairs(said, "graduate_id", "version")
            if version in (None, versions.get(who))}  # fmt: skip


_ANSWERS = ("consistent", "inconsistent")


def _pairs(table: pa.Table, first: str, second: str) -> Iterable[tuple[Any, Any]]:
    return zip(table.column(first).to_pylist(), table.column(second).to_pylist(), strict=True)


def _err(bench: Bench, college: str, more: int) -> None:
    """Empty a field in as many records as the error rate allows, or one more."""
    wanted = _settled_in(bench, college) * _ERRORS // 100 + more
    hired = bench.graduates.rows_where(bench.coded("10", "11"))
    for row in bench.choose(hired, wanted, college):
        bench.graduates.set(row, contact_name=None)
        bench.tell_graduate("D401", row, "必填信息空缺。", field="contact_name")


def _suspect(bench: Bench, college: str, more: int) -> None:
    """Misspell names until as many records are suspect as the rate allows, or one more."""
    already = _places(bench, SUSPECT).count(college)
    wanted = _settled_in(bench, college) * _SUSPECTS // 100 + more - already
    rows = bench.graduates.rows_where(bench.coded(*SETTLED_CODES))
    for row in bench.choose(rows, max(0, wanted), college):
        name = bench.graduates.get(row, "name")
        bench.graduates.set(row, name=f"{name}甲")
        bench.tell_graduate("R201", row, "与学籍不一致。", field="name")


def _places(bench: Bench, rules: tuple[str, ...]) -> list[str]:
    """Return the college of each settled record that carries a fault of these rules."""
    table = bench.graduates.finished("graduate_id", "college", "code", "state", "status")
    settled = in_force(table) & among(table.column("code"), SETTLED_CODES)
    college = dict(_pairs(table.filter(pa.array(settled)), "graduate_id", "college"))
    faulty = {who for row in bench.told if row["rule"] in rules and row["verdict"] == "fault"
              for who in row["graduate_ids"]}  # fmt: skip
    return [college[who] for who in faulty if who in college]


def _settled_in(bench: Bench, college: str) -> int:
    table = bench.graduates.table
    settled = in_force(table) & among(table.column("code"), SETTLED_CODES)
    return int((settled & bench.within(college)).sum())


def _complain(bench: Bench, college: str, more: int) -> None:
    """Complain of a college, once more than its size allows, or just as often."""
    people = int((counted(bench.graduates.table) & bench.within(college)).sum())
    allowed = max(people * _COMPLAINTS // 1000, _LEAST_COMPLAINTS - 1)
    already = bench.sheets["complaints"].table.column("college").to_pylist().count(college)
    for step in range(max(0, allowed + more - already)):
        at = bench.moment - timedelta(days=3 + step)
        bench.sheets["complaints"].add(college=college, at=at, upheld=True)


def count_signals(bench: Bench) -> None:
    """F701 to F705: count every unit as it now stands."""
    for rule, above, below, per, limit, base in _rates(bench):
        for unit, whole in below.items():
            if whole >= base and above[unit] * per > limit * whole:
                bench.tell(rule, "unit", _key(unit), "信号超过界限。")
    inversions = {
        (str(key["unit_kind"]), str(key["unit"])) for row in bench.told
        if row["rule"] == "T103" and row["expected"] for key in [read_key(row["key"])]
    }  # fmt: skip
    for unit in sorted(inversions):
        bench.tell("F705", "unit", _key(unit), "出现倒挂。")
    for college in bench.quiet[1:]:
        _tell_controls(bench, ("college", college))


def _tell_controls(bench: Bench, unit: Unit) -> None:
    """Tell of the college that has just as much as is allowed that it must not be found."""
    told = {(row["rule"], row["key"]) for row in bench.told}
    for rule in ("F701", "F702", "F703", "F704", "F705"):
        if (rule, written_key(_key(unit))) not in told:
            bench.tell(rule, "unit", _key(unit), "对照：恰好在界限上，不应报告。", verdict=None)


Unit = tuple[str, str]
Rate = tuple[str, Mapping[Unit, int], Mapping[Unit, int], int, int, int]


def _rates(bench: Bench) -> Iterator[Rate]:
    """Yield each rule with its counts by unit, per what, its limit and its smallest base."""
    table = bench.graduates.finished("school", "college", "graduate_id", "code", "state", "status",
                                     "version")  # fmt: skip
    count = partial(_by_unit, str(table.column("school")[0].as_py()))
    scope = counted(table)
    college = dict(_pairs(table.filter(pa.array(scope)), "graduate_id", "college"))
    asked = _asked(bench.sheets["checks"].finished(), table)
    differ = {who for row in bench.told if row["rule"] == "C601" and row["verdict"] == "fault"
              and read_key(row["key"])["channel"] in ("graduate", "employer")
              for who in row["graduate_ids"]}  # fmt: skip
    above = count(college[each] for each in differ)
    below = count(college[each] for each in asked if each in college)
    yield "F701", above, below, 100, _DIFFERING, _BASE
    settled = in_force(table) & among(table.column("code"), SETTLED_CODES)
    everybody = dict(_pairs(table.filter(pa.array(settled)), "graduate_id", "college"))
    below = count(everybody.values())
    yield "F702", count(_places(bench, SUSPECT)), below, 100, _SUSPECTS, _BASE
    yield "F703", count(_places(bench, ERROR)), below, 100, _ERRORS, _BASE
    complaints = bench.sheets["complaints"].finished()
    above = count(complaints.column("college").to_pylist())
    enough = Counter({unit: n for unit, n in above.items() if n >= _LEAST_COMPLAINTS})
    yield "F704", enough, count(college.values()), 1000, _COMPLAINTS, _COMPLAINED_BASE


def _by_unit(school: str, colleges: Iterable[str]) -> Counter[Unit]:
    """Count by college, and all of them for the school."""
    made = Counter(("college", college) for college in colleges)
    made["school", school] = sum(made.values())
    return made


def _key(unit: Unit) -> dict[str, str]:
    return {"unit_kind": unit[0], "unit": unit[1]}


PLANTERS: tuple[Planter, ...] = (plant_signals,)
COUNTERS: tuple[Planter, ...] = (count_signals,)
