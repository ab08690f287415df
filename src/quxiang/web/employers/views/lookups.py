"""Look one employer up, decide what its look-up says, look all up; how it is done, and a try."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from quxiang.web.accounts.readers import reader
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.common.requests import seen_in
from quxiang.web.employers.access import (
    KEEPS_EMPLOYERS,
    get_employer_for,
    may_keep_employers,
)
from quxiang.web.employers.forms import SourceForm
from quxiang.web.employers.lookupmodels import LookUp, LookUpSource, Outcome
from quxiang.web.employers.lookups.asking import Said
from quxiang.web.employers.lookups.reading import FIELDS
from quxiang.web.employers.services.looking import look_up_one
from quxiang.web.employers.services.sourcing import save_source, source_of, try_source
from quxiang.web.employers.services.taking import keep_own, take_over
from quxiang.web.employers.tasks import ask_for_all

TONES = {Outcome.FOUND: "good", Outcome.ABSENT: "wrong", Outcome.FAILED: "doubt"}
#: what of an answer is shown as it is; of the others only that they came
_SHOWN = ("name", "uscc", "status", "status_on", "founded_on", "address")


@require_POST
def ask(request: HttpRequest, employer_id: int) -> HttpResponse:
    """Look one employer up now, unless the last answer still holds."""
    employer = get_employer_for(reader(request), employer_id)
    found, asked = look_up_one(employer=employer, by=reader(request))
    word = Outcome(found.outcome).label
    if not asked:
        messages.info(request, f"{found.at:%Y-%m-%d} 查过，还没到要再查的天数，没有再查。")
    elif found.outcome == Outcome.FAILED:
        messages.error(request, found.message)
    else:
        messages.success(request, f"{word}，结果在“登记信息查询”里；名录没有改动。")
    return redirect("employers:employer", employer.pk)


def _decided(request: HttpRequest, look_up_id: int) -> LookUp:
    rows = LookUp.objects.filter(school_id=reader(request).school_id)
    found = get_object_or_404(rows.select_related("employer"), pk=look_up_id)
    get_employer_for(reader(request), found.employer_id)
    return found


@require_POST
def take(request: HttpRequest, look_up_id: int) -> HttpResponse:
    """Take what is ticked over into the list."""
    found = _decided(request, look_up_id)
    take_over(
        look_up=found, fields=request.POST.getlist("field"), seen=request.POST.get("seen", ""),
        by=reader(request),
    )  # fmt: skip
    messages.success(request, "已采用，原来的内容留在历史里。")
    return redirect("employers:employer", found.employer_id)


@require_POST
def keep(request: HttpRequest, look_up_id: int) -> HttpResponse:
    """Keep what the list says, with a reason."""
    found = _decided(request, look_up_id)
    keep_own(
        look_up=found, seen=request.POST.get("seen", ""), by=reader(request),
        reason=request.POST.get("reason", ""),
    )  # fmt: skip
    messages.success(request, "已保留名录的内容，这次查询不再提示。")
    return redirect("employers:employer", found.employer_id)


@require_POST
def ask_all(request: HttpRequest) -> HttpResponse:
    """Look up every employer whose answer is old, in the background."""
    ask_for_all(by=reader(request))
    messages.success(request, "已开始查询，进度在“后台任务”里；名录不会自动改动。")
    return redirect("jobs:jobs")


def source(request: HttpRequest) -> HttpResponse:
    """Show and save how employers are looked up."""
    require(may_keep_employers(reader(request)), KEEPS_EMPLOYERS)
    kept = source_of(reader(request).school_id)
    form = SourceForm(request.POST or None, source=kept)
    if request.method == "POST" and form.is_valid() and _saved(request, form):
        messages.success(request, "已保存为新的一版。")
        return redirect("employers:source")
    return _source(request, kept, form)


def _saved(request: HttpRequest, form: SourceForm) -> bool:
    said = form.said()
    try:
        save_source(
            by=reader(request), after=seen_in(request), secret=said["secret"], said=said,
            reason=said["reason"],
        )  # fmt: skip
    except InvalidError as error:
        for problem in error.problems:
            where = problem.where.column if problem.where is not None else None
            form.add_error(form.blamed(where), f"{problem.message}{problem.remedy}")
        return False
    return True


def _source(
    request: HttpRequest, kept: LookUpSource | None, form: SourceForm, **more: Any
) -> HttpResponse:
    versions = LookUpSource.objects.filter(school_id=reader(request).school_id)
    context = {
        "form": form, "source": kept, "versions": versions.select_related("by")[:20], **more,
    }  # fmt: skip
    return render(request, "employers/source.html", context, status=422 if form.errors else 200)


@require_POST
def attempt(request: HttpRequest) -> HttpResponse:
    """Try the settings on one code; nothing of the answer is kept."""
    require(may_keep_employers(reader(request)), KEEPS_EMPLOYERS)
    text = request.POST.get("uscc", "")
    kept = source_of(reader(request).school_id)
    more: dict[str, Any] = {"tried": text[:40]}
    try:
        said = try_source(by=reader(request), text=text)
    except InvalidError as error:
        more["fault"] = str(error)
    else:
        more |= {
            "said": said, "word": Outcome(said.outcome).label,
            "tone": TONES[Outcome(said.outcome)], "read": _read(said),
        }  # fmt: skip
    return _source(request, kept, SourceForm(source=kept), **more)


def _read(said: Said) -> list[tuple[str, Any]]:
    shown = [(FIELDS[name], said.values[name]) for name in _SHOWN if name in said.values]
    for name, column in (("legal_person", "legal_person_hash"), ("phone", "phone_hash")):
        if column in said.values:
            shown.append((FIELDS[name], "有（只留散列，不显示）"))
    if former := said.values.get("former_names"):
        shown.append((FIELDS["former_names"], "、".join(former)))
    return shown
