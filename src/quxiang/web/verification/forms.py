"""Forms of a plan and of a call."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms

from quxiang.standards import Standard
from quxiang.web.common import clock
from quxiang.web.roster.models import Cohort
from quxiang.web.verification.models import Kind
from quxiang.web.verification.options import RISKY, Options
from quxiang.web.visits.forms import VisitorsForm

_BOX = {"class": "form-control"}
_TIME = {**_BOX, "type": "time"}


class PlanForm(forms.Form):
    """What a survey is planned with."""

    title = forms.CharField(label="名称", max_length=60, widget=forms.TextInput(_BOX),
                            help_text="例如“7 月第一轮”。")  # fmt: skip
    kind = forms.ChoiceField(label="方式", choices=Kind.choices,
                             widget=forms.Select({"class": "form-select"}))  # fmt: skip
    half_width = forms.DecimalField(
        label="允许误差（百分点）", min_value=0.5, max_value=20, decimal_places=2, initial=5,
        widget=forms.NumberInput({**_BOX, "step": "0.5"}), help_text="95 % 区间的一半宽度。",
    )  # fmt: skip
    expected = forms.DecimalField(
        label="预计不一致率（%）", min_value=1, max_value=99, decimal_places=2, initial=10,
        widget=forms.NumberInput(_BOX), help_text="没有把握的填 50，抽得最多。",
    )  # fmt: skip
    minimum = forms.IntegerField(label="每层最少（人）", min_value=0, max_value=50, initial=2,
                                 widget=forms.NumberInput(_BOX))  # fmt: skip
    whole_codes = forms.MultipleChoiceField(
        label="全查的去向", required=False, widget=forms.CheckboxSelectMultiple
    )
    whole_marked = forms.BooleanField(
        label="须电话核实的本人答复全查", required=False, initial=True
    )
    whole_flagged = forms.BooleanField(label="有未结预警的全查", required=False)
    everybody = forms.BooleanField(label="也抽未就业和未登记的", required=False)
    as_of = forms.ChoiceField(label="名单时点", required=False,
                              widget=forms.Select({"class": "form-select"}))  # fmt: skip
    max_tries = forms.IntegerField(label="最多拨打（次）", min_value=1, max_value=10, initial=3,
                                   widget=forms.NumberInput(_BOX),
                                   help_text="本项和以下各项只用于打电话。")  # fmt: skip
    retry_hours = forms.IntegerField(label="无人接听后隔（小时）", min_value=1, max_value=72,
                                     initial=4, widget=forms.NumberInput(_BOX))  # fmt: skip
    opens_at = forms.TimeField(label="拨打时段自", initial="09:00", widget=forms.TimeInput(_TIME))
    closes_at = forms.TimeField(label="至", initial="20:00", widget=forms.TimeInput(_TIME))

    def __init__(self, *args: Any, cohort: Cohort, standard: Standard, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = standard.destinations
        risky = [(code, f"{code} {rows[code].name}") for code in RISKY if code in rows]
        whole: Any = self.fields["whole_codes"]
        whole.choices, whole.initial = risky, [code for code, _ in risky]
        self.snapshots = {str(each.pk): each for each in cohort.snapshots.order_by("-number")[:20]}
        moments: Any = self.fields["as_of"]
        moments.choices = [("", "固定方案的时刻"), *(
            (key, f"快照第 {each.number} 份 · {clock.local(each.known_at):%Y-%m-%d %H:%M}")
            for key, each in self.snapshots.items()
        )]  # fmt: skip

    def options(self) -> Options:
        """Return the plan; shares as whole hundredths of a percentage point."""
        said = dict(self.cleaned_data)
        snapshot = self.snapshots.get(said.pop("as_of"))
        for name in ("half_width", "expected"):
            said[name] = int(said[name] * 100)
        return Options(**said, as_of=snapshot.known_at if snapshot is not None else None)


class SentForm(VisitorsForm):
    """Who goes to the ticked places when, and looks at what."""

    planned_on = forms.DateField(
        label="计划日期", widget=forms.DateInput({**_BOX, "type": "date"}),
        error_messages={"required": "请选日期。", "invalid": "请按 2024-06-20 的样子写日期。"},
    )  # fmt: skip
    look_at = forms.CharField(
        label="要看什么", max_length=1000, widget=forms.Textarea({**_BOX, "rows": 5}),
        error_messages={"required": "请写要看什么。"},
    )  # fmt: skip


class NoteForm(forms.Form):
    """What a caller says of a call; what fits together the service says."""

    outcome = forms.CharField(required=False)
    found = forms.CharField(required=False, max_length=14)
    comment = forms.CharField(required=False, max_length=500)
    next_at = forms.DateTimeField(
        required=False, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        error_messages={"invalid": "约定的时间写法不对。请按“2024-07-01 14:30”填写。"},
    )  # fmt: skip

    def moment(self) -> datetime | None:
        found: datetime | None = self.cleaned_data["next_at"]
        return found
