"""What graduates are told beside the three buttons: read it in versions, write the next."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.validators import URLValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from quxiang.web.accounts.readers import reader
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.destinations.access import GUIDES, may_guide
from quxiang.web.destinations.guidance import Told, guidance_of
from quxiang.web.destinations.models import Guidance
from quxiang.web.destinations.services.guiding import publish_guidance

_BAD = "请填以 https:// 开头的完整网址，照主管部门的通知抄写。"


class GuidanceForm(forms.Form):
    """Address with its basis, and the paragraph on calls."""

    number = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    address = forms.CharField(
        label="全国系统确认网址", max_length=200,
        validators=[URLValidator(["https"], message=_BAD)],
        widget=forms.TextInput(attrs={"class": "form-control", "inputmode": "url"}),
        help_text="毕业生答复后，页面给出这个链接和二维码。",
    )  # fmt: skip
    basis = forms.CharField(
        label="网址依据", min_length=4, max_length=200,
        widget=forms.TextInput(attrs={"class": "form-control"}),
        help_text="网址从哪里来，例如“省厅 2024 年 5 月通知”；和网址一起显示。",
    )  # fmt: skip
    calls = forms.CharField(
        label="统计部门来电说明", min_length=10, max_length=1000,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 6}),
        help_text="请保留“任何人不得要求毕业生按某个说法回答”的意思。",
    )  # fmt: skip


def guidance(request: HttpRequest) -> HttpResponse:
    """Show what graduates are told and its former versions; keep the next one."""
    require(may_guide(reader(request)), GUIDES)
    told = guidance_of(reader(request).school_id)
    begun = {
        "number": told.number, "address": told.address, "basis": told.basis, "calls": told.calls,
    }  # fmt: skip
    form = GuidanceForm(request.POST or None, initial=begun)
    if request.method == "POST" and form.is_valid():
        try:
            made = publish_guidance(told=Told(**form.cleaned_data), by=reader(request))
        except InvalidError as error:
            form.add_error("calls", str(error))
        else:
            messages.success(request, f"已保存第 {made.number} 版，毕业生的页面从现在起显示它。")
            return redirect("destinations:guidance")
    versions = Guidance.objects.filter(school_id=reader(request).school_id).select_related("by")
    context = {"form": form, "told": told, "versions": versions}
    status = 422 if form.errors else 200
    return render(request, "destinations/guidance.html", context, status=status)
