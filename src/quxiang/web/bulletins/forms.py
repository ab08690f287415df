"""What the office writes of a bulletin, and how bulletins are headed."""

from __future__ import annotations

from django import forms

from quxiang.web.bulletins.models import Scope
from quxiang.web.bulletins.wording import LONGEST, TITLE

_CONTROL, _SELECT = {"class": "form-control"}, {"class": "form-select"}
_TEXT = forms.Textarea(attrs={**_CONTROL, "rows": 5})


class WordsForm(forms.Form):
    """The words of a bulletin; its numbers are no field of anything."""

    title = forms.CharField(
        label="标题", max_length=TITLE, widget=forms.TextInput(attrs=_CONTROL),
        error_messages={"required": "标题不能空着。"},
    )  # fmt: skip
    opening = forms.CharField(
        label="开头", required=False, max_length=LONGEST, widget=_TEXT,
        help_text="每行一段，排在数字之前。不写任何人的姓名，不排名次，不定指标。",
    )  # fmt: skip
    closing = forms.CharField(
        label="结尾", required=False, max_length=LONGEST, widget=_TEXT,
        help_text="每行一段，排在“近期安排”之后。",
    )  # fmt: skip


class HeadingForm(forms.Form):
    """Who issues, how it is numbered, and what the worker drafts."""

    organ = forms.CharField(
        label="发文机关", max_length=60, widget=forms.TextInput(attrs=_CONTROL),
        error_messages={"required": "请写发文机关的全称或规范化简称。"},
        help_text="全称或规范化简称；版头印作“某某文件”，落款同名。",
    )  # fmt: skip
    code = forms.CharField(
        label="发文机关代字", max_length=20, widget=forms.TextInput(attrs=_CONTROL),
        error_messages={"required": "请写发文机关代字。"},
        help_text="发文字号由代字、年份和顺序号组成，例如“就创通〔2024〕3号”；发出时自动编号。",
    )  # fmt: skip
    red = forms.BooleanField(
        label="版头套红（发文机关标志和分隔线印成红色）", required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )  # fmt: skip
    weekly = forms.ChoiceField(
        label="周通报", choices=Scope.choices, widget=forms.Select(attrs=_SELECT)
    )
    fortnightly = forms.ChoiceField(
        label="双周通报", choices=Scope.choices, widget=forms.Select(attrs=_SELECT)
    )
    reason = forms.CharField(
        label="原因", max_length=200, widget=forms.TextInput(attrs=_CONTROL),
        error_messages={"required": "请写明谁决定、依据什么。"},
    )  # fmt: skip
    after = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
