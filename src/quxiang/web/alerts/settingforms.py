"""Forms of what the centre sets: of one rule, and of how long a finding may wait."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from quxiang.engine.ruleform import Rule
from quxiang.engine.yamlform import Value
from quxiang.web.accounts.forms import text
from quxiang.web.alerts.duedates import DAYS, LEAST, MOST
from quxiang.web.alerts.governing import Chosen
from quxiang.web.alerts.parameters import LONGEST, read, refusal, said
from quxiang.web.alerts.parameterwords import CHOICES, told_of
from quxiang.web.alerts.services.setting import Wanted
from quxiang.web.alerts.states import Severity
from quxiang.web.common.numberfield import NumberField
from quxiang.web.common.refusals import InvalidError
from quxiang.web.roster.forms import CONTROL, SELECT

PREFIX = "p_"
WHY = "写明谁决定、依据什么，例如会议或文件。"


class RuleForm(forms.Form):
    """Whether a rule runs, from when, with which parameters, and why that is changed."""

    runs = forms.ChoiceField(
        label="这一届", choices=[("yes", "运行"), ("no", "停用")], widget=forms.Select(attrs=SELECT)
    )
    starts_on = forms.DateField(
        label="从哪一天起", required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={**CONTROL, "type": "date"}),
        help_text="留空表示一直运行；此日以前的运行不问这条规则。",
        error_messages={"invalid": "“从哪一天起”应是一个日期，如 2024-08-08。"},
    )  # fmt: skip

    def __init__(self, *args: Any, rule: Rule, after: int, **more: Any) -> None:
        super().__init__(*args, **more)
        self.rule = rule
        self.values: dict[str, Value] = {}
        for name, default in rule.params.items():
            self.fields[PREFIX + name] = _field(rule, name, default)
        self.fields["reason"] = _reason()
        hidden = forms.HiddenInput
        self.fields["after"] = forms.IntegerField(min_value=0, initial=after, widget=hidden)

    @staticmethod
    def initial_of(chosen: Chosen, values: Mapping[str, Value]) -> dict[str, Any]:
        """Return what the form shows for what is set."""
        typed = {PREFIX + name: said(value) for name, value in values.items()}
        runs = "yes" if chosen.runs else "no"
        return {"runs": runs, "starts_on": chosen.starts_on, **typed}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for name in self.rule.params:
            if PREFIX + name not in given:
                continue
            try:
                self.values[name] = read(self.rule, name, str(given.get(PREFIX + name, "")))
            except InvalidError as error:
                self.add_error(PREFIX + name, str(error))
        return given

    def asks_no_reason(self) -> None:
        """Ask for no reason: what is only tried changes nothing."""
        self.fields["reason"].required = False

    @property
    def wanted(self) -> Wanted:
        given = self.cleaned_data
        return Wanted(given["runs"] == "yes", given["starts_on"], self.values)


def _reason() -> forms.CharField:
    told = {"required": "请写明原因：谁决定、依据什么。"}
    return text("原因", max_length=200, help_text=WHY, error_messages=told)


def _field(rule: Rule, name: str, default: Value) -> forms.Field:
    told = told_of(rule.code, name)
    label = f"{told.title}（{told.unit}）" if told.unit else told.title
    usual = f"规则原来：{said(default, told)}。"
    if told.choices and not isinstance(default, tuple):
        choices = [(each, CHOICES.get(each, each)) for each in told.choices]
        wrong = {"invalid_choice": refusal(default, told, "%(value)s")}
        return forms.ChoiceField(
            label=label, choices=choices, help_text=usual, error_messages=wrong,
            widget=forms.Select(attrs=SELECT),
        )  # fmt: skip
    if isinstance(default, int) and not isinstance(default, bool):
        usual = f"{told.least:,} 到 {told.most:,}。{usual}"
    elif isinstance(default, tuple):
        usual = f"几项用顿号隔开。{usual}"
    long = isinstance(default, tuple) and len(said(default)) > 60
    widget = forms.Textarea(attrs={**CONTROL, "rows": 3}) if long else None
    # empty, too long or of another form: the reader of parameters has one sentence for each
    return forms.CharField(
        label=label, max_length=2 * LONGEST, help_text=usual,
        error_messages={"required": refusal(default, told, "")},
        widget=widget or forms.TextInput(attrs={**CONTROL, "autocomplete": "off"}),
    )  # fmt: skip


class DueForm(forms.Form):
    """How many working days each severity may wait."""

    def __init__(self, *args: Any, days: Mapping[str, int], after: int, **more: Any) -> None:
        super().__init__(*args, **more)
        for each in DAYS:
            word = f"{Severity(each).label}（工作日）"
            self.fields[str(each)] = NumberField(label=word, initial=days[each])
            sentence = f"“{Severity(each).label}”的答复期限应是 {LEAST} 到 {MOST} 的整数。"
            self.fields[str(each)].error_messages = dict.fromkeys(("invalid", "required"), sentence)
        self.fields["reason"] = _reason()
        hidden = forms.HiddenInput
        self.fields["after"] = forms.IntegerField(min_value=0, initial=after, widget=hidden)

    @property
    def days(self) -> dict[str, int]:
        return {str(each): self.cleaned_data[str(each)] for each in DAYS}
