"""What is compiled of each college, one compilation with its volumes and records; ask for one."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from quxiang.web.accounts.readers import reader
from quxiang.web.audit.middleware import shows
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.compilations.access import (
    SEES,
    compilations_visible_to,
    get_compilation_for,
    may_compile,
    may_read,
    may_see,
    units_of,
)
from quxiang.web.compilations.lists import RECORDS
from quxiang.web.compilations.models import Compilation, CompiledRecord
from quxiang.web.compilations.selectors import Newest, newest_in, with_paper
from quxiang.web.compilations.services.asking import ask as ask_for
from quxiang.web.compilations.states import TONES, CompilationState
from quxiang.web.documents.views.one import site_of
from quxiang.web.lists.page import build
from quxiang.web.orgs.models import Unit
from quxiang.web.papers.lists import TONES as PAPER_TONES
from quxiang.web.roster.models import Cohort
from quxiang.web.roster.selectors import current_cohort


@dataclass(frozen=True)
class Line:
    """One compilation with the newest paper of it, as a page shows them."""

    row: Compilation
    paper: Newest | None

    @property
    def tone(self) -> str:
        return TONES[CompilationState(self.row.state)]

    @property
    def paper_tone(self) -> str:
        return PAPER_TONES[self.paper.state] if self.paper else ""


def compilations(request: HttpRequest) -> HttpResponse:
    """Show every college somebody sees with what is compiled of it."""
    return _listed(request)


def _listed(request: HttpRequest, refusal: InvalidError | None = None) -> HttpResponse:
    user = reader(request)
    require(may_see(user), SEES)
    cohort = _cohort(request)
    lines = _lines(request, cohort)
    units = units_of(user)
    context = {
        "cohort": cohort, "refusal": refusal, "done": sum(bool(lines.get(u.pk)) for u in units),
        "rows": [(each, lines.get(each.pk, []), may_compile(user, each)) for each in units],
    }  # fmt: skip
    return render(
        request, "compilations/compilations.html", context, status=422 if refusal else 200
    )


def _cohort(request: HttpRequest) -> Cohort:
    cohort = current_cohort(reader(request), request.GET.get("cohort", ""))
    if cohort is None:
        raise Http404
    return cohort


def _lines(request: HttpRequest, cohort: Cohort) -> dict[int, list[Line]]:
    rows = with_paper(compilations_visible_to(reader(request)).filter(cohort=cohort))
    told: dict[int, list[Line]] = {}
    for each in rows.select_related("college", "cohort").order_by("college", "number"):
        told.setdefault(each.college_id, []).append(Line(each, newest_in(each)))
    return told


def make(request: HttpRequest) -> HttpResponse:
    """Have a college compiled, or what came since as a supplement."""
    user = reader(request)
    require(may_see(user), SEES)
    cohort, asked = _cohort(request), request.POST.get("college", "")
    if not asked:
        return _listed(request, InvalidError("还没有选学院。请在学院所在的一行点“汇编”。"))
    units = {str(each.pk): each for each in units_of(user)}
    if asked not in units:
        raise Http404
    return _made(request, cohort, units[asked])


def _made(request: HttpRequest, cohort: Cohort, college: Unit) -> HttpResponse:
    try:
        made = ask_for(cohort=cohort, college=college, site=site_of(request), by=reader(request))
    except InvalidError as error:
        return _listed(request, error)
    messages.success(request, f"开始汇编：{made.title}。")
    return redirect("compilations:one", made.pk)


def one(request: HttpRequest, compilation_id: int) -> HttpResponse:
    """Show a compilation: what it holds, its volumes, its paper, every record."""
    user = reader(request)
    found = get_compilation_for(user, compilation_id)
    rows = CompiledRecord.objects.filter(compilation=found)
    reads = may_read(user)
    page = build(request, RECORDS, rows if reads else rows.none())
    shows(request, [each.graduate_id for each in page.objects], str(found))
    context = {
        "page": page, "line": Line(found, newest_in(found)), "found": found, "reads": reads,
        "volumes": list(found.volumes.all()), "may": may_compile(user, found.college),
    }  # fmt: skip
    return render(request, "compilations/one.html", context)
