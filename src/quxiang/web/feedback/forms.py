"""What is told of a list from above."""

from __future__ import annotations

from typing import Any

from django import forms

from quxiang.web.feedback.models import Source
from quxiang.web.feedback.services.keeping import About

_TOLD = [each for each in Source.choices if each[0] != Source.UNTOLD]
_CONTROL = {"class": "form-control"}
_DAY = {"class": "form-control", "type": "date"}
BAD_DAY = {"required": "请选日期。", "invalid": "这不是日期，请写成 2024-06-20 的样子。"}


class AboutForm(forms.Form):
    """Who sent a list, in which round, under which number, when, until when."""

    source = forms.ChoiceField(
        label="来源", choices=_TOLD, widget=forms.Select(attrs={"class": "form-select"}),
        error_messages={"required": "请选是谁发来的。", "invalid_choice": "请选列出的来源。"},
    )  # fmt: skip
    round = forms.CharField(
        label="轮次", max_length=40, required=False, widget=forms.TextInput(attrs=_CONTROL),
        help_text="照来文写，例如“第 2 轮”。轮次和文号至少填一项。",
    )  # fmt: skip
    document_no = forms.CharField(
        label="文号", max_length=80, required=False, widget=forms.TextInput(attrs=_CONTROL)
    )
    received_on = forms.DateField(
        label="收到日期", widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"),
        error_messages=BAD_DAY,
    )  # fmt: skip
    due_on = forms.DateField(
        label="答复期限", widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"),
        error_messages=BAD_DAY,
    )  # fmt: skip

    def about(self) -> About:
        return About(**self.cleaned_data)


class TakeForm(AboutForm):
    """A list with its file."""

    file = forms.FileField(
        label="文件", widget=forms.ClearableFileInput(attrs=_CONTROL),
        error_messages={"required": "请选择文件。", "empty": "这个文件是空的，没有内容。"},
    )  # fmt: skip

    def about(self) -> About:
        told: dict[str, Any] = {k: v for k, v in self.cleaned_data.items() if k != "file"}
        return About(**told)
