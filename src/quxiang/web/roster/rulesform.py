"""Overridden rule parameters as rows, each checked against the shipped rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms import BaseFormSet, formset_factory

from quxiang.cli.phrases import word
from quxiang.engine.catalogue import shipped_rules, with_parameters
from quxiang.engine.yamlform import shown, typed
from quxiang.problems import UnusableError
from quxiang.standards.settingsfile import SWING
from quxiang.web.accounts.forms import text
from quxiang.web.roster.cohortreading import usual_of

if TYPE_CHECKING:
    from quxiang.standards import Settings
    from quxiang.standards.settings import Value

#: where a problem of a row is said
_PLACES = {"unknown_rule": "code", "unknown_parameter": "parameter", "bad_parameter": "value"}
_MOST = 80


class RuleForm(forms.Form):
    """One parameter of one rule, set otherwise than shipped; emptied, it is as shipped again."""

    code = text("规则", max_length=10, required=False, attrs={"list": "rules"})
    parameter = text("参数", max_length=40, required=False)
    value = text("值", max_length=200, required=False)

    #: what a filled and valid row sets: rule, parameter, value
    override: tuple[str, str, Value] | None = None

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        if "code" in self.initial:
            usual = usual_of(self.initial["code"], self.initial["parameter"])
            self.fields["value"].help_text = usual

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        parts = {name: str(given.get(name, "")).strip() for name in self.fields}
        if any(parts.values()) and not self.errors:
            self._check(parts)
        return given

    def _check(self, parts: Mapping[str, str]) -> None:
        for name in (name for name, part in parts.items() if not part):
            self.add_error(name, "这一行没有填完。规则、参数、值都要写；整行清空就恢复原值。")
        if self.errors:
            return
        code, name = parts["code"].upper(), parts["parameter"]
        twin = next((key for key, each in SWING.items() if (code, each) == ("T101", name)), "")
        if twin:
            self.add_error("parameter", f"请在上面的“{word(twin, 'zh')}”里设置。")
            return
        try:
            checked = with_parameters(shipped_rules(), {code: {name: typed(parts["value"])}})
        except UnusableError as error:
            for problem in error.problems:
                self.add_error(_PLACES[problem.code], f"{problem.message}{problem.remedy}")
        else:
            self.override = (code, name, checked[code][name])


class _Rows(BaseFormSet):  # type: ignore[type-arg] # it takes none when it runs
    """All rows; the same parameter is set once."""

    def clean(self) -> None:
        seen = set()
        for form in self.forms:
            override = form.override
            if override is not None and override[:2] in seen:
                form.add_error("parameter", f"{override[0]}.{override[1]} 写了两次，请只保留一行。")
            elif override is not None:
                seen.add(override[:2])


RuleRows = formset_factory(
    RuleForm, formset=_Rows, extra=2, max_num=_MOST, absolute_max=_MOST, validate_max=True
)


def overrides_of(rows: BaseFormSet[RuleForm]) -> dict[str, dict[str, Value]]:
    """Return the parameters valid rows set, by rule; those that are as shipped are left out."""
    found: dict[str, dict[str, Value]] = {}
    shipped = {rule.code: rule.params for rule in shipped_rules()}
    for override in (form.override for form in rows.forms):
        if override is not None and shipped[override[0]][override[1]] != override[2]:
            found.setdefault(override[0], {})[override[1]] = override[2]
    return found


def initial_rows(settings: Settings) -> list[dict[str, str]]:
    return [
        {"code": code, "parameter": name, "value": shown(value)}
        for code, parameters in settings.rules.items()
        for name, value in parameters.items()
    ]


def known_rules() -> list[tuple[str, str]]:
    """Return the rules that have parameters: code, and what may be set with the value shipped."""
    return [
        (
            rule.code,
            f"{rule.title}（{'，'.join(f'{n}={shown(v)}' for n, v in rule.params.items())}）",
        )
        for rule in shipped_rules()
        if rule.params
    ]
