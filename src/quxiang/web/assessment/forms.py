"""What is proposed, and how long colleges have."""

from __future__ import annotations

from typing import Any

from django import forms

from quxiang.web.assessment.terms import LEAST, MOST, uses_of
from quxiang.web.assessment.wording import LONGEST, TITLE
from quxiang.web.roster.models import Cohort

_CONTROL = {"class": "form-control"}


class ProposalForm(forms.Form):
    """What is proposed in words, and for what it would be used."""

    title = forms.CharField(
        label="事项", max_length=TITLE, widget=forms.TextInput(attrs=_CONTROL),
        error_messages={"required": "请写明是什么事项。"},
        help_text="一句话，不写任何人的姓名，例如“佐证材料缺失且逾期未改”。",
    )  # fmt: skip
    facts = forms.CharField(
        label="事实和理由", max_length=LONGEST,
        widget=forms.Textarea(attrs={**_CONTROL, "rows": 5}),
        error_messages={"required": "请写明事实和理由，学院要据此答复。"},
        help_text="学院和学校都会看到；不写任何人的姓名，个人的情况在所选的依据里。",
    )  # fmt: skip
    uses = forms.MultipleChoiceField(
        label="建议用于", widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
        error_messages={
            "required": "请至少选一项用途。", "invalid_choice": "请选列出的用途。",
        },
    )  # fmt: skip

    def __init__(self, cohort: Cohort, *args: Any) -> None:
        super().__init__(*args)
        fields: dict[str, Any] = self.fields
        fields["uses"].choices = [(code, row.name) for code, row in uses_of(cohort).items()]


def _days(label: str) -> forms.IntegerField:
    wrong = f"请填 {LEAST} 到 {MOST} 的整数。"
    return forms.IntegerField(
        label=label, min_value=LEAST, max_value=MOST, widget=forms.NumberInput(attrs=_CONTROL),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), wrong),
    )  # fmt: skip


class TermsForm(forms.Form):
    """Working days to reply and to appeal, and why they change."""

    reply_days = _days("答复期限（工作日）")
    appeal_days = _days("申诉期限（工作日）")
    reason = forms.CharField(
        label="原因", max_length=200, widget=forms.TextInput(attrs=_CONTROL),
        error_messages={"required": "请写明谁决定、依据什么。"},
    )  # fmt: skip
    after = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
