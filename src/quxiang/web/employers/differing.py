"""What a look-up says otherwise than the list: field by field, for a person to decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from quxiang.standards import fold_name
from quxiang.web.common import clock
from quxiang.web.employers.lookupmodels import LookUp, Outcome
from quxiang.web.employers.models import Employer
from quxiang.web.employers.normalising import address_key

#: what a list calls an employer an interface does not know; the rules know the word
ABSENT = "查无此单位"


@dataclass(frozen=True)
class Difference:
    """One field told otherwise; ``values`` are the columns that would be written."""

    field: str
    title: str
    ours: str
    theirs: str
    values: Mapping[str, Any]
    former_names: tuple[str, ...] = ()


def differences(employer: Employer, look_up: LookUp) -> list[Difference]:
    """Return what differs; a field the look-up does not tell is no difference.

    Former names need the employer's names at hand (``names``).
    """
    if look_up.outcome == Outcome.FAILED:
        return []
    if look_up.outcome == Outcome.ABSENT:
        return _absent(employer, look_up)
    found = [_name(employer, look_up), _code(employer, look_up), _status(employer, look_up)]
    found += [_founded(employer, look_up), _address(employer, look_up)]
    found += [
        _hash(employer, look_up, "legal_person_hash", "法定代表人"),
        _hash(employer, look_up, "phone_hash", "电话"), _former(employer, look_up),
    ]  # fmt: skip
    return [each for each in found if each is not None]


def _absent(employer: Employer, look_up: LookUp) -> list[Difference]:
    if employer.status == ABSENT:
        return []
    values = {"status": ABSENT, "status_on": clock.local(look_up.at).date()}
    return [Difference("status", "登记状态", employer.status or "未知", ABSENT, values)]


def _name(employer: Employer, look_up: LookUp) -> Difference | None:
    if not look_up.name or fold_name(look_up.name) == employer.folded_name:
        return None
    values = {"name": look_up.name}
    return Difference("name", "名称", employer.name, look_up.name, values)


def _code(employer: Employer, look_up: LookUp) -> Difference | None:
    if not look_up.uscc or look_up.uscc == employer.uscc:
        return None
    values = {"uscc": look_up.uscc}
    return Difference("uscc", "信用代码", employer.uscc or "没有", look_up.uscc, values)


def _status(employer: Employer, look_up: LookUp) -> Difference | None:
    if not look_up.status or look_up.status == employer.status:
        return None
    on = look_up.status_on or clock.local(look_up.at).date()
    values = {"status": look_up.status, "status_on": on}
    return Difference("status", "登记状态", employer.status or "未知", look_up.status, values)


def _founded(employer: Employer, look_up: LookUp) -> Difference | None:
    if look_up.founded_on is None or look_up.founded_on == employer.founded_on:
        return None
    values = {"founded_on": look_up.founded_on}
    ours = _day(employer.founded_on)
    return Difference("founded_on", "成立日期", ours, _day(look_up.founded_on), values)


def _address(employer: Employer, look_up: LookUp) -> Difference | None:
    if not look_up.address or address_key(look_up.address) == employer.address_key:
        return None
    values = {"address": look_up.address}
    return Difference("address", "注册地址", employer.address or "未知", look_up.address, values)


def _hash(employer: Employer, look_up: LookUp, column: str, title: str) -> Difference | None:
    ours, theirs = getattr(employer, column), getattr(look_up, column)
    if not theirs or ours == theirs:
        return None
    told = "与名录的不同" if ours else "名录里没有，接口有"
    return Difference(column, title, "有（只留散列）" if ours else "没有", told, {column: theirs})


def _former(employer: Employer, look_up: LookUp) -> Difference | None:
    known = {each.folded_name for each in employer.names.all()} | {employer.folded_name}
    fresh = [each for each in look_up.former_names if fold_name(each) not in known]
    if not fresh:
        return None
    borne = [each.name for each in employer.names.all() if not each.current]
    return Difference(
        "former_names", "曾用名", "、".join(borne) or "没有", "、".join(fresh), {}, tuple(fresh)
    )


def _day(on: date | None) -> str:
    return "未知" if on is None else on.isoformat()
