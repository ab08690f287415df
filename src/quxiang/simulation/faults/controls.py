"""Cases that look like a fault and are none: each must stay silent.

Here are those that need nothing but a row; a limit's own twin stands beside the fault it belongs
to, in the file of its family.
"""

from __future__ import annotations

import numpy as np
import pyarrow.compute as pc

from quxiang.simulation.faults.bench import Bench, Planter
from quxiang.simulation.faults.sheet import filled

_HIRED = ("10", "11", "12")


def plant_spellings(bench: Bench) -> None:
    """R201 and R204: the registry writes a name with a space; two people have one name."""
    graduates, registry = bench.graduates, bench.sheets["registry"]
    for row in bench.choose(graduates.rows_where(), 1):
        name = graduates.get(row, "name")
        registry.set(row, name=f"{name[0]} {name[1:]}")
        note = "对照：学籍的姓名中间有空格，不应报告。"
        bench.tell_graduate("R201", row, note, field="name", verdict=None)
    rows = bench.choose(graduates.rows_where(), 2)
    if len(rows) == 2:
        for sheet in (graduates, registry):
            sheet.set(rows[1], name=graduates.get(rows[0], "name"))
        note = "对照：两人同名，号码都不同，不应报告。"
        bench.tell_graduate("R204", rows[1], note, field="exam_no", verdict=None)


def plant_usual_status(bench: Bench) -> None:
    """R206: one of roster and registry already says graduated, the other still expected."""
    for row in bench.choose(bench.graduates.rows_where(), 1):
        expected = bench.graduates.get(row, "status") == "毕业"
        bench.sheets["registry"].set(row, status="预计毕业" if expected else "毕业")
        note = "对照：一边已是毕业，一边还是预计毕业，不应报告。"
        bench.tell_graduate("R206", row, note, reading="registry", verdict=None)


def tell_honest_employers(bench: Bench) -> None:
    """E301, E303, E304: no code but listed by name, a right code, a former name."""
    graduates, employers = bench.graduates, bench.sheets["employers"]
    nameless = ~filled(graduates, "employer_uscc") & filled(graduates, "no_uscc_reason")
    for row in bench.choose(graduates.rows_where(bench.coded(*_HIRED), nameless), 1):
        note = "对照：没有代码，名单里有这个名称，不应报告。"
        bench.tell_employer("E301", row, note, verdict=None)
    for row in bench.choose(graduates.rows_where(bench.coded(*_HIRED), ~nameless), 1):
        bench.tell_employer("E303", row, "对照：代码与校验码都对，不应报告。", verdict=None)
    code = graduates.table.column("employer_uscc")
    listed = pc.index_in(code, employers.table.column("uscc"))
    former = employers.table.column("former_names").take(listed)
    outdated = pc.fill_null(pc.equal(former, graduates.table.column("employer_name")), False)
    for row in bench.choose(graduates.rows_where(np.asarray(outdated)), 1):
        name = graduates.get(row, "employer_name")
        note = "对照：写的是曾用名，不应报告。"
        bench.tell_employer("E304", row, note, employer_name=name, verdict=None)


def plant_honest_records(bench: Bench) -> None:
    """D401, D403, D407, D408: an excuse, a start-up, a bare parent, back where one is bound to."""
    graduates = bench.graduates
    coded = filled(graduates, "employer_uscc") & filled(graduates, "place_code")
    for row in bench.choose(graduates.rows_where(bench.coded("11"), coded), 1):
        graduates.set(row, place_name=None)
        note = "对照：只写了所在地代码，不应报告。"
        bench.tell_graduate("D401", row, note, field="place_name", verdict=None)
    for row in bench.choose(graduates.rows_where(bench.coded("75")), 1):
        graduates.set(row, wage_floor_met=False)
        bench.tell_graduate("D403", row, "对照：自主创业不比最低工资，不应报告。", verdict=None)
    for row in bench.choose(graduates.rows_where(bench.coded("70-QZZ")), 1):
        graduates.set(row, code="70")
        bench.tell_graduate("D407", row, "对照：只写到父级的代码认识，不应报告。", verdict=None)
    for row in bench.choose(graduates.rows_where(filled(graduates, "bound_employer")), 1):
        bench.tell_graduate("D408", row, "对照：回了定向单位，不应报告。", verdict=None)


PLANTERS: tuple[Planter, ...] = (
    plant_spellings,
    plant_usual_status,
    tell_honest_employers,
    plant_honest_records,
)
