"""Turn what was typed into a destination, or say field by field what cannot be read."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from quxiang.problems import Problem, Where
from quxiang.standards import Standard
from quxiang.web.common import sealed
from quxiang.web.destinations.fields import FIELDS, Asked, Field, asked_of, codes_of
from quxiang.web.destinations.models import Destination, Version

PHONE = re.compile(r"\+?[0-9][0-9\- ]{5,18}[0-9]")
YES_NO = {"yes": True, "no": False}
#: every column a version is made of, as attribute names, without the sealed text of a number
COLUMNS = tuple(
    field.attname for field in Destination._meta.fields if field.attname != "contact_phone_sealed"
)


class Cleaned:
    """The fields of a destination as they will be kept, and the problems in what was typed."""

    def __init__(
        self, standard: Standard, typed: Mapping[str, str], *, demanding: bool = True
    ) -> None:
        self.standard = standard
        self.code = typed.get("code", "").strip()
        self.values: dict[str, Any] = {"code": self.code}
        self.problems: list[Problem] = []
        if self.code not in standard.destinations:
            self._tell("code", "no_code", "还没有选毕业去向。", "请先选一个去向，再填其余内容。")
            return
        for asked in asked_of(standard, self.code):
            text = typed.get(asked.field.name, "").strip()
            self.values.update(self._read(asked.field, text))
        if demanding:
            self._demand(typed)

    def _tell(self, name: str, code: str, message: str, remedy: str, value: str = "") -> None:
        self.problems.append(Problem(code, message, remedy, Where(column=name), value))

    def _demand(self, typed: Mapping[str, str]) -> None:
        for asked in asked_of(self.standard, self.code):
            if asked.must and not _given(asked, typed):
                title = "或".join(FIELDS[n].title for n in (asked.field.name, *asked.alternatives))
                self._tell(
                    asked.field.name, "missing", f"“{title}”还没有填。",
                    asked.field.help or "请填写后再提交。",
                )  # fmt: skip

    def _read(self, field: Field, text: str) -> dict[str, Any]:
        if field.kind == "phone":
            return self._phone(field, text)
        if field.kind == "date":
            return {field.name: self._date(field, text)}
        if field.kind == "yes_no":
            return {field.name: self._yes_no(field, text)}
        choices = codes_of(self.standard, field.kind)
        closed = choices and not field.kind.startswith("open:")
        if closed and text and text not in choices:
            self._tell(
                field.name,
                "unknown_code",
                f"“{text}”不在“{field.title}”的选项里。",
                "请从列表里选。",
                text,
            )
        if len(text) > field.length:
            message = f"“{field.title}”最多 {field.length} 个字，现在是 {len(text)} 个。"
            self._tell(field.name, "too_long", message, "请缩短后再保存。")
        if field.name == "employer_uscc":
            text = sealed.folded(text)
        return {field.name: text}

    def _date(self, field: Field, text: str) -> date | None:
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            self._tell(
                field.name, "bad_date", f"“{text}”不是日期。", "请按“2024-06-20”的样子填。", text
            )
            return None

    def _yes_no(self, field: Field, text: str) -> bool | None:
        if text and text not in YES_NO:
            self._tell(
                field.name, "bad_choice", f"“{field.title}”只能选是或否。", "请重新选。", text
            )
        return YES_NO.get(text)

    def _phone(self, field: Field, text: str) -> dict[str, str]:
        if text and not PHONE.fullmatch(text):
            self._tell(
                field.name,
                "bad_phone",
                "联系人电话不像一个电话号码。",
                "请填手机号，或带区号的座机。",
            )
            return {}
        columns = sealed.columns("contact_phone", text)
        # hashed as graduates' own numbers are, so that the same number is found blind
        return {**columns, "contact_phone_blind": sealed.blind(text, "phone")}

    def version(self) -> Version:
        """Return the fields as a version that is not saved yet, with its digest."""
        version = Version(**self.values)
        version.digest = digest_of(version)
        return version


def _given(asked: Asked, typed: Mapping[str, str]) -> bool:
    return any(typed.get(name, "").strip() for name in (asked.field.name, *asked.alternatives))


def digest_of(version: Destination) -> str:
    """Return the SHA-256 over every field of a destination, as it is signed."""
    values = [[name, _plain(getattr(version, name))] for name in COLUMNS]
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def typed_of(version: Destination) -> dict[str, str]:
    """Return a version as it would be typed, its telephone number in full."""
    return dict(_typed(version))


def _typed(version: Destination) -> Iterator[tuple[str, str]]:
    yield "code", version.code
    for field in FIELDS.values():
        if field.kind == "phone":
            yield field.name, sealed.unseal(version.contact_phone_sealed, "contact_phone")
            continue
        value = getattr(version, field.name)
        if field.kind == "yes_no":
            yield field.name, "" if value is None else "yes" if value else "no"
        else:
            yield field.name, "" if value is None else str(value)
