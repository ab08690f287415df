"""Forms of the notice, of periods and of holds."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms

from quxiang.web.accounts.forms import text
from quxiang.web.common.numberfield import NumberField


def area(label: str, rows: int, **more: Any) -> forms.CharField:
    attrs = {"class": "form-control", "rows": rows}
    return forms.CharField(label=label, widget=forms.Textarea(attrs=attrs), **more)


class NoticeForm(forms.Form):
    """A new version of the notice."""

    changes = text("这一版有什么变化", max_length=300, help_text="登录的人先看到这一句。")
    text = area(
        "全文", 22, max_length=20_000, min_length=50,
        help_text="以 ## 开头的行是小标题，其余每行一段。",
    )  # fmt: skip
    after = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class PeriodForm(forms.Form):
    """How long a kind is kept, and why so long."""

    days = NumberField(
        label="保存多少天", required=False, min_value=1, max_value=36_500,
        help_text="留空表示不删除，一直保存到学校作出决定。",
    )  # fmt: skip
    basis = text("依据", max_length=300, help_text="例如学校档案管理规定的名称和条款。")


class HoldForm(forms.Form):
    """Whom or what to keep: a student number, or a whole cohort."""

    student_no = text("学号", max_length=30, required=False, help_text="留存一个人时填写。")
    year = NumberField(label="届别", required=False, help_text="留存整届时填写，例如 2024。")
    reason = text("原因", max_length=200, help_text="例如案号，或要求留存的部门与文号。")

    def clean_student_no(self) -> str:
        return unicodedata.normalize("NFKC", str(self.cleaned_data["student_no"])).strip()

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if bool(given.get("student_no")) == bool(given.get("year")):
            raise forms.ValidationError("学号和届别请填一项：留存一个人填学号，留存整届填届别。")
        return given
