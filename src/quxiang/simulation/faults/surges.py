"""Faults of a college that only add up: too many freelancers, other hires, late entries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quxiang.simulation.codes import SETTLED_CODES
from quxiang.simulation.faults.bench import Bench, Planter
from quxiang.simulation.faults.sheet import Sheet, among, counted, in_force
from quxiang.simulation.faults.trends import SETTLED_ONLY, erase
from quxiang.simulation.timetable import cohort_at, period_before
from quxiang.standards import calendar

_BASE = 30
#: T102: points above the period before, above the nation, and people more
_POINTS, _ABOVE, _EXTRA, _LONG_AGO = 2, 5, 6, 35
#: T104: more than so many percent later than so many days, or on the eve of one deadline
_DAYS, _LATE, _BUNCHED = 30, 20, 40
#: T105: points above the school, and percent at most
_OVER_SCHOOL, _LIMIT = 15, 40
_FIGURES: Mapping[str, tuple[str, ...]] = {
    "freelance_rate": ("76",), "startup_rate": ("75",), "flexible_rate_12_76": ("12", "76"),
    "flexible_rate_12_75_76": ("12", "75", "76"),
}  # fmt: skip
#: what the nation tells of the figures above, under their own name or another
_NATION = {
    "freelance_rate": "freelance_rate", "startup_rate": "startup_rate",
    "flexible_rate_12_76": "flexible_rate", "flexible_rate_12_75_76": "flexible_rate",
}  # fmt: skip
_FURTHER_STUDY = ("801", "802", "803", "85")
#: destinations entered by list, all on one day
_ON_LISTS = ("46", "501", "502", "503", "512")
_KINDS = (("school", "school"), ("college", "college"), ("major", "major_code"))


def plant_surges(bench: Bench, colleges: list[str]) -> None:
    """T102, T104, T105: too many freelancers, other hires, late entries, in up to four colleges.

    Two of them have too much of something, two just as much as is allowed.
    """
    freelance, hires, controls, prompt = (*colleges[:4], *(None,) * 4)[:4]
    del colleges[:4]
    if freelance:
        people = bench.tallied("graduates").by("college")[(freelance,)].people
        _surge(bench, freelance, max(_EXTRA, people * _POINTS // 100) + 1)
        _bunch(bench, freelance)
    if hires:
        _hire_otherwise(bench, hires, _LIMIT)
        _enter_late(bench, hires, 2)
    if controls:
        _surge(bench, controls, _EXTRA - 1)
        _hire_otherwise(bench, controls, _OVER_SCHOOL - 2)
        _tell_controls(bench, controls)
    if prompt:
        _enter_late(bench, prompt, 0)
        key = {"reading": "lag", "unit_kind": "college", "unit": prompt, "deadline": "-"}
        bench.tell("T104", "unit", key, "对照：迟录的恰好在界限上，不应报告。", verdict=None)


def _tell_controls(bench: Bench, college: str) -> None:
    unit = {"unit_kind": "college", "unit": college}
    key = unit | {"figure": "freelance_rate", "against": "previous"}
    note = f"对照：只多了 {_EXTRA - 1} 名自由职业者，不应报告。"
    bench.tell("T102", "unit", key, note, verdict=None)
    for against in ("school", "limit"):
        key = unit | {"against": against}
        bench.tell("T105", "unit", key, "对照：高得不多，不应报告。", verdict=None)


def _new_freelancers(bench: Bench, college: str) -> int:
    """Return how many more are freelancers than a period ago, as things have gone."""
    now, before = (bench.sheets[name] for name in ("graduates", "previous"))
    more, then = (
        int((sheet.in_force & sheet.holds("code", "76") & sheet.holds("college", college)).sum())
        for sheet in (now, before)
    )
    return more - then


def _surge(bench: Bench, college: str, wanted: int) -> None:
    """Let so many more be freelancers than a period ago, those counted who have become so."""
    free = bench.graduates.holds("training_mode", "1")
    rows = bench.graduates.rows_where(bench.coded("10", "11"), free)
    extra = wanted - _new_freelancers(bench, college)
    for row in bench.choose(rows, max(0, extra), college):
        _become(bench, row, "76", "statement", occupation="撰稿人")
        erase(bench.sheets["previous"], row)
        bench.settle_lately(row)


def _hire_otherwise(bench: Bench, college: str, points: int) -> None:
    """Take agreement and contract from so many percent of those employed."""
    employed = int((_everywhere(bench.graduates) & bench.within(college)).sum())
    state = bench.graduates.holds("employer_nature", "10", "40")
    hired = bench.graduates.rows_where(bench.coded("10", "11"), ~state)
    for row in bench.choose(hired, employed * points // 100, college):
        _become(bench, row, "12", "certificate")


def _become(bench: Bench, row: int, code: str, paper: str, **more: Any) -> None:
    """Give a record another destination, with the one paper that proves it."""
    gone = SETTLED_ONLY if code == "76" else ("contract_ends_on",)
    own = {"code": code, "wage_floor_met": True, **more}
    bench.graduates.set(row, **(dict.fromkeys(gone) | own))
    for paper_row in bench.rows_of("evidence", row):
        bench.sheets["evidence"].set(paper_row, kind=paper, title=f"材料{paper_row}.pdf")


def _bunch(bench: Bench, college: str) -> None:
    """Let more records be entered on the eve of one deadline than is allowed."""
    eve = _last_eve(bench)
    if eve is None:
        return
    employed = int((_employed(bench.graduates) & bench.within(college)).sum())
    rows = bench.graduates.rows_where(_dated(bench.graduates), _employed(bench.graduates))
    for row in bench.choose(_before(bench, rows, eve), employed * _BUNCHED // 100 + 2, college):
        entered = bench.graduates.get(row, "entered_at")
        bench.graduates.set(row, entered_at=datetime.combine(eve, entered.time()))


def _enter_late(bench: Bench, college: str, more: int) -> None:
    """Let as many of a college be entered late as is allowed, or ``more``."""
    graduates = bench.graduates
    signed = _employed(graduates) & _dated(graduates) & bench.within(college)
    entered, agreed = (graduates.table.column(name).cast(pa.date32()).cast(pa.int32())
                       for name in ("entered_at", "agreed_on"))  # fmt: skip
    lag = np.asarray(pc.fill_null(pc.subtract(entered, agreed), 0))
    late = signed & (lag > _DAYS)
    wanted = int(signed.sum()) * _LATE // 100 + more - int(late.sum())
    for row in bench.choose(graduates.rows_where(signed & ~late), max(0, wanted), college):
        day = graduates.get(row, "entered_at").date() - timedelta(days=_DAYS + 15)
        graduates.set(row, agreed_on=day)


def _before(bench: Bench, rows: Any, eve: date) -> Any:
    """Return the rows entered up to a day."""
    entered = bench.graduates.table.column("entered_at").cast(pa.date32()).to_pylist()
    return np.array([row for row in rows.tolist() if entered[row] <= eve], np.int64)


def _last_eve(bench: Bench) -> date | None:
    """Return the last day of the last deadline that is over since more than a period."""
    until = period_before(bench.moment)
    days = [strict for _, strict, lenient in _deadlines(bench) if lenient < until.date()]
    return max(days, default=None)


def _deadlines(bench: Bench) -> Iterator[tuple[str, date, date]]:
    """Yield the deadlines of weeks and months and the single ones, and their last days."""
    cohort, day = cohort_at(bench.moment), timedelta(days=1)
    periods = [each.deadline for each in calendar.periods(cohort)
               if each.kind in ("monthly", "weekly")]  # fmt: skip
    for each in (*periods, *calendar.deadlines(cohort)):
        if each.name != "substitutes":
            yield each.name, (each.strict - day).date(), (each.lenient - day).date()


def _everywhere(sheet: Sheet) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Return who is employed."""
    code = sheet.table.column("code")
    return np.asarray(sheet.in_force & among(code, SETTLED_CODES) & ~among(code, _FURTHER_STUDY))


