"""Faults of the roster: differences from the registry, one graduate in two rows."""

from __future__ import annotations

from quxiang.simulation.faults.bench import Bench, Planter
from quxiang.simulation.faults.sheet import IDENTITY, filled

_FIELDS = ("name", "gender", "id_hash", "level", "major_code", "direction")
_TIMES = 2


def plant_mismatches(bench: Bench) -> None:
    """R201: name, gender, identity, level, major and direction differ from the registry."""
    directed = filled(bench.graduates, "direction")
    directed &= filled(bench.sheets["registry"], "direction")
    for field in _FIELDS:
        only = (directed,) if field == "direction" else ()
        for row in bench.choose(bench.graduates.rows_where(*only), _TIMES):
            _differ(bench, row, field)
            bench.tell_graduate("R201", row, "与学籍不一致。", field=field, verdict="fault")
    for row in bench.choose(bench.graduates.rows_where(directed), 1):
        bench.graduates.set(row, direction=None)
        bench.tell_graduate(
            "R201", row, "登记里没有专业方向。", field="direction", verdict="to_check"
        )


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


def plant_duplicates(bench: Bench) -> None:
    """R204: one examination, student or identity number in two rows; one row pasted twice."""
    graduates = bench.graduates
    first, second = bench.choose(graduates.rows_where(), 2)
    graduates.copy(("exam_no", "graduate_id"), first, second)
    _tell(bench, first, second, "exam_no", "两人的考生号相同。")
    first, second = bench.choose(graduates.rows_where(), 2)
    graduates.copy(("student_no",), first, second)
    _tell(bench, first, second, "student_no", "两人的学号相同。")
    first, second = bench.choose(graduates.rows_where(), 2)
    graduates.copy(IDENTITY, first, second)
    bench.sheets["registry"].copy((*IDENTITY, "birth_on"), first, second)
    _tell(bench, first, second, "id_hash", "两人的身份证号相同。")
    (row,) = bench.choose(graduates.rows_where(), 1)
    graduates.repeat(row)
    _tell(bench, row, row, "exam_no", "同一行粘贴了两次。")


def _tell(bench: Bench, first: int, second: int, field: str, note: str) -> None:
    """Write down a duplicate under the smaller id of the two."""
    ids = [bench.graduates.get(row, "graduate_id") for row in (first, second)]
    key = {"graduate_id": min(ids), "field": field}
    bench.tell("R204", "graduate", key, note, rows=(first, second))


PLANTERS: tuple[Planter, ...] = (plant_mismatches, plant_duplicates)
