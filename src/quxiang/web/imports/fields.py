"""What a column of an import is: its headers, how its cells are read, how they are shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from quxiang.exchange.amounts import read_boolean, read_integer
from quxiang.exchange.dates import date_reader
from quxiang.exchange.persons import phone_number
from quxiang.problems import Problem
from quxiang.standards import CodeTable
from quxiang.standards import identity as identity_numbers
from quxiang.standards.tables import SOURCE, Column, Table, Type
from quxiang.web.common import sealed

#: what a cell says to empty a value; a blank cell never does
CLEAR = "CLEAR"
#: a cell read: the value, or what is wrong with it
Read = tuple[Any, Problem | None]
Reader = Callable[[str], Read]


@dataclass(frozen=True)
class Field:
    """One field of a target. ``read`` turns a cell's text into the value to keep.

    ``sealed`` fields hold a personal number: they are kept in three columns and shown masked.
    """

    name: str
    title: str
    aliases: tuple[str, ...] = ()
    read: Reader = lambda text: (text, None)
    required: bool = False
    #: when a field that may be missing is needed after all, as the sample says it
    needed: str = ""
    sealed: bool = False
    sample: str = ""
    longest: int = 200
    #: how a value is told to a person, where it is a code
    told: Callable[[str], str] = str


def table_of(
    name: str, title: str, fields: Sequence[Field], one_of: Sequence[str] = ()
) -> Table:  # fmt: skip
    """Return the declaration the exchange recognises a target's files by."""
    columns = tuple(
        Column(each.name, Type.TEXT, each.title, (each.title, *each.aliases), personal=each.sealed)
        for each in fields
    )
    required: tuple[tuple[str, ...], ...] = tuple((each.name,) for each in fields if each.required)
    if one_of:
        required = (*required, tuple(one_of))
    return Table(
        f"import_{name}", title, f"导入：{title}。", (*columns, *SOURCE), required=required
    )


def wrong(code: str, value: str, message: str, remedy: str) -> Read:
    return None, Problem(code, message, remedy, value=value)


def text(longest: int = 200) -> Reader:
    def read(cell: str) -> Read:
        if len(cell) > longest:
            return wrong("too_long", cell[:20] + "…", f"超过 {longest} 个字符。", "请缩短。")
        return cell, None

    return read


@lru_cache(maxsize=4096)
def _on(cell: str) -> date | None:
    value = date_reader(month_is_enough=True)(cell).value
    return value if isinstance(value, date) else None


def day(cell: str) -> Read:
    """Read a date in any spelling a workbook has."""
    on = _on(cell)
    if on is None:
        return wrong("bad_date", cell, f"“{cell}”不是日期。", "请写成 2024-06-20 的样子。")
    return on.isoformat(), None


def integer(cell: str) -> Read:
    value = read_integer(cell).value
    if value is None:
        return wrong("bad_integer", cell, f"“{cell}”不是整数。", "请填写数字。")
    return value, None


def boolean(cell: str) -> Read:
    value = read_boolean(cell).value
    if value is None:
        return wrong("bad_boolean", cell, f"“{cell}”不是“是”或“否”。", "请填写是或否。")
    return value, None


def code_of(table: CodeTable[Any]) -> Reader:
    """Read a code or its name; unknown ones are a problem, never dropped."""

    @lru_cache(maxsize=4096)
    def read(cell: str) -> Read:
        code = table.find(cell).code
        if code is None:
            return wrong("unknown_code", cell, f"代码表里没有“{cell}”。", "请改用代码或标准名称。")
        return code, None

    return read


def name_of(table: CodeTable[Any]) -> Callable[[str], str]:
    """Return what gives a code its name; what the table does not know stays as it is."""

    def told(code: str) -> str:
        row = table.rows.get(code)
        return str(row.name) if row is not None else code

    return told


def choice(values: Mapping[str, str]) -> Reader:
    """Read one of a few words; ``values`` is word → value."""

    def read(cell: str) -> Read:
        if cell not in values:
            known = "、".join(values)
            return wrong("unknown_word", cell, f"“{cell}”不在可选范围内。", f"可填：{known}。")
        return values[cell], None

    return read


def identity(cell: str) -> Read:
    """Read an identity number; a wrong check character only warns elsewhere, never blocks."""
    plain = sealed.folded(cell)
    found = identity_numbers.check(plain)
    if found == "bad_form" or (found != "ok" and identity_numbers.lost_digits(plain)):
        shown = sealed.masked(plain)
        return wrong(
            "bad_identity", shown, f"身份证号“{shown}”的格式不对，可能被表格软件改成了数字。",
            "请把该列设为文本后重新填写。",
        )  # fmt: skip
    return plain, None


def phone(cell: str) -> Read:
    number = phone_number(cell) or ""
    if not number.lstrip("+").isdecimal() or not 7 <= len(number) <= 15:
        shown = sealed.masked(cell)
        return wrong("bad_phone", shown, f"“{shown}”不是手机号或电话号码。", "请核对号码。")
    if _MOBILE.match(number) and len(number) != MOBILE_DIGITS:
        shown = sealed.masked(number)
        return wrong(
            "bad_phone", shown, f"“{shown}”像手机号，却是 {len(number)} 位。",
            f"手机号是 {MOBILE_DIGITS} 位，请核对是否漏了或多了数字。",
        )  # fmt: skip
    return number, None


def mail(cell: str) -> Read:
    """Read an address letters go to, as it was typed."""
    address = cell.strip()
    try:
        validate_email(address)
    except ValidationError:
        return wrong("bad_mail", address[:60], f"“{address[:60]}”不是电子邮件地址。", "请核对。")
    return address, None


#: how a mobile number begins; no other number of the country begins so
_MOBILE, MOBILE_DIGITS = re.compile(r"1[3-9]"), 11
