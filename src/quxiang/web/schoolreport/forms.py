"""The words of a report, section by section."""

from __future__ import annotations

from typing import Any

from django import forms

from quxiang.web.schoolreport.sections import SECTIONS

LONGEST = 6000
_CONTROL = {"class": "form-control"}


class TextsForm(forms.Form):
    """Title and one text a section."""

    title = forms.CharField(
        label="标题", max_length=100, widget=forms.TextInput(attrs=_CONTROL),
        error_messages={"required": "请写标题。"},
    )  # fmt: skip

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for each in SECTIONS:
            self.fields[each.code] = forms.CharField(
                label=each.title, max_length=LONGEST,
                widget=forms.Textarea(attrs={**_CONTROL, "rows": 5}),
                error_messages={"required": f"“{each.title}”还没有文字。"},
            )  # fmt: skip
