"""Apply a school's changes to the raw tables of one scheme, or say why they cannot be applied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from quxiang.problems import Problem
from quxiang.standards.overlay import Change
from quxiang.standards.overlaychecks import CHECKS, STARTUP_FORMS, problem_of
from quxiang.standards.sources import SCHEMES, SHAPES, Raw, Shape, columns, shipped

#: the field that withdraws a row
ACTIVE = "active"
#: what the parts of a joined key are called
_KEY_TITLES = {
    "code": "去向代码", "field": "字段", "kind": "材料种类",
    "given": "条件字段", "value": "条件代码",
}  # fmt: skip
Cells = dict[str, str]


def table_of(change: Change, scheme: str) -> str | None:
    """Return the table a change is for; ``None`` if it is meant for another scheme."""
    name, _, ending = change.table.rpartition("_")
    if change.table == "employer_nature_legacy":
        name, ending = "employer_nature", "2021"
    if ending in SCHEMES and name in SHAPES and SHAPES[name].versioned:
        return name if ending == scheme else None
    return change.table


def apply(scheme: str, changes: Sequence[Change], problems: list[Problem]) -> Mapping[str, Raw]:
    """Return every raw table of a scheme with the changes applied; untouched tables are shared."""
    tables: dict[str, Raw] = {name: shipped(name, scheme) for name in SHAPES}
    mine = [(table_of(change, scheme), change) for change in changes]
    for name in dict.fromkeys(name for name, _ in mine if name is not None):
        rows = [change for table, change in mine if table == name]
        if name in SHAPES:
            tables[name] = _changed(SHAPES[name], scheme, rows, problems)
        else:
            problems.extend(_unknown_table(change) for change in rows)
    for name, check in CHECKS.items():
        if changed := [change for table, change in mine if table == name]:
            problems.extend(check(tables, changed))
    return MappingProxyType(tables)


def _unknown_table(change: Change) -> Problem:
    known = "、".join(SHAPES)
    return problem_of(
        "overlay_unknown_table", change, f"没有代码表“{change.table}”。", f"可用的表：{known}。"
    )


def _changed(shape: Shape, scheme: str, changes: Sequence[Change], problems: list[Problem]) -> Raw:
    rows = {code: dict(cells) for code, cells in shipped(shape.name, scheme).items()}
    names = [*columns(shape.name, scheme), ACTIVE]
    for change in changes:
        if (problem := _refusal(shape, scheme, names, rows, change)) is not None:
            problems.append(problem)
        else:
            _set(shape, rows, change, names)
    return MappingProxyType({code: row for code, row in rows.items() if row.get(ACTIVE) != "no"})


def _refusal(
    shape: Shape, scheme: str, names: list[str], rows: Mapping[str, Cells], change: Change
) -> Problem | None:
    fixed = {*shape.key, "level", "class", *((ACTIVE,) if shape.closed else ())}
    if change.field not in names or change.field in fixed:
        free = "、".join(name for name in names if name not in fixed)
        message = f"表“{change.table}”没有可改的字段“{change.field}”。"
        return problem_of("overlay_unknown_field", change, message, f"可改的字段：{free}。")
    if change.code not in rows and (problem := _no_new_row(shape, change)) is not None:
        return problem
    return _bad_value(shape, scheme, change)


def _no_new_row(shape: Shape, change: Change) -> Problem | None:
    message = f"表“{change.table}”没有代码“{change.code}”。"
    if shape.closed:
        remedy = "请核对代码；这张表不能增加代码。"
    elif change.field != shape.first:
        remedy = f"请核对代码；若是新代码，它的第一行须给出“{shape.first}”。"
    elif change.code.count(".") < len(shape.key) - 1:
        remedy = f"请写成“{'.'.join(_KEY_TITLES[part] for part in shape.key)}”。"
    else:
        return None
    return problem_of("overlay_unknown_code", change, message, remedy)


def _bad_value(shape: Shape, scheme: str, change: Change) -> Problem | None:
    choices = _choices(shape, scheme, change.field)
    if choices and change.value not in choices:
        message = f"“{change.field}”不能是“{change.value}”。"
        return problem_of("overlay_bad_value", change, message, f"请用：{'、'.join(choices)}。")
    if not change.value and change.field == "name":
        message = f"“{change.code}”的名称不能空着。"
        return problem_of("overlay_bad_value", change, message, "请填写名称。")
    return None


def _choices(shape: Shape, scheme: str, field: str) -> tuple[str, ...]:
    return {
        ACTIVE: ("yes", "no"),
        "severity": ("error", "notice", "none"),
        "group": tuple(shipped("destination_group", scheme)),
        "kind": ("off", "work") if shape.name == "holidays" else (),
        "startup_form": ("", *STARTUP_FORMS),
    }.get(field, ())


def _set(shape: Shape, rows: dict[str, Cells], change: Change, names: Sequence[str]) -> None:
    row = rows.get(change.code)
    if row is None:
        row = rows[change.code] = dict.fromkeys(names, "") | _key(shape, change.code)
    row[change.field] = change.value
    touched = [part for part in row.get("overlaid", "").split("|") if part]
    row["overlaid"] = "|".join(dict.fromkeys((*touched, change.field)))
    note = f"本校修订（{change.field}，{change.by}，{change.at}：{change.reason}）"
    if change.field != "basis":
        row["basis"] = "；".join(part for part in (row.get("basis", ""), note) if part)


def _key(shape: Shape, code: str) -> Cells:
    values = code.split(".", len(shape.key) - 1)
    return dict(zip(shape.key, values, strict=True))
