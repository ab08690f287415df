"""What is planned, found and concluded of a visit, as forms."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms

from quxiang.web.accounts.models import User
from quxiang.web.visits.states import Conclusion, Found

_CONTROL, _SELECT = {"class": "form-control"}, {"class": "form-select"}
_RADIO = {"class": "form-selectgroup-input"}


def people_of(users: Iterable[User]) -> list[tuple[str, str]]:
    return [(str(each.pk), f"{each.name}（{each.number}）") for each in users]


class VisitorsForm(forms.Form):
    """Who goes: two persons."""

    first = forms.TypedChoiceField(
        label="走访人", coerce=int, widget=forms.Select(attrs=_SELECT),
        error_messages={"required": "请选一名走访人。", "invalid_choice": "请从列表里选。"},
    )  # fmt: skip
    second = forms.TypedChoiceField(
        label="第二名走访人", coerce=int, empty_value=None, required=False,
        widget=forms.Select(attrs=_SELECT),
        help_text="须与第一名不同；可以以后再定，但只有一人的走访不能送出。",
        error_messages={"invalid_choice": "请从列表里选。"},
    )  # fmt: skip

    def __init__(self, users: Iterable[User], *args: object, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        choices = [("", "请选择"), *people_of(users)]
        for name in ("first", "second"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]


class PlanForm(VisitorsForm):
    """Where to go when, and to find out what."""

    name = forms.CharField(
        label="单位", max_length=120, widget=forms.TextInput(attrs=_CONTROL),
        error_messages={"required": "请写单位名称。"},
    )  # fmt: skip
    address = forms.CharField(
        label="地址", max_length=200, widget=forms.TextInput(attrs=_CONTROL),
        help_text="写到街道和门牌，走访的人按它去找。",
        error_messages={"required": "请写地址。"},
    )  # fmt: skip
    planned_on = forms.DateField(
        label="计划日期", widget=forms.DateInput(attrs={**_CONTROL, "type": "date"}),
        error_messages={"required": "请选日期。", "invalid": "请按 2024-06-20 的样子写日期。"},
    )  # fmt: skip
    look_at = forms.CharField(
        label="要看什么", max_length=1000, widget=forms.Textarea(attrs={**_CONTROL, "rows": 3}),
        help_text="例如“营业执照和招牌是否一致、各人是否在岗、社保由谁缴纳”。",
        error_messages={"required": "请写要看什么。"},
    )  # fmt: skip
    field_order = ("name", "address", "planned_on", "first", "second", "look_at")


class ReportForm(forms.Form):
    """What was found; graduates are asked after beside it."""

    arrived_at = forms.DateTimeField(
        label="到达时间", input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={**_CONTROL, "type": "datetime-local"}),
        error_messages={"required": "请填到达时间。", "invalid": "请选到达的日期和时间。"},
    )  # fmt: skip
    found = forms.ChoiceField(
        label="到了以后", choices=Found.choices, widget=forms.RadioSelect(attrs=_RADIO),
        error_messages={"required": "请选到了以后的情况。"},
    )  # fmt: skip
    business = forms.CharField(
        label="看到的经营情况", max_length=3000,
        widget=forms.Textarea(attrs={**_CONTROL, "rows": 3}),
        help_text="门牌、招牌、是否营业、在做什么、几个人在。",
        error_messages={"required": "请写看到的经营情况。"},
    )  # fmt: skip
    spoke_to = forms.CharField(
        label="和谁谈的", max_length=100, required=False, widget=forms.TextInput(attrs=_CONTROL),
        help_text="只写身份，例如“店主”“前台”，不记姓名和证件号。",
    )  # fmt: skip
    text = forms.CharField(
        label="其他情况", max_length=3000, required=False,
        widget=forms.Textarea(attrs={**_CONTROL, "rows": 2}),
    )  # fmt: skip


class SettleForm(forms.Form):
    """What the centre concludes, and what colleges are told."""

    conclusion = forms.ChoiceField(
        label="结论", choices=Conclusion.choices, widget=forms.RadioSelect(attrs=_RADIO),
        error_messages={"required": "请选结论。"},
    )  # fmt: skip
    released = forms.CharField(
        label="给学院的说明", max_length=2000,
        widget=forms.Textarea(attrs={**_CONTROL, "rows": 4}),
        help_text="办结后学院能看到结论、这段说明和本院毕业生的情况。",
        error_messages={"required": "请写给学院的说明。"},
    )  # fmt: skip
