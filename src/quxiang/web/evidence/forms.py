"""What somebody says of a file they upload."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms

from quxiang.web.evidence.models import WageBasis
from quxiang.web.evidence.services.adding import Said

_SELECT = {"class": "form-select"}
_YES_NO = (("", "未说明"), ("yes", "是"), ("no", "否"))


class UploadForm(forms.Form):
    """A kind of paper, what is covered on it, and whether the pay is high enough."""

    kind = forms.ChoiceField(
        label="材料种类", widget=forms.Select(attrs=_SELECT),
        error_messages={"required": "请选材料种类。", "invalid_choice": "请从列表里选一种。"},
    )  # fmt: skip
    title = forms.CharField(
        label="说明", max_length=80, required=False, help_text="例如：第二页是盖章页。",
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )  # fmt: skip
    areas = forms.CharField(
        required=False, max_length=20_000, widget=forms.HiddenInput(attrs={"data-areas": ""})
    )
    wage_floor_met = forms.ChoiceField(
        label="薪酬达到当地最低工资标准", choices=_YES_NO, required=False,
        widget=forms.Select(attrs=_SELECT), help_text="只记是否达到和依据，不记金额。",
    )  # fmt: skip
    wage_basis = forms.ChoiceField(
        label="依据", choices=[("", "未说明"), *WageBasis.choices], required=False,
        widget=forms.Select(attrs=_SELECT),
    )  # fmt: skip
    nothing_to_cover = forms.BooleanField(
        label="没有需要遮盖的内容", required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )  # fmt: skip
    reopens = forms.BooleanField(
        label="我知道要重新签，现在就增补", required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )  # fmt: skip
    replaces = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: object, kinds: Sequence[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["kind"].choices = [("", "请选择"), *kinds]  # type: ignore[attr-defined]

    def said(self) -> Said:
        data = self.cleaned_data
        met = {"yes": True, "no": False}.get(data["wage_floor_met"])
        return Said(
            kind=data["kind"], title=data["title"], areas=data["areas"],
            nothing_to_cover=data["nothing_to_cover"], wage_floor_met=met,
            wage_basis=data["wage_basis"], reopens=data["reopens"],
        )  # fmt: skip
