"""What differs between two versions, in words; which differences are only clerical."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from quxiang.standards import Standard
from quxiang.web.destinations.fields import FIELDS, codes_of
from quxiang.web.destinations.models import Destination


@dataclass(frozen=True)
class Difference:
    """One field before and after, as people read it."""

    name: str
    title: str
    before: str
    after: str


def _value(version: Destination, name: str) -> object:
    return version.contact_phone_blind if name == "contact_phone" else getattr(version, name)


def changed_fields(before: Destination, after: Destination) -> list[str]:
    """Return the names of the fields that differ, the code first."""
    return [name for name in ("code", *FIELDS) if _value(before, name) != _value(after, name)]


def title_of_field(name: str) -> str:
    """Return what a field is called, the code's too."""
    return FIELDS[name].title if name in FIELDS else "毕业去向"


def is_clerical(names: Iterable[str]) -> bool:
    """Say whether all these fields are clerical: contacts, address, typing (N3.3)."""
    return all(name in FIELDS and FIELDS[name].clerical for name in names)


def said(standard: Standard, version: Destination, name: str) -> str:
    """Return one field of a version as it is read; a telephone number is masked."""
    if name == "code":
        row = standard.destinations.get(version.code)
        return f"{version.code} {row.name}" if row is not None else version.code
    if name == "contact_phone":
        return version.contact_phone_masked
    value = getattr(version, name)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return value.isoformat()
    return _names(standard, name).get(value, value) if value else ""


def _names(standard: Standard, name: str) -> Mapping[str, str]:
    return codes_of(standard, FIELDS[name].kind)


def differences(standard: Standard, before: Destination, after: Destination) -> list[Difference]:
    """Return what changed between any two versions of a destination, field by field."""
    return [
        Difference(
            name, title_of_field(name),
            said(standard, before, name), said(standard, after, name),
        )
        for name in changed_fields(before, after)
    ]  # fmt: skip
