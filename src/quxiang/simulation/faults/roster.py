"""Faults of the roster: differences from the registry, somebody missing, one person twice."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pyarrow as pa

from quxiang.simulation.draws import Flags, Ints
from quxiang.simulation.faults.bench import Bench, Planter
from quxiang.simulation.faults.sheet import AWAY, IDENTITY, Sheet, among, filled

_FIELDS = ("name", "gender", "id_hash", "level", "major_code", "direction")
_TIMES = 2
#: destinations that need no proof
_IDLE = ("70-QZZ", "70-GZKS", "71")
_BESIDE = ("evidence", "confirmations", "checks", "changes", "complaints")


def plant_mismatches(bench: Bench) -> None:
    """R201: name, gender, identity, level, major and direction differ from the registry."""
    directed = filled(bench.graduates, "direction")
    directed &= filled(bench.sheets["registry"], "direction")
    for field in _FIELDS:
        only = (directed,) if field == "direction" else ()
        for row in bench.choose(bench.graduates.rows_where(*only), _TIMES):
            _differ(bench, row, field)
            bench.tell_graduate("R201", row, "与学籍不一致。", field=field)
    for row in bench.choose(bench.graduates.rows_where(directed), 1):
        bench.graduates.set(row, direction=None)
        note = "登记里没有专业方向。"
        bench.tell_graduate("R201", row, note, field="direction", verdict="to_check")


def _differ(bench: Bench, row: int, field: str) -> None:
    graduates, registry = bench.graduates, bench.sheets["registry"]
    value = graduates.get(row, field)
    if field == "name":
        graduates.set(row, name=value[:-1] + ("鸣" if value[-1] != "鸣" else "铭"))
    elif field == "gender":
        registry.set(row, gender="1" if value == "2" else "2")
    elif field == "id_hash":
        registry.copy(IDENTITY, (row + len(registry) // 2) % len(registry), row)
    elif field == "level":
        registry.set(row, level="41" if value == "31" else "31")
    elif field == "major_code":
        registry.set(row, major_code="990199" if value != "990199" else "990198")
    else:
        graduates.set(row, direction=f"{value}一班")


def plant_missing_from_registry(bench: Bench) -> None:
    """R202: the registry does not know somebody who counts; who does not count may be missing."""
    for row in bench.choose(bench.graduates.rows_where(), _TIMES):
        bench.sheets["registry"].drop(row)
        bench.tell_graduate("R202", row, "学籍里没有此人。")
    for row in bench.choose(_not_counted(bench), 1):
        bench.sheets["registry"].drop(row)
        note = "对照：不计入统计的人不在学籍里，不应报告。"
        bench.tell_graduate("R202", row, note, verdict=None)


def plant_missing_from_roster(bench: Bench) -> None:
    """R203: the registry knows somebody the roster has not; who does not count may be missing."""
    for row in bench.choose(bench.graduates.rows_where(), _TIMES):
        _strike(bench, row)
        bench.tell_registry("R203", row, "名册里漏了此人。")
    for row in bench.choose(_not_counted(bench), 1):
        _strike(bench, row)
        note = "对照：不计入统计的人不在名册里，不应报告。"
        bench.tell_registry("R203", row, note, verdict=None)


def _not_counted(bench: Bench) -> Ints:
    status = bench.graduates.table.column("status")
    return np.flatnonzero(among(status, AWAY))


def _strike(bench: Bench, row: int) -> None:
    """Take somebody out of the roster, and all that is written down about them."""
    for name in ("graduates", "previous"):
        bench.sheets[name].drop(row)
    for name in _BESIDE:
        for other in bench.rows_of(name, row):
            bench.sheets[name].drop(other)


def plant_duplicates(bench: Bench) -> None:
    """R204: one examination, student or identity number in two rows; one row pasted twice.

    Of two with one examination number the second has nothing to prove, so that no more is wrong.
    """
    graduates, registry = bench.graduates, bench.sheets["registry"]
    bachelors, idle = among(graduates.table.column("level"), ("31",)), bench.coded(*_IDLE)
    for first, second in _pairs(bench, bachelors & ~idle, bachelors & idle):
        graduates.copy(("exam_no", "graduate_id"), first, second)
        _tell(bench, first, second, "exam_no", "两人的考生号相同。")
        note = "用了他人的考生号，出生日期便与学籍不符。"
        bench.tell_graduate("R205", second, note, field="birth_on")
    for first, second in _pairs(bench, ~idle, ~idle):
        graduates.copy(("student_no",), first, second)
        _tell(bench, first, second, "student_no", "两人的学号相同。")
    for first, second in _pairs(bench, _women(bench), _women(bench)):
        graduates.copy(IDENTITY, first, second)
        registry.copy((*IDENTITY, "birth_on"), first, second)
        _tell(bench, first, second, "id_hash", "两人的身份证号相同。")
    for row in bench.choose(graduates.rows_where(), 1):
        graduates.repeat(row)
        _tell(bench, row, row, "exam_no", "同一行粘贴了两次。")


def _pairs(bench: Bench, one: Flags, other: Flags) -> list[tuple[int, int]]:
    """Draw one pair of rows in force, or none where there are not two."""
    first = bench.choose(bench.graduates.rows_where(one), 1)
    second = bench.choose(bench.graduates.rows_where(other), 1)
    return list(zip(first, second, strict=False))


def _women(bench: Bench) -> Flags:
    """Return who has the same gender, so that an identity number of another fits."""
    return among(bench.graduates.table.column("gender"), ("2",))


def _tell(bench: Bench, first: int, second: int, field: str, note: str) -> None:
    """Write down a duplicate under the smaller id of the two."""
    ids = [bench.graduates.get(row, "graduate_id") for row in (first, second)]
    key = {"graduate_id": min(ids), "field": field}
    bench.tell("R204", "graduate", key, note, rows=(first, second))


def plant_disagreeing_identities(bench: Bench) -> None:
    """R205: gender or birth differ from the identity number; one that fails its check is doubted.

    Roster and registry say the same gender, so that they do not differ from each other.
    """
    graduates, registry = bench.graduates, bench.sheets["registry"]
    for row in bench.choose(graduates.rows_where(), 1):
        for sheet in (graduates, registry):
            sheet.set(
                row, gender="1" if graduates.table.column("gender")[row].as_py() == "2" else "2"
            )
        bench.tell_graduate("R205", row, "性别与身份证号不符。", field="gender")
    for days, verdict, note in (
        (1, "fault", "学籍的出生日期差一天。"),
        (None, None, "对照：学籍没有出生日期，不应报告。"),
    ):
        for row in bench.choose(graduates.rows_where(), 1):
            born = registry.get(row, "birth_on")
            registry.set(row, birth_on=days and born + timedelta(days=days))
            bench.tell_graduate("R205", row, note, field="birth_on", verdict=verdict)
    for row in bench.choose(graduates.rows_where(), 1):
        for sheet in (graduates, registry):
            _spoil(sheet, row)
        note = "身份证号校验码不对。"
        bench.tell_graduate("R205", row, note, field="id_check", verdict="to_check")


def _spoil(sheet: Sheet, row: int) -> None:
    """Give an identity number another last character, and so another hash."""
    sheet.set(row, id_check="bad_check", id_hash=sheet.get(row, "id_hash")[::-1])
    if "identity_no" in sheet.names:
        number = sheet.get(row, "identity_no")
        sheet.set(row, identity_no=number[:17] + ("0" if number[17] != "0" else "1"))


def plant_status_changes(bench: Bench) -> None:
    """R206: somebody comes into scope or leaves it, or the registry says otherwise."""
    graduates, registry, before = (
        bench.sheets[name] for name in ("graduates", "registry", "previous")
    )
    for row in bench.choose(graduates.rows_where(), 1):
        before.set(row, status="延期")
    for row in bench.choose(graduates.rows_where(), 1):
        before.set(row, status=before.get(row, "status"))
        for sheet in (graduates, registry):
            sheet.set(row, status="休学")
    for row in bench.choose(graduates.rows_where(), 1):
        registry.set(row, status="休学")


def count_status_changes(bench: Bench) -> None:
    """R206: tell of everybody whose status has changed, in the course of things too."""
    now, then, registered = (
        _statuses(bench.sheets[name].finished("graduate_id", "status"))
        for name in ("graduates", "previous", "registry")
    )
    for whose in sorted(now.keys() | then.keys()):
        here, there = now.get(whose, AWAY[0]), then.get(whose, AWAY[0])
        if reading := _reading(there, here):
            key = {"graduate_id": whose, "reading": reading}
            bench.tell("R206", "graduate", key, "学籍状态变了。", rows=bench.row_of(whose))
    for whose in sorted(now.keys() & registered.keys()):
        there, here = registered[whose], now[whose]
        if _reading(there, here) and _reading(here, there):
            key = {"graduate_id": whose, "reading": "registry"}
            bench.tell("R206", "graduate", key, "与学籍的状态不一致。", rows=bench.row_of(whose))


def _statuses(table: pa.Table) -> dict[str, str]:
    names = ("graduate_id", "status")
    return dict(zip(*(table.column(name).to_pylist() for name in names), strict=True))


def _reading(before: str, now: str) -> str | None:
    """Return what a change of status does to the scope; what is usual says nothing.

    Who is not there at all is as good as away.
    """
    if before == now:
        return None
    counted_before, counted_now = before not in AWAY, now not in AWAY
    if counted_now != counted_before:
        return "entered" if counted_now else "left"
    return None if (before, now) == ("预计毕业", "毕业") else "changed"


def plant_odd_numbers(bench: Bench) -> None:
    """R207: an examination number a digit too long; research students have fifteen anyhow."""
    levels = bench.graduates.table.column("level")
    for row in bench.choose(bench.graduates.rows_where(among(levels, ("31",))), _TIMES):
        bench.graduates.set(row, exam_no=bench.graduates.get(row, "exam_no") + "0")
        bench.tell_graduate("R207", row, "考生号多了一位。")
    for row in bench.choose(bench.graduates.rows_where(among(levels, ("11", "01"))), 1):
        note = "对照：研究生的考生号有十五位，不应报告。"
        bench.tell_graduate("R207", row, note, verdict=None)


PLANTERS: tuple[Planter, ...] = (
    plant_mismatches,
    plant_disagreeing_identities,
    plant_status_changes,
    plant_odd_numbers,
    plant_missing_from_registry,
    plant_missing_from_roster,
    plant_duplicates,
)
COUNTERS: tuple[Planter, ...] = (count_status_changes,)
