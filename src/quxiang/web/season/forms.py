"""What is told when a deadline moves."""

from __future__ import annotations

from typing import Any

from django import forms

from quxiang.web.common.momentfield import MomentField
from quxiang.web.destinations.changes import title_of_field
from quxiang.web.destinations.fields import FIELDS
from quxiang.web.orgs.models import Unit
from quxiang.web.orgs.selectors import colleges
from quxiang.web.season.progress import Calendar

_CONTROL = {"class": "form-control"}
_SELECT = {"class": "form-select"}
NO_MOMENT = {"required": "请选时刻。"}


def field_choices() -> list[tuple[str, str]]:
    """Return what may be opened by itself, the destination first."""
    return [("", "不单独开放"), *((name, title_of_field(name)) for name in ("code", *FIELDS))]


def _reason() -> forms.CharField:
    return forms.CharField(
        label="原因", max_length=300, widget=forms.TextInput(attrs=_CONTROL),
        error_messages={"required": "请写明原因，学院会看到。"},
    )  # fmt: skip


class ExtensionForm(forms.Form):
    """Who has longer, for which period, until when, why."""

    college = forms.ModelChoiceField(
        label="学院", queryset=Unit.objects.none(), empty_label="请选学院",
        widget=forms.Select(attrs=_SELECT),
        error_messages={"required": "请选学院。", "invalid_choice": "请选列出的学院。"},
    )  # fmt: skip
    student_no = forms.CharField(
        label="只给一名毕业生（学号）", max_length=40, required=False,
        widget=forms.TextInput(attrs=_CONTROL), help_text="空着就是给整个学院。",
    )  # fmt: skip
    field = forms.ChoiceField(
        label="只单独开放一项（退回后只许改部分填报项的）", required=False,
        widget=forms.Select(attrs=_SELECT), choices=field_choices,
        error_messages={"invalid_choice": "请选列出的填报项。"},
    )  # fmt: skip
    label = forms.ChoiceField(
        label="期", widget=forms.Select(attrs=_SELECT),
        error_messages={"required": "请选期。", "invalid_choice": "请选列出的期。"},
    )  # fmt: skip
    until = MomentField(label="延至", error_messages=NO_MOMENT)
    reason = _reason()

    def __init__(self, calendar: Calendar, *args: Any) -> None:
        super().__init__(*args)
        fields: dict[str, Any] = self.fields
        fields["college"].queryset = colleges(calendar.cohort.school_id)
        at = calendar.shown
        near = [each for each in calendar.periods if each.lenient > calendar.now]
        near += [each for each in calendar.until_now() if each not in near]
        fields["label"].choices = [(each.label, each.deadline.title) for each in near]
        fields["label"].initial = at.label


class OutageForm(forms.Form):
    """What could not be used, from when to when, how that is known."""

    what = forms.CharField(
        label="停用的系统", max_length=80, widget=forms.TextInput(attrs=_CONTROL),
        error_messages={"required": "请写明停用的是哪个系统。"},
    )  # fmt: skip
    began_at = MomentField(label="停用自", error_messages=NO_MOMENT)
    over_at = MomentField(label="恢复于", error_messages=NO_MOMENT)
    reason = _reason()
