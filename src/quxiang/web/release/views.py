"""The page every export goes through: say why, then get the file."""

from __future__ import annotations

from urllib.parse import quote

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from quxiang.web.accounts.readers import reader
from quxiang.web.lists.page import Asked, every_row
from quxiang.web.lists.spec import ListSpec, Rows
from quxiang.web.release.services import Released, gate

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZIP = "application/zip"


class PurposeForm(forms.Form):
    """Why a list leaves."""

    purpose = forms.CharField(
        label="用途", min_length=4, max_length=200,
        widget=forms.TextInput(attrs={"class": "form-control", "autofocus": True}),
        help_text="写明给谁、做什么用，例如“报学院党委会讨论”。会记入留痕，并印在文件里。",
    )  # fmt: skip


def export_list(
    request: HttpRequest, spec: ListSpec, rows: Rows, *, subject: str = "pk"
) -> HttpResponse:
    """Ask for the purpose of an export of a list, then let it through the gate.

    ``subject`` is the attribute naming the graduate a row is about, for the trail.
    """
    form = PurposeForm(request.POST or None)
    found = every_row(request, spec, rows)
    if request.method == "POST" and form.is_valid():
        columns = Asked(request.GET, spec).columns
        objects = list(found)
        released = gate(
            reader(request),
            what=spec.title,
            purpose=form.cleaned_data["purpose"],
            columns=[column.title for column in columns],
            rows=([column.read(each) for column in columns] for each in objects),
            subjects=[getattr(each, subject) for each in objects] if subject else (),
        )
        return file_response(released)
    context = {"form": form, "spec": spec, "count": found.count()}
    return render(request, "release/purpose.html", context, status=422 if form.errors else 200)


def file_response(released: Released) -> HttpResponse:
    kind = ZIP if released.filename.endswith(".zip") else XLSX
    response = HttpResponse(released.content, content_type=kind)
    name = quote(released.filename)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    response.headers["Cache-Control"] = "no-store"
    return response
