"""Forms that change what is known of graduates: one, or many at once."""

from __future__ import annotations

from typing import Any

from django import forms

from quxiang.web.common.numberfield import NumberField
from quxiang.web.orgs.models import Unit
from quxiang.web.orgs.selectors import colleges
from quxiang.web.roster.models import Cohort, Status

CONTROL = {"class": "form-control"}
SELECT = {"class": "form-select"}


class DatedForm(forms.Form):
    """What every change says of itself: since when, and why."""

    effective_on = forms.DateField(
        label="生效日期", widget=forms.DateInput(attrs={**CONTROL, "type": "date"})
    )
    note = forms.CharField(
        label="依据", max_length=200, widget=forms.TextInput(attrs=CONTROL),
        help_text="文件号或说明，例如“教务处 6 月 20 日延期名单”。",
    )  # fmt: skip


class StatusForm(DatedForm):
    """A new status."""

    status = forms.ChoiceField(
        label="学籍状态", choices=Status.choices, widget=forms.Select(attrs=SELECT)
    )
    field_order = ("status", "effective_on", "note")


class TransferForm(DatedForm):
    """Another responsible college."""

    college = forms.ModelChoiceField(
        label="转到", queryset=Unit.objects.none(), widget=forms.Select(attrs=SELECT)
    )
    field_order = ("college", "effective_on", "note")

    def __init__(self, *args: Any, school_id: int, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["college"].queryset = colleges(school_id)  # type: ignore[attr-defined]


class RemovalForm(forms.Form):
    """Why somebody does not belong on the roster."""

    note = forms.CharField(
        label="原因", max_length=200, widget=forms.TextInput(attrs=CONTROL),
        help_text="移出后不再计入任何统计，记录与历史仍保留。",
    )  # fmt: skip


class CohortForm(forms.Form):
    """A cohort to open."""

    year = NumberField(label="届", min_value=2015, max_value=2099)
    scheme = forms.ChoiceField(
        label="去向方案", choices=[("2024", "2024 方案"), ("2021", "2021 方案")],
        widget=forms.Select(attrs=SELECT),
    )  # fmt: skip
    window = forms.ChoiceField(
        label="毕业时间范围", choices=Cohort.Window.choices, initial=Cohort.Window.ACADEMIC_YEAR,
        widget=forms.Select(attrs=SELECT),
    )  # fmt: skip

    #: the cohort that has the year itself
    own: int = 0

    def __init__(self, *args: Any, school_id: int, **more: Any) -> None:
        super().__init__(*args, **more)
        self.school_id = school_id

    def clean_year(self) -> int:
        year = int(self.cleaned_data["year"])
        if Cohort.objects.filter(school_id=self.school_id, year=year).exclude(pk=self.own).exists():
            raise forms.ValidationError(f"{year} 届已经开设，请在“届别与设置”里打开它。")
        return year


class CorrectionForm(CohortForm):
    """A cohort that was opened wrongly: what it should have been, and how one knows."""

    reason = forms.CharField(label="原因", max_length=100, widget=forms.TextInput(attrs=CONTROL))
    seen = forms.CharField(max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, own: int, **more: Any) -> None:
        super().__init__(*args, **more)
        self.own = own


class ReasonForm(forms.Form):
    """Why something is done that many people notice."""

    reason = forms.CharField(label="原因", max_length=200, widget=forms.TextInput(attrs=CONTROL))
