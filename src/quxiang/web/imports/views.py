"""Four steps on one page: file, columns, preview, apply."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from quxiang.web.accounts.readers import reader
from quxiang.web.audit.middleware import shows
from quxiang.web.common.refusals import require
from quxiang.web.imports.access import get_import_for, imports_visible_to
from quxiang.web.imports.halted import is_halted, may_be_undone, written
from quxiang.web.imports.models import Import, StagedRow
from quxiang.web.imports.sample import sample_workbook
from quxiang.web.imports.selectors import lines_of
from quxiang.web.imports.services import applying, correcting, uploading
from quxiang.web.imports.states import ImportState
from quxiang.web.imports.targets import Target, get_target, targets_for
from quxiang.web.jobs.models import Job
from quxiang.web.release.views import XLSX
from quxiang.web.roster.selectors import current_cohort

STEPS = ("文件", "列", "预览", "应用")
TONES = {"preview": "doubt", "applied": "good", "unusable": "wrong", "undone": "", "dropped": ""}
#: the order a school needs them in; what is not named here comes last
ORDER = ("staff", "roster", "advising", "registry", "employers", "holidays", "minimum_wages")
BUSY = (ImportState.READING, ImportState.APPLYING, ImportState.UNDOING)
#: states whose page lists rows
SHOWN = (ImportState.PREVIEW, ImportState.APPLIED, ImportState.UNDONE)


class UploadForm(forms.Form):
    """A file for a target."""

    target = forms.CharField(max_length=30)
    file = forms.FileField(
        label="文件", widget=forms.ClearableFileInput(attrs={"class": "form-control"}),
        error_messages={"required": "请选择文件。", "empty": "这个文件是空的，没有内容。"},
    )  # fmt: skip


#: told to whoever keeps none of the tables
NOT_IMPORTED = (
    "这里只由负责这类表的岗位使用：中心、学籍管理、系统管理和录入员，各管各的表。您没有这样的岗位。"
)


def _target(request: HttpRequest, name: str) -> Target:
    """Return a target the reader may import; refused to others, ``Http404`` if there is none."""
    try:
        target = get_target(name)
    except KeyError as unknown:
        raise Http404 from unknown
    require(target.may(reader(request)), NOT_IMPORTED)
    return target


def imports(request: HttpRequest) -> HttpResponse:
    """Show what may be imported, take a file, list past imports."""
    targets = sorted(targets_for(reader(request)), key=_place)
    require(bool(targets), NOT_IMPORTED)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        target = _target(request, form.cleaned_data["target"])
        file = form.cleaned_data["file"]
        if file.size > uploading.LARGEST:  # before it is read into memory
            raise uploading.too_large(file.name)
        made = uploading.upload(
            target=target, filename=file.name, content=file.read(), by=reader(request),
            cohort=current_cohort(reader(request), request.POST.get("cohort", "")),
        )  # fmt: skip
        _replace(request)
        return redirect("imports:one", made.pk)
    listed = imports_visible_to(reader(request))[:50]
    titles = {target.name: target.title for target in targets}
    rows = [(e, titles[e.target], TONES.get(e.state, "info")) for e in listed]
    context = {"targets": targets, "imports": rows, "form": form}
    return render(request, "imports/imports.html", context, status=422 if form.errors else 200)


def _place(target: Target) -> int:
    return ORDER.index(target.name) if target.name in ORDER else len(ORDER)


def _replace(request: HttpRequest) -> None:
    """Give up the preview a better file was just uploaded for; it may be gone already."""
    replaced = request.POST.get("replaces", "")
    if replaced.isdecimal():
        old = get_import_for(reader(request), int(replaced))
        if old.state in (ImportState.PREVIEW, ImportState.UNUSABLE) and not is_halted(old):
            applying.drop(upload=old, by=reader(request))


def one(request: HttpRequest, import_id: int) -> HttpResponse:
    """Show where an import is: its columns, its preview, its progress, its result."""
    upload = get_import_for(reader(request), import_id)
    kind = request.GET.get("kind", "")
    page = _pages(upload, kind).get_page(request.GET.get("page"))
    listed = list(page) if upload.state in SHOWN else []  # who waits sees no row, and none is noted
    lines, target = lines_of(upload, listed), get_target(upload.target)
    shows(request, [about for row in listed if (about := target.about(row)) is not None])
    context = {
        "upload": upload, "tone": TONES.get(upload.state, "info"),
        "target": target, "rows": page, "kind": kind,
        "kinds": _kinds(upload), "lines": lines, "editable": any(each.cells for each in lines),
        "step": step_of(upload), "steps": STEPS, "busy": upload.state in BUSY,
        "job": _job(upload) if upload.state in (*BUSY, ImportState.PREVIEW) else None,
        "remappable": _is_remappable(upload), "choices": _choices(upload),
        "writes": _writes(upload),
        "undoable": may_be_undone(upload), "halted": written(upload) if is_halted(upload) else 0,
    }  # fmt: skip
    return render(request, "imports/one.html", context)


def _pages(upload: Import, kind: str) -> Paginator[StagedRow]:
    rows = StagedRow.objects.filter(upload=upload).order_by("number")
    if kind in StagedRow.Kind.values:
        return Paginator(rows.filter(kind=kind), 50)
    pages = Paginator(rows, 50)
    pages.count = sum(upload.counts.values())  # counting would read them all
    return pages


def _kinds(upload: Import) -> list[tuple[str, str, int]]:
    """Return how many rows there are of each kind; nobody asks for rows left out if none was."""
    found = [(k.value, k.label, upload.counts.get(k.value, 0)) for k in StagedRow.Kind]
    return [each for each in found if each[0] != StagedRow.Kind.STALE or each[2]]


def _is_remappable(upload: Import) -> bool:
    """Say whether columns and worksheet can be set right."""
    return upload.state in (ImportState.PREVIEW, ImportState.UNUSABLE) and not is_halted(upload)


def _writes(upload: Import) -> int:
    return int(upload.counts.get("new", 0)) + int(upload.counts.get("changed", 0))


def _job(upload: Import) -> Job | None:
    return Job.objects.filter(args__import_id=upload.pk).order_by("-pk").first()


def step_of(upload: Import) -> int:
    """Return the step an import is at, counted from one."""
    if upload.state in (ImportState.READING, ImportState.UNUSABLE):
        return 2
    return 3 if upload.state == ImportState.PREVIEW else 4


def _choices(upload: Import) -> Sequence[tuple[str, str]]:
    return [("-", "不用"), *((f.name, f.title) for f in get_target(upload.target).fields)]


@require_POST
def remap(request: HttpRequest, import_id: int) -> HttpResponse:
    """Read the file again with columns set right."""
    upload = get_import_for(reader(request), import_id)
    headers = request.POST.getlist("header")
    fields = request.POST.getlist("field")
    known = {name for name, _ in _choices(upload)}
    mapping = {h: f for h, f in zip(headers, fields, strict=False) if f in known}
    uploading.remap(
        upload=upload, mapping=mapping, sheet=request.POST.get("sheet", ""), by=reader(request)
    )
    return redirect("imports:one", upload.pk)


def _cells(request: HttpRequest) -> dict[tuple[int, str], str]:
    """Return what was typed, by row and field; inputs are called ``cell:ROW:FIELD``."""
    named = ((name.split(":"), str(text)) for name, text in request.POST.items())
    return {
        (int(parts[1]), parts[2]): text
        for parts, text in named
        if len(parts) == 3 and parts[0] == "cell" and parts[1].isdecimal()
    }


@require_POST
def correct(request: HttpRequest, import_id: int) -> HttpResponse:
    """Take what faulty cells should say and have the file judged anew."""
    upload = get_import_for(reader(request), import_id)
    correcting.correct(upload=upload, cells=_cells(request), by=reader(request))
    return redirect("imports:one", upload.pk)


@require_POST
def apply(request: HttpRequest, import_id: int) -> HttpResponse:
    applying.apply_import(upload=get_import_for(reader(request), import_id), by=reader(request))
    return redirect("imports:one", import_id)


@require_POST
def undo(request: HttpRequest, import_id: int) -> HttpResponse:
    applying.undo_import(upload=get_import_for(reader(request), import_id), by=reader(request))
    return redirect("imports:one", import_id)


@require_POST
def drop(request: HttpRequest, import_id: int) -> HttpResponse:
    applying.drop(upload=get_import_for(reader(request), import_id), by=reader(request))
    return redirect("imports:imports")


def sample(request: HttpRequest, name: str) -> HttpResponse:
    """Give an empty workbook with the right columns and one invented row."""
    target = _target(request, name)
    response = HttpResponse(sample_workbook(target), content_type=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{target.name}-sample.xlsx"'
    return response
