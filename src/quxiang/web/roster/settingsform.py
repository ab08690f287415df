"""A cohort's settings as a form: each field is read by the reader of ``--settings`` itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from django import forms
from django.forms import BoundField

from quxiang.cli.phrases import word
from quxiang.standards import Settings, settings_of_values
from quxiang.standards.settings import COUNTS_FROM, STATUSES, SWING_UNITS, Value
from quxiang.standards.settingsvalues import CALENDAR, MAIN, RefusedError
from quxiang.web.common.numberfield import NumberField
from quxiang.web.roster.cohortreading import READINGS, SPOKEN, Title
from quxiang.web.roster.forms import CONTROL, SELECT

_SPACES = re.compile(r"[\s,，、;；]+")
_DAY = "写成 07-24 这样的“月-日”。"
_CODES = {
    "flexible_members": "两位去向代码，用顿号隔开，例如 12、76。留空表示未设定，两种读法并列。",
    "own_school_codes": "统一社会信用代码，用顿号隔开；本校科研助理岗不算扎堆。没有就留空。",
}


def _choice(choices: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(choices=choices, widget=forms.Select(attrs=SELECT))


def _either(yes: str, no: str) -> forms.ChoiceField:
    return _choice([("true", yes), ("false", no)])


def _text(hint: str, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        max_length=2_000, required=required, help_text=hint, widget=forms.TextInput(attrs=CONTROL)
    )


def _codes(text: str) -> list[str] | None:
    return [each for each in _SPACES.split(text) if each]


def _flag(text: str) -> bool:
    return text == "true"


def _same(answer: Any) -> object:
    return answer


def _day_field(name: str, default: object) -> forms.Field:
    if not isinstance(default, bool):
        return _text(_DAY)
    if name.endswith("_inclusive"):
        return _either(
            f"{READINGS[True]}：当天 24 点以前都不迟", f"{READINGS[False]}：当天 0 点以前"
        )
    return _either("设", "不设")


#: how a field's answer becomes what a settings file would hold; others stay as they are
RAW: Mapping[str, Callable[[Any], object]] = {
    "flexible_members": lambda text: _codes(text) or None,
    "own_school_codes": _codes,
    "other_hire_is_employer": _flag,
}


class SettingsForm(forms.Form):
    """Every setting of a cohort that is not the cohort's own, and why it is changed."""

    counted_statuses = forms.MultipleChoiceField(
        choices=[(each, each) for each in STATUSES], widget=forms.CheckboxSelectMultiple
    )
    counts_from = _choice([(each, word(each, "zh")) for each in COUNTS_FROM])
    flexible_members = _text(_CODES["flexible_members"], required=False)
    other_hire_is_employer = _either(word("as_employer", "zh"), word("apart", "zh"))
    swing_unit = _choice([(each, word(each, "zh")) for each in SWING_UNITS])
    swing_base = NumberField(min_value=1)
    own_school_codes = _text(_CODES["own_school_codes"], required=False)
    reason = forms.CharField(label="原因", max_length=200, widget=forms.TextInput(attrs=CONTROL))
    after = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, titles: Mapping[str, Title], **more: Any) -> None:
        super().__init__(*args, **more)
        for name, default in asdict(Settings().calendar).items():
            self.fields[f"calendar.{name}"] = _day_field(name, default)
        self.titles = titles
        self.hints = {name: str(field.help_text) for name, field in self.fields.items()}
        for name, title in titles.items():
            field = self.fields[name]
            field.label = title.text
            field.help_text = f"{field.help_text}{title.ground}"

    @classmethod
    def initial_of(cls, settings: Settings, after: int) -> dict[str, Any]:
        """Return what the form shows for these settings."""
        values = {name: settings.values[name] for name in ("counted_statuses", *SPOKEN)}
        days = {f"calendar.{name}": v for name, v in asdict(settings.calendar).items()}
        shown = {name: _answer(value) for name, value in (values | days).items()}
        return {**shown, "counted_statuses": list(settings.counted_statuses), "after": after}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        self.values: dict[str, Any] = {}
        self.days: dict[str, Any] = {}
        for name in self.titles:
            if name in given:
                self._read(name, given[name])
        return given

    def _read(self, name: str, answer: Any) -> None:
        key = name.removeprefix("calendar.")
        of_calendar = key != name
        reader = CALENDAR[key] if of_calendar else MAIN[key]
        boolean = answer in ("true", "false")
        value = _flag(answer) if boolean else RAW.get(name, _same)(answer)
        try:
            read = None if value is None else _plain(reader(value))
            (self.days if of_calendar else self.values)[key] = read
        except RefusedError as refused:
            self.add_error(name, f"{refused}。{self.hints[name]}")

    def settings(self, rules: Mapping[str, Mapping[str, Value]]) -> Settings:
        """Return the settings a valid form stands for, with overridden rule parameters."""
        plain = {code: {n: _plain(v) for n, v in each.items()} for code, each in rules.items()}
        return settings_of_values({**self.values, "calendar": self.days, "rules": plain})

    @property
    def rows(self) -> list[BoundField]:
        """Return the fields figures depend on."""
        return [self[name] for name in self.titles if not name.startswith("calendar.")]

    @property
    def calendar_rows(self) -> list[BoundField]:
        return [self[name] for name in self.titles if name.startswith("calendar.")]


def _answer(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "、".join(value) if isinstance(value, tuple) else ("" if value is None else value)


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value
