"""Faults of single records: a required field left empty, pay below the minimum wage."""

from __future__ import annotations

from quxiang.simulation.faults.bench import Bench, Planter

#: destination, field, columns to empty; what a record needs is known, it was filled in before
_EMPTIED = (
    ("10", "agreed_on", ("agreed_on",)),
    ("10", "contact_name", ("contact_name",)),
    ("11", "contact_phone_hash", ("contact_phone_hash", "contact_phone")),
    ("11", "employer_nature", ("employer_nature",)),
    ("11", "industry", ("industry",)),
    ("12", "job", ("job",)),
    ("11", "place_name", ("place_name", "place_code")),
    ("12", "wage_floor_met", ("wage_floor_met",)),
    ("75", "startup_form", ("startup_form",)),
    ("801", "employer_name", ("employer_name", "employer_key")),
    ("85", "country_abroad", ("country_abroad",)),
)
#: fields that are wanted, but not surely
_DOUBTFUL = (("76", "occupation", ("occupation",)),)
_BELOW_FLOOR = ("12", "271", "76")


def plant_missing_fields(bench: Bench) -> None:
    """D401: each emptied field is one finding."""
    for verdict, rows in (("fault", _EMPTIED), ("to_check", _DOUBTFUL)):
        for code, field, columns in rows:
            for row in bench.choose(bench.graduates.rows_where(bench.coded(code)), 1):
                bench.graduates.set(row, **dict.fromkeys(columns))
                bench.tell_graduate("D401", row, "必填信息空缺。", field=field, verdict=verdict)


def plant_low_pay(bench: Bench) -> None:
    """D403: the record says itself that pay does not reach the minimum wage."""
    for code in _BELOW_FLOOR:
        for row in bench.choose(bench.graduates.rows_where(bench.coded(code)), 1):
            bench.graduates.set(row, wage_floor_met=False)
            bench.tell_graduate("D403", row, "薪酬未达到当地最低工资。", verdict="fault")


PLANTERS: tuple[Planter, ...] = (plant_missing_fields, plant_low_pay)
