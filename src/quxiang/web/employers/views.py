"""Employers as a list, one employer with its history, a quick look-up, merging."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from quxiang.standards import fold_name, load
from quxiang.web.accounts.readers import reader
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.employers.access import (
    KEEPS_EMPLOYERS,
    employers_visible_to,
    get_employer_for,
    may_keep_employers,
)
from quxiang.web.employers.models import Employer, EmployerName
from quxiang.web.employers.selectors import found_by
from quxiang.web.employers.services.keeping import merge
from quxiang.web.lists.page import build
from quxiang.web.lists.spec import Column, Filter, ListSpec, opening
from quxiang.web.release.views import export_list

LOOK_UP = 12


def nature_names() -> dict[str, str]:
    return {code: row.name for code, row in load().tables["employer_nature"].rows.items()}


EMPLOYERS = ListSpec(
    name="employers",
    title="用人单位",
    columns=(
        Column("name", "名称", order=("folded_name",)),
        Column("uscc", "信用代码", order=("uscc",)),
        Column("nature", "性质", value=lambda e: nature_names().get(e.nature, e.nature)),
        Column(
            "size", "规模", value=lambda e: e.get_size_display(),
            tone=lambda e: "" if e.size else "doubt", order=("size",),
        ),
        Column("status", "登记状态", order=("status",)),
        Column("place_name", "所在地", order=("place_code",)),
        Column("founded_on", "成立日期", order=("founded_on",), shown=False),
    ),
    order=("folded_name",),
    search=found_by,
    search_hint="名称（含曾用名）或信用代码",
    filters=(
        Filter("nature", "性质", "nature", lambda _: nature_names()),
        Filter("size", "规模", "size", lambda _: dict(Employer.Size.choices), empty="规模未知"),
        Filter("status", "登记状态", "status", lambda _: {}),
    ),
    link=opening("employers:employer"),
    empty_title="还没有用人单位",
    empty_hint="由就业创业指导中心在“导入”里上传单位名录。",
)  # fmt: skip


class MergeForm(forms.Form):
    """The row that is the same employer, and how one knows."""

    into = forms.CharField(
        label="并入哪个单位（信用代码或全称）", max_length=120,
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )  # fmt: skip
    reason = forms.CharField(
        label="依据", max_length=200, widget=forms.TextInput(attrs={"class": "form-control"})
    )


def employers(request: HttpRequest) -> HttpResponse:
    """Show the school's employers."""
    page = build(request, EMPLOYERS, employers_visible_to(reader(request)))
    return render(request, "lists/page.html", {"page": page})


def export(request: HttpRequest) -> HttpResponse:
    """Let the list leave through the gate."""
    return export_list(request, EMPLOYERS, employers_visible_to(reader(request)), subject="")


def look_up(request: HttpRequest) -> HttpResponse:
    """Answer a few employers for what was typed so far: code, name, place."""
    text = request.GET.get("q", "").strip()
    rows = employers_visible_to(reader(request))
    found = found_by(rows, text).order_by("folded_name")[:LOOK_UP] if len(text) > 1 else []
    fields = ("uscc", "name", "nature", "industry", "place_code", "place_name")
    listed = [{"id": e.pk, **{name: getattr(e, name) for name in fields}} for e in found]
    return JsonResponse({"employers": listed}, json_dumps_params={"ensure_ascii": False})


def employer(request: HttpRequest, employer_id: int) -> HttpResponse:
    """Show one employer: what is known, since when, names, branches, history."""
    found = get_employer_for(reader(request), employer_id)
    if found.merged_into_id:
        return redirect("employers:employer", found.merged_into_id)
    return _employer(request, found)


def _employer(
    request: HttpRequest, found: Employer, status: int = 200, form: MergeForm | None = None
) -> HttpResponse:
    context = {
        "employer": found, "names": found.names.order_by("-current", "name"),
        "branches": found.branches.all(), "changes": found.changes.select_related("by"),
        "nature": nature_names().get(found.nature, found.nature), "form": form or MergeForm(),
        "keeps": may_keep_employers(reader(request)),
    }  # fmt: skip
    return render(request, "employers/employer.html", context, status=status)


def _meant(request: HttpRequest, text: str) -> Employer:
    """Return the employer of a credit code, or the only one that goes by a name.

    Many units have no code (abroad, the army), so a name must do; refuses none and several.
    """
    seen = employers_visible_to(reader(request))
    folded = fold_name(text)
    named = EmployerName.objects.filter(folded_name=folded, school_id=reader(request).school_id)
    found = list(seen.filter(uscc=text.upper())[:1]) if text else []
    found = found or list(seen.filter(pk__in=named.values("employer_id"))[:2])
    if not found:
        raise InvalidError(
            f"没有信用代码或名称为“{text}”的单位。请核对，或在单位列表里查到后再填。"
        )
    if len(found) > 1:
        raise InvalidError(f"有几个单位都叫“{text}”，请填写信用代码。")
    return found[0]


@require_POST
def merge_into(request: HttpRequest, employer_id: int) -> HttpResponse:
    """Merge one employer into another, named by credit code or name."""
    found = get_employer_for(reader(request), employer_id)
    require(may_keep_employers(reader(request)), KEEPS_EMPLOYERS)
    form = MergeForm(request.POST)
    if form.is_valid():
        try:
            into = _meant(request, form.cleaned_data["into"].strip())
            merge(gone=found, into=into, by=reader(request), reason=form.cleaned_data["reason"])
        except InvalidError as error:
            form.add_error("into", str(error))
        else:
            messages.success(request, f"“{found.name}”已并入这个单位，原来的名称仍可查到。")
            return redirect("employers:employer", into.pk)
    return _employer(request, found, 422, form)
