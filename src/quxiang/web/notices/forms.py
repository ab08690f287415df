"""What the centre fills in of a notice."""

from __future__ import annotations

from django import forms

from quxiang.web.notices.models import Kind
from quxiang.web.notices.wording import LONGEST, SHORT, TITLE

_CONTROL, _SELECT = {"class": "form-control"}, {"class": "form-select"}
_TEXT = forms.Textarea(attrs={**_CONTROL, "rows": 5})
_MEETING = ("meet_at", "place")


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={**_CONTROL, "type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "请选日期。", "invalid": "请按 2024-06-20 的样子写日期。"},
    )  # fmt: skip


def _moment(label: str, *, required: bool) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label, required=required, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(
            attrs={**_CONTROL, "type": "datetime-local"}, format="%Y-%m-%dT%H:%M"
        ),
        error_messages={"required": "请填约谈时间。", "invalid": "请选日期和钟点。"},
    )  # fmt: skip


def _line(label: str, longest: int, **more: object) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=longest, widget=forms.TextInput(attrs=_CONTROL),
        error_messages={"required": f"请写{label}。"}, **more,  # type: ignore[arg-type]
    )  # fmt: skip


class DraftForm(forms.Form):
    """Which notice to draft; where to come and when only of a 约谈通知."""

    kind = forms.ChoiceField(
        label="类别", choices=Kind.choices, widget=forms.Select(attrs=_SELECT),
        error_messages={"required": "请选类别。", "invalid_choice": "请从列表里选。"},
    )  # fmt: skip
    reply_by = _day("答复期限")
    meet_at = _moment("约谈时间（只有约谈通知填）", required=False)
    place = _line("约谈地点（只有约谈通知填）", SHORT, required=False)


class WordsForm(forms.Form):
    """The words of a draft; its facts are no field of anything."""

    title = _line("标题", TITLE)
    whom = _line("约谈对象", SHORT)
    meet_at = _moment("约谈时间", required=True)
    place = _line("约谈地点", SHORT)
    matter = forms.CharField(
        label="事由", max_length=LONGEST, widget=_TEXT, help_text="每行一段。",
        error_messages={"required": "请写事由。"},
    )  # fmt: skip
    demand = forms.CharField(
        label="要求", max_length=LONGEST, widget=_TEXT, help_text="每行一段，写清做什么、交什么。",
        error_messages={"required": "请写要求。"},
    )  # fmt: skip
    reply_by = _day("答复期限")

    def __init__(self, kind: str, *args: object, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        if kind != Kind.TALK:
            for name in ("whom", *_MEETING):
                del self.fields[name]


class ReturnForm(forms.Form):
    """Why an answer is returned, and by when another is wanted."""

    text = forms.CharField(required=False, max_length=500)
    reply_by = forms.DateField(
        required=False, error_messages={"invalid": "请按 2024-06-20 的样子写日期。"}
    )
