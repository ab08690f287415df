"""Refuse a school's changes that leave a table nobody could use."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from quxiang.problems import Problem
from quxiang.standards.conflicts import ANY, FIELDS, GIVEN
from quxiang.standards.overlay import Change
from quxiang.standards.sources import Cells, Raw
from quxiang.standards.tables import GRADUATES

Tables = Mapping[str, Raw]
#: the forms of a start-up, as the engine writes them
STARTUP_FORMS = ("company", "incubator", "net_shop")
_PLACE = re.compile(r"[1-9][0-9]{5}")


def problem_of(code: str, change: Change, message: str, remedy: str) -> Problem:
    return Problem(code, message, remedy, change.place, change.value)


def _bad_parents(tables: Tables, changes: Sequence[Change]) -> Iterator[Problem]:
    """Refuse a table in which some parent is missing, unknown, or cannot have children."""
    rows = tables["destination"]
    last = {change.code: change for change in changes}
    for code, row in rows.items():
        change = last.get(code) or last.get(row["parent"]) or changes[-1]
        if row["parent"] == "" and row["level"] != "1":
            message = f"新代码“{code}”没有上级。"
            yield problem_of("overlay_no_parent", change, message, "请再写一行，字段为 parent。")
        elif not _fits(rows, code):
            message = f"“{code}”的上级不能是“{row['parent']}”。"
            remedy = "上级须是仍在表里的二级分类（L2-…）或两位代码。"
            yield problem_of("overlay_bad_parent", change, message, remedy)


def _fits(rows: Raw, code: str) -> bool:
    """Say whether a row hangs where it may: a heading on its level, a code on level 3 or 4."""
    line = _line(rows, code)
    allowed = (int(rows[code]["level"]),) if rows[code]["level"] in ("1", "2") else (3, 4)
    return rows[line[-1]]["level"] == "1" and len(line) in allowed


def _line(rows: Raw, code: str) -> list[str]:
    """Return a code and everything above it, ending where the line breaks or turns back."""
    line: list[str] = []
    while code in rows and code not in line:
        line.append(code)
        code = rows[code]["parent"]
    return line


def _bad_requirements(tables: Tables, changes: Sequence[Change]) -> Iterator[Problem]:
    """Refuse a requirement of an unknown destination or column: nobody would ever be asked."""
    for change, row in _changed(tables["required_fields"], changes):
        yield from _unknown("destination", [row["code"]], tables, change)
        for name in (row["field"], *_parts(row["alternatives"])):
            if name not in GRADUATES.by_name:
                message = f"毕业生表没有字段“{name}”。"
                remedy = "请用 quxiang columns 列出的字段名。"
                yield problem_of("overlay_unknown_field", change, message, remedy)


def _bad_evidence(tables: Tables, changes: Sequence[Change]) -> Iterator[Problem]:
    """Refuse papers asked of an unknown destination, or of a kind no paper can have."""
    for change, row in _changed(tables["required_evidence"], changes):
        yield from _unknown("destination", [row["code"]], tables, change)
        kinds = (row["kind"], *_parts(row["alternatives"]))
        yield from _unknown("evidence_kind", kinds, tables, change)


def _bad_conflicts(tables: Tables, changes: Sequence[Change]) -> Iterator[Problem]:
    """Refuse a conflict between fields or values there are not: it would never be found."""
    for change, row in _changed(tables["code_conflicts"], changes):
        if row["given"] not in GIVEN or row["field"] not in FIELDS:
            message = f"不能比对“{row['given']}”与“{row['field']}”。"
            remedy = f"条件字段可用：{'、'.join(GIVEN)}；字段可用：{'、'.join(FIELDS)}。"
            yield problem_of("overlay_unknown_field", change, message, remedy)
            continue
        yield from _unknown(GIVEN[row["given"]], [row["value"]], tables, change)
        values = (*_parts(row["fits"].removeprefix("!")), *_parts(row["doubtful"]))
        yield from _unknown(FIELDS[row["field"]], values, tables, change)


def _bad_places(tables: Tables, changes: Sequence[Change]) -> Iterator[Problem]:
    """Refuse a place whose code is not six digits, or lies in no province."""
    for change, _ in _changed(tables["place"], changes):
        known = change.code[:2] + "0000" in tables["province"]
        if not _PLACE.fullmatch(change.code) or not known:
            message = f"“{change.code}”不是地区代码。"
            remedy = "请写六位数字，前两位是省级代码。"
            yield problem_of("overlay_bad_place", change, message, remedy)


def _changed(table: Raw, changes: Iterable[Change]) -> Iterator[tuple[Change, Cells]]:
    return ((change, table[change.code]) for change in changes if change.code in table)


def _unknown(name: str, codes: Iterable[str], tables: Tables, change: Change) -> Iterator[Problem]:
    known = tables[name] if name else (ANY,)
    for code in codes:
        if code not in known:
            message = f"没有{_TITLES[name]}“{code}”。"
            remedy = f"请核对{_TITLES[name]}。"
            yield problem_of("overlay_unknown_code", change, message, remedy)


def _parts(text: str) -> Iterator[str]:
    return filter(None, text.split("|"))


_TITLES = {
    "destination": "去向代码", "evidence_kind": "材料种类", "employer_nature": "单位性质代码",
    "industry": "行业代码", "job_category": "职位类别代码", "": "取值",
}  # fmt: skip

#: what to look at after a table was changed
CHECKS: Mapping[str, Callable[[Tables, Sequence[Change]], Iterator[Problem]]] = {
    "destination": _bad_parents,
    "required_fields": _bad_requirements,
    "required_evidence": _bad_evidence,
    "code_conflicts": _bad_conflicts,
    "place": _bad_places,
}