def _employed(sheet: Sheet) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Return who is employed and entered one by one."""
    code = sheet.table.column("code")
    apart = (*_FURTHER_STUDY, *_ON_LISTS)
    return np.asarray(sheet.in_force & among(code, SETTLED_CODES) & ~among(code, apart))


def _dated(sheet: Sheet) -> np.ndarray[Any, np.dtype[np.bool_]]:
    return np.asarray(sheet.table.column("agreed_on").is_valid())


def count_surges(bench: Bench) -> None:
    """T102, T104 and T105: count every unit as it now stands."""
    now = bench.graduates.finished("school", "college", "major_code", "code", "state", "status",
                                   "agreed_on", "entered_at")  # fmt: skip
    before = bench.sheets["previous"].finished("school", "college", "major_code", "code", "state",
                                               "status")  # fmt: skip
    gap = (bench.moment.date() - period_before(bench.moment).date()).days
    nation = dict(zip(*(bench.sheets["national"].table.column(name).to_pylist()[::-1]
                        for name in ("figure", "rate")), strict=True))  # fmt: skip
    for kind, column in _KINDS:
        people, earlier = _heads(now, column), _heads(before, column)
        for figure, codes in _FIGURES.items():
            members, then = _heads(now, column, codes), _heads(before, column, codes)
            for unit, whole in people.items():
                key = {"unit_kind": kind, "unit": unit, "figure": figure}
                if unit in earlier and min(whole, earlier[unit]) >= _BASE:
                    counts = members[unit], whole, then[unit], earlier[unit]
                    verdict = "to_check" if gap > _LONG_AGO else "fault"
                    _tell_if(bench, key | {"against": "previous"}, counts, _POINTS, verdict)
                if whole >= _BASE:
                    counts = members[unit], whole, nation[_NATION[figure]], 10_000
                    verdict = "fault" if _NATION[figure] == figure else "to_check"
                    _tell_if(bench, key | {"against": "national"}, counts, _ABOVE, verdict)
    _count_hires(bench, now)
    _count_entries(bench, now)


def _heads(table: pa.Table, column: str, codes: tuple[str, ...] | None = None) -> Counter[str]:
    """Count the people of each unit, or those in force with some destinations."""
    keep = counted(table)
    if codes is not None:
        keep &= in_force(table) & among(table.column("code"), codes)
    return Counter(table.column(column).filter(pa.array(keep)).to_pylist())


def _tell_if(
    bench: Bench, key: dict[str, str], counts: tuple[int, int, int, int], points: int, verdict: str
) -> None:
    members, people, others, whole = counts
    excess = members * whole - others * people
    if excess * 100 > points * people * whole and excess >= _EXTRA * whole:
        bench.tell("T102", "unit", key, "这一比率增长过大。", verdict=verdict)


def _count_hires(bench: Bench, now: pa.Table) -> None:
    employed = tuple(code for code in SETTLED_CODES if code not in _FURTHER_STUDY)
    for kind, column in _KINDS[:2]:
        whole, hired = _heads(now, column, employed), _heads(now, column, ("12",))
        school = sum(whole.values()), sum(hired.values())
        for unit, people in whole.items():
            if people >= _BASE:
                over = hired[unit] * school[0] - school[1] * people
                key = {"unit_kind": kind, "unit": unit}
                note = "其他录用形式占比过大。"
                if over * 100 > _OVER_SCHOOL * people * school[0]:
                    bench.tell("T105", "unit", key | {"against": "school"}, note)
                if hired[unit] * 100 > _LIMIT * people:
                    bench.tell("T105", "unit", key | {"against": "limit"}, note)


def _count_entries(bench: Bench, now: pa.Table) -> None:
    """Tell of colleges that enter late, or on the last day of one deadline."""
    code = now.column("code")
    apart = (*_FURTHER_STUDY, *_ON_LISTS)
    keep = in_force(now) & among(code, SETTLED_CODES) & ~among(code, apart)
    rows = now.filter(pa.array(keep)).select(("college", "agreed_on", "entered_at")).to_pylist()
    records = Counter(row["college"] for row in rows)
    signed = Counter(row["college"] for row in rows if row["agreed_on"])
    late = Counter(row["college"] for row in rows if row["agreed_on"]
                   and (row["entered_at"].date() - row["agreed_on"]).days > _DAYS)  # fmt: skip
    for college, whole in signed.items():
        if whole >= _BASE and late[college] * 100 > _LATE * whole:
            _tell_entry(bench, college, "lag", "-")
    for name, strict, lenient in _deadlines(bench):
        eve = Counter(row["college"] for row in rows
                      if strict <= row["entered_at"].date() <= lenient)  # fmt: skip
        for college, hit in eve.items():
            if records[college] >= _BASE and hit * 100 > _BUNCHED * records[college]:
                _tell_entry(bench, college, "bunched", name)


def _tell_entry(bench: Bench, college: str, reading: str, deadline: str) -> None:
    key = {"reading": reading, "unit_kind": "college", "unit": college, "deadline": deadline}
    bench.tell("T104", "unit", key, "录入迟缓或集中在截止前。")


COUNTERS: tuple[Planter, ...] = (count_surges,)
