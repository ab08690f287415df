"""Apply a school's changes to the raw tables of one scheme, or say why they cannot be applied."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from quxiang.problems import Problem
from quxiang.standards.overlay import Change
from quxiang.standards.sources import SCHEMES, SHAPES, Raw, Shape, columns, shipped
from quxiang.standards.tables import GRADUATES

#: the field that withdraws a row
ACTIVE = "active"
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
    if changed := [change for name, change in mine if name == "destination"]:
        problems.extend(_bad_parents(tables["destination"], changed))
    asked = [change for name, change in mine if name == "required_fields"]
    problems.extend(_bad_requirements(tables, asked))
    return MappingProxyType(tables)


def _unknown_table(change: Change) -> Problem:
    known = "、".join(SHAPES)
    return _problem(
        "overlay_unknown_table", change, f"没有代码表“{change.table}”。", f"可用的表：{known}。"
    )


def _problem(code: str, change: Change, message: str, remedy: str) -> Problem:
    return Problem(code, message, remedy, change.place, change.value)


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
        return _problem("overlay_unknown_field", change, message, f"可改的字段：{free}。")
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
        remedy = "请写成“去向代码.字段”。"
    else:
        return None
    return _problem("overlay_unknown_code", change, message, remedy)


def _bad_value(shape: Shape, scheme: str, change: Change) -> Problem | None:
    choices = _choices(shape, scheme, change.field)
    if choices and change.value not in choices:
        message = f"“{change.field}”不能是“{change.value}”。"
        return _problem("overlay_bad_value", change, message, f"请用：{'、'.join(choices)}。")
    if not change.value and change.field == "name":
        message = f"“{change.code}”的名称不能空着。"
        return _problem("overlay_bad_value", change, message, "请填写名称。")
    return None


def _choices(shape: Shape, scheme: str, field: str) -> tuple[str, ...]:
    return {
        ACTIVE: ("yes", "no"),
        "severity": ("error", "notice", "none"),
        "group": tuple(shipped("destination_group", scheme)),
        "kind": ("off", "work") if shape.name == "holidays" else (),
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


def _bad_parents(rows: Raw, changes: Sequence[Change]) -> Iterator[Problem]:
    """Refuse a table in which some parent is missing, unknown, or cannot have children."""
    last = {change.code: change for change in changes}
    for code, row in rows.items():
        change = last.get(code) or last.get(row["parent"]) or changes[-1]
        if row["parent"] == "" and row["level"] != "1":
            message = f"新代码“{code}”没有上级。"
            yield _problem("overlay_no_parent", change, message, "请再写一行，字段为 parent。")
        elif not _fits(rows, code):
            message = f"“{code}”的上级不能是“{row['parent']}”。"
            remedy = "上级须是仍在表里的二级分类（L2-…）或两位代码。"
            yield _problem("overlay_bad_parent", change, message, remedy)


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


def _bad_requirements(tables: Mapping[str, Raw], changes: Sequence[Change]) -> Iterator[Problem]:
    """Refuse a requirement of an unknown destination or column: nobody would ever be asked."""
    for change in changes:
        row = tables["required_fields"].get(change.code)
        if row is None:
            continue
        if row["code"] not in tables["destination"]:
            message = f"没有去向代码“{row['code']}”。"
            yield _problem("overlay_unknown_code", change, message, "请核对去向代码。")
        for name in (row["field"], *filter(None, row["alternatives"].split("|"))):
            if name not in GRADUATES.by_name:
                message = f"毕业生表没有字段“{name}”。"
                remedy = "请用 quxiang columns 列出的字段名。"
                yield _problem("overlay_unknown_field", change, message, remedy)
