"""Faults of what an employer is like: struck off, founded too late, reached on a private phone."""

from __future__ import annotations

from datetime import timedelta

import pyarrow.compute as pc

from quxiang.simulation.faults.bench import Bench, Planter
from quxiang.simulation.faults.firms import lonely
from quxiang.simulation.faults.sheet import among, filled


def plant_bad_status(bench: Bench) -> None:
    """E302: struck off, on the list of the abnormal, a word nobody knows."""
    for status, verdict, note in (
        ("注销", "fault", "单位已注销。"),
        ("经营异常", "fault", "单位在经营异常名录里。"),
        ("休眠备案", "to_check", "登记状态的说法不认识。"),
        ("开业", None, "对照：单位开业，不应报告。"),
    ):
        for row in bench.choose(lonely(bench), 1):
            bench.sheets["employers"].set(listed_at(bench, row), status=status)
            bench.tell_employer("E302", row, note, verdict=verdict)


def listed_at(bench: Bench, row: int) -> int:
    """Return where the employer of a graduate stands in the list."""
    codes = bench.sheets["employers"].table.column("uscc")
    return int(pc.index(codes, bench.graduates.get(row, "employer_uscc")).as_py())


def plant_late_founding(bench: Bench) -> None:
    """E308: founded long after the contract, or up to ninety days after it, or the same day."""
    for days, verdict, note in (
        (91, "fault", "签约 91 天后单位才成立。"),
        (90, "to_check", "签约 90 天后单位才成立。"),
        (0, None, "对照：单位在签约当日成立，不应报告。"),
    ):
        signed = filled(bench.graduates, "agreed_on")
        for row in bench.choose(lonely(bench, also=signed), 1):
            founded = bench.graduates.get(row, "agreed_on") + timedelta(days=days)
            bench.sheets["employers"].set(listed_at(bench, row), founded_on=founded)
            bench.tell_graduate("E308", row, note, verdict=verdict,
                                employer_key=bench.graduates.get(row, "employer_key"))  # fmt: skip


_HIRED = ("10", "11", "12")


def plant_private_phones(bench: Bench) -> None:
    """E310: the employer is reached on the phone of a graduate, a parent, a teacher."""
    graduates = bench.graduates
    for row in bench.choose(graduates.rows_where(bench.coded(*_HIRED)), 1):
        _call(bench, row, "graduates", row)
        bench.tell_graduate("E310", row, "单位电话是本人的。", owner_kind="own")
    others = bench.choose(graduates.rows_where(bench.coded("801")), 1)
    for row in bench.choose(graduates.rows_where(bench.coded(*_HIRED)), len(others)):
        _call(bench, row, "graduates", others[0])
        bench.tell_graduate("E310", row, "单位电话是另一名毕业生的。", owner_kind="graduate")
    owners = bench.sheets["protected_phones"].table.column("owner_kind")
    for kind, note in (("parent", "单位电话是家长的。"), ("teacher", "单位电话是教师的。")):
        places = bench.random.permutation(among(owners, (kind,)).nonzero()[0])
        for row in bench.choose(graduates.rows_where(bench.coded(*_HIRED)), 1):
            _call(bench, row, "protected_phones", int(places[0]))
            bench.tell_graduate("E310", row, note, owner_kind=kind)
    for row in bench.choose(graduates.rows_where(bench.coded("75")), 1):
        _call(bench, row, "graduates", row)
        note = "对照：自主创业留本人电话，不应报告。"
        bench.tell_graduate("E310", row, note, owner_kind="own", verdict=None)


def _call(bench: Bench, row: int, table: str, owner: int) -> None:
    """Write the phone of a row of a table down as that of the employer."""
    sheet = bench.sheets[table]
    bench.graduates.set(row, contact_phone_hash=sheet.get(owner, "phone_hash"))
    if "contact_phone" in bench.graduates.names:
        bench.graduates.set(row, contact_phone=sheet.get(owner, "phone"))


PLANTERS: tuple[Planter, ...] = (plant_bad_status, plant_late_founding, plant_private_phones)
