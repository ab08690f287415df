"""What changed of an employer, told as a person may read it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from quxiang.web.employers.models import EmployerChange

_TITLES = {
    "name": "名称", "uscc": "信用代码", "status": "登记状态", "status_on": "状态日期",
    "founded_on": "成立日期", "address": "注册地址", "legal_person_hash": "法定代表人",
    "phone_hash": "电话",
}  # fmt: skip
_HASHED = ("legal_person_hash", "phone_hash")
_KINDS = {"merge": "并入", "look_up": "采用查询结果", "edit": "更改", "import": "导入"}


@dataclass(frozen=True)
class Told:
    """One change: what it was, and each field before and after."""

    change: EmployerChange
    kind: str
    lines: list[str]


def told(changes: Iterable[EmployerChange]) -> list[Told]:
    """Return changes in words; of what is kept as a hash only that it changed."""
    return [Told(each, _KINDS.get(each.kind, each.kind), _lines(each)) for each in changes]


def _lines(change: EmployerChange) -> list[str]:
    if change.kind == "merge":
        return [f"“{change.before.get('name', '')}”并入这个单位。"]
    return [_line(name, was, change.after.get(name)) for name, was in change.before.items()]


def _line(name: str, was: object, now: object) -> str:
    told = "改了，只留散列" if name in _HASHED else _pair(was, now)
    return f"{_TITLES.get(name, name)}：{told}"


def _pair(was: object, now: object) -> str:
    return f"{was or '没有'} → {now or '没有'}"
