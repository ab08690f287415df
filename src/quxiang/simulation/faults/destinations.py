"""Faults of a destination: what goes ill together, a wrong place, dates that cannot be."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow.compute as pc

from quxiang.simulation.draws import Flags
from quxiang.simulation.faults.bench import EMPLOYER, Bench, Planter
from quxiang.simulation.faults.sheet import among, filled

_TIMES = 2


def plant_conflicts(bench: Bench) -> None:
    """D402: a civil servant at a firm, study with an industry, a school that is no education."""
    table = bench.graduates.table
    firms = among(table.column("employer_nature"), ("31", "39"))
    for row in bench.choose(bench.graduates.rows_where(bench.coded("10"), firms), _TIMES):
        bench.graduates.set(row, job="10")
        bench.tell_graduate("D402", row, "公务员的单位是企业。", field="employer_nature")
    for row in bench.choose(bench.graduates.rows_where(bench.coded("801")), 1):
        bench.graduates.set(row, industry="45")
        bench.tell_graduate("D402", row, "升学写了行业。", field="industry")
    schools = among(table.column("employer_nature"), ("22",))
    for row in bench.choose(bench.graduates.rows_where(bench.coded("11"), schools), 1):
        bench.graduates.set(row, industry="44")
        note = "中小学的行业不是教育。"
        bench.tell_graduate("D402", row, note, field="industry", verdict="to_check")
    for row in bench.choose(bench.graduates.rows_where(bench.coded("801")), 1):
        bench.graduates.set(row, industry="42")
        note = "对照：升学写了教育行业，不应报告。"
        bench.tell_graduate("D402", row, note, field="industry", verdict=None)


def plant_wrong_places(bench: Bench) -> None:
    """D404: the code of another province, a code of no province, a name without its province."""
    here = among(bench.graduates.table.column("place_code"), ("410000",))
    for code, verdict, note in (
        ("320000", "fault", "代码是外省的。"),
        ("700000", "fault", "没有这个省级代码。"),
        ("990000", "to_check", "代码以 9 开头，多指境外。"),
    ):
        for row in bench.choose(bench.graduates.rows_where(here, _coded_firm(bench)), 1):
            bench.graduates.set(row, place_code=code)
            bench.tell_graduate("D404", row, note, verdict=verdict)
    for row in bench.choose(bench.graduates.rows_where(here, _coded_firm(bench)), 1):
        name = bench.graduates.get(row, "place_name").removeprefix("河南省")
        bench.graduates.set(row, place_name=name)
        bench.tell_graduate("D404", row, "对照：名称没有写省，不应报告。", verdict=None)


def _coded_firm(bench: Bench) -> Flags:
    """Return whose employer has a code: only then is the place no part of its key."""
    return filled(bench.graduates, "employer_uscc")


def plant_restless(bench: Bench) -> None:
    """D405: three changes within thirty days leave doubt, five are a fault, two say nothing."""
    for count, verdict, note in (
        (5, "fault", "十几天内改了 5 次。"),
        (3, "to_check", "十几天内改了 3 次。"),
        (2, None, "对照：改了 2 次，不应报告。"),
    ):
        quiet = bench.coded("10", "11") & ~_changed(bench)
        for row in bench.choose(bench.graduates.rows_where(quiet), 1):
            for step in range(count):
                _change(bench, row, step)
            bench.tell_graduate("D405", row, note, verdict=verdict)


def _changed(bench: Bench) -> Flags:
    """Return whose record has been changed anyhow."""
    changed = bench.sheets["changes"].table.column("graduate_id")
    return among(bench.graduates.table.column("graduate_id"), changed.unique().to_pylist())


def _change(bench: Bench, row: int, step: int) -> None:
    """Write down a change of employer, three days after the one before."""
    firms = ("清源恒泰商贸有限公司", "清源瑞丰商贸有限公司")
    entered = bench.graduates.get(row, "entered_at")
    bench.sheets["changes"].add(
        **bench.who(row), field="employer_name", before=firms[step % 2],
        after=firms[(step + 1) % 2], at=entered - timedelta(days=3 * step + 1), by="毕业生",
    )  # fmt: skip


def plant_dates(bench: Bench) -> None:
    """D406: agreed after the entry or long ago, a contract that is over before graduation."""
    graduates = bench.graduates
    for reading, code, note in (
        ("agreed_after_entered", "10", "签约晚于录入。"),
        ("agreed_too_early", "801", "录取比毕业早了九年。"),
        ("contract_ends_before_graduation", "11", "合同在毕业前到期。"),
    ):
        for row in bench.choose(graduates.rows_where(bench.coded(code), _settled_long(bench)), 1):
            graduates.set(row, **_dates(bench, row, reading))
            bench.tell_graduate("D406", row, note, reading=reading)
    for row in bench.choose(graduates.rows_where(bench.coded("11"), _settled_long(bench)), 1):
        graduates.set(row, contract_ends_on=graduates.get(row, "graduation_on"))
        note = "对照：合同在毕业当日到期，不应报告。"
        reading = "contract_ends_before_graduation"
        bench.tell_graduate("D406", row, note, reading=reading, verdict=None)


def _settled_long(bench: Bench) -> Flags:
    """Return whose record was entered days ago, so that a later date lies in the past too."""
    entered = bench.graduates.table.column("entered_at")
    early = pc.less(entered, bench.moment - timedelta(days=3))
    ordinary = pc.equal(bench.graduates.table.column("training_mode"), "1")
    full_time = pc.equal(bench.graduates.table.column("study_mode"), "全日制")
    table = bench.graduates.table
    in_time = pc.less(table.column("agreed_on"), table.column("graduation_on"))
    kept = pc.and_(pc.and_(early, ordinary), pc.and_(full_time, in_time))
    return np.asarray(pc.fill_null(kept, False))


def _dates(bench: Bench, row: int, reading: str) -> dict[str, Any]:
    graduates = bench.graduates
    if reading == "agreed_after_entered":
        return {"agreed_on": graduates.get(row, "entered_at").date() + timedelta(days=1)}
    if reading == "agreed_too_early":
        return {"agreed_on": date(graduates.get(row, "graduation_on").year - 9, 5, 6)}
    return {"contract_ends_on": graduates.get(row, "graduation_on") - timedelta(days=1)}


def plant_unknown_codes(bench: Bench) -> None:
    """D407: a destination nobody knows."""
    for code in ("99", "13"):
        for row in bench.choose(bench.graduates.rows_where(bench.coded("11")), 1):
            bench.graduates.set(row, code=code)
            bench.tell_graduate("D407", row, "去向代码不在方案里。")


def plant_bound_elsewhere(bench: Bench) -> None:
    """D408: trained for one employer and gone to another; a department may have sent them there."""
    names = bench.graduates.table.column("bound_employer")
    bound = filled(bench.graduates, "bound_employer") & bench.coded("10")
    offices = np.asarray(pc.fill_null(pc.match_substring_regex(names, "(局|政府)$"), False))
    for body, verdict in ((False, "fault"), (True, "to_check")):
        for row in bench.choose(bench.graduates.rows_where(bound, offices == body), 1):
            own = bench.graduates.get(row, "employer_key")
            elsewhere = ~bench.graduates.holds("employer_key", own)
            for host in bench.choose(bench.graduates.rows_where(_roomy(bench), elsewhere), 1):
                bench.graduates.copy(EMPLOYER, host, row)
                bench.tell_graduate("D408", row, "定向生去了别的单位。", verdict=verdict)


def _roomy(bench: Bench) -> Flags:
    """Return who is at a hospital, which takes any number."""
    return bench.graduates.holds("employer_nature", "23") & bench.coded("10", "11")


PLANTERS: tuple[Planter, ...] = (
    plant_conflicts,
    plant_wrong_places,
    plant_restless,
    plant_dates,
    plant_unknown_codes,
    plant_bound_elsewhere,
)
