"""What is packed for whom, and a number an inspector names."""

from __future__ import annotations

from django import forms

from quxiang.web.inspection.states import Choice

_CONTROL = {"class": "form-control"}


class PackForm(forms.Form):
    """For whom, why, until when, whose evidence goes along."""

    purpose = forms.CharField(
        label="用途", max_length=160, widget=forms.TextInput(attrs=_CONTROL),
        help_text="例如“省教育厅 2024 年就业数据核查”。会记入留痕，并印在包里。",
        error_messages={"required": "请写明用途。"},
    )  # fmt: skip
    recipient = forms.CharField(
        label="交给", max_length=80, widget=forms.TextInput(attrs=_CONTROL),
        help_text="单位和经办人。", error_messages={"required": "请写明交给谁。"},
    )  # fmt: skip
    expires_on = forms.DateField(
        label="用到", widget=forms.DateInput(attrs={**_CONTROL, "type": "date"}),
        help_text="这一天（含当日）以后，这里不再能下载；最长 60 天。",
        error_messages={"required": "请选日期。", "invalid": "请按 2024-06-20 的样子写日期。"},
    )  # fmt: skip
    choice = forms.ChoiceField(
        label="哪些人的佐证材料", choices=Choice.choices,
        widget=forms.Select(attrs={"class": "form-select"}),
        error_messages={"required": "请选一项。", "invalid_choice": "请从列表里选。"},
    )  # fmt: skip
    count = forms.IntegerField(
        label="随机抽几人", required=False, min_value=1, max_value=100_000,
        widget=forms.NumberInput(attrs=_CONTROL),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), "请填 1 以上的整数。"),
    )  # fmt: skip
    seed = forms.CharField(
        label="种子", required=False, max_length=32, widget=forms.TextInput(attrs=_CONTROL),
        help_text="可由检查人员说一个；同一种子和同一名册抽出同样的人，谁都可以重抽核对。",
    )  # fmt: skip
    numbers = forms.CharField(
        label="给定名单", required=False, max_length=60_000,
        widget=forms.Textarea(attrs={**_CONTROL, "rows": 4}),
        help_text="选“按给定名单”时填：学号或考生号，一行一个，最多 2,000 个。",
    )  # fmt: skip


class NumberForm(forms.Form):
    """Whose whole file is opened."""

    number = forms.CharField(
        label="学号或考生号", max_length=60, widget=forms.TextInput(attrs=_CONTROL),
        error_messages={
            "required": "请写学号或考生号。",
            "max_length": "太长了，请只输一个完整的学号或考生号。",
        },
    )  # fmt: skip


class DrawForm(forms.Form):
    """A draw of one, by a seed."""

    seed = forms.CharField(
        label="种子", max_length=32, widget=forms.TextInput(attrs=_CONTROL),
        help_text="由检查人员说一个，或用给出的。", error_messages={"required": "请写种子。"},
    )  # fmt: skip
