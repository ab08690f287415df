"""Faults of contacts: one telephone for several employers."""

from __future__ import annotations

from collections.abc import Sequence

from quxiang.simulation.faults.bench import Bench, Planter
from quxiang.simulation.faults.firms import lonely
from quxiang.simulation.faults.sheet import among

_SEVERAL = 3
_CONTACT = ("contact_name", "contact_phone_hash", "contact_phone")


def plant_shared_contacts(bench: Bench) -> None:
    """E307: three firms reached on one telephone; two may have the same, offices leave doubt."""
    offices = among(bench.graduates.table.column("employer_nature"), ("22", "23", "29"))
    public = bench.graduates.rows_where(bench.coded("10", "11"), bench.alone, offices)
    for rows, verdict, note in (
        (bench.choose(lonely(bench), _SEVERAL), "fault", "三家单位同一个联系电话。"),
        (bench.choose(public, _SEVERAL), "to_check", "三家事业单位同一个联系电话。"),
        (bench.choose(lonely(bench), _SEVERAL - 1), None, "对照：两家单位同一个电话，不应报告。"),
    ):
        if len(rows) >= _SEVERAL - (verdict is None):
            _share(bench, rows)
            key = {"contact_phone_hash": bench.graduates.get(rows[0], "contact_phone_hash")}
            bench.tell("E307", "employer", key, note, verdict=verdict, rows=rows)


def _share(bench: Bench, rows: Sequence[int]) -> None:
    first, *others = rows
    for row in others:
        bench.graduates.copy(_CONTACT, first, row)


PLANTERS: tuple[Planter, ...] = (plant_shared_contacts,)
