"""Every college's self-check, one of them, and its report as a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from quxiang.web.accounts.readers import reader
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.orgs.models import Unit
from quxiang.web.papers.states import PaperState
from quxiang.web.roster.models import Cohort
from quxiang.web.roster.selectors import current_cohort
from quxiang.web.selfcheck.access import (
    SEES,
    get_college_for,
    get_report_for,
    may_see,
    may_word,
    may_write,
)
from quxiang.web.selfcheck.facts import address_of, numbers_in, records_of
from quxiang.web.selfcheck.models import Selfcheck
from quxiang.web.selfcheck.printing import data_of, pdf_of
from quxiang.web.selfcheck.selectors import (
    due_of,
    find_paper,
    find_selfcheck,
    is_late,
    rows_of,
    template_of,
)
from quxiang.web.selfcheck.wordfile import word_of
from quxiang.web.selfcheck.wording import title_of
from quxiang.web.wordfiles.selectors import WORD

#: states of the paper in which the report may be changed
_OPEN = (PaperState.DRAFT, PaperState.RETURNED, PaperState.WITHDRAWN)


def cohort_in(request: HttpRequest) -> Cohort:
    found = current_cohort(reader(request), request.GET.get("cohort", ""))
    if found is None:
        raise Http404
    return found


def selfchecks(request: HttpRequest) -> HttpResponse:
    """List every college the reader sees with how far its self-check is."""
    user = reader(request)
    require(may_see(user), SEES)
    cohort = cohort_in(request)
    rows = rows_of(user, cohort, clock.local(clock.now()))
    context = {
        "cohort": cohort, "due": due_of(cohort), "rows": rows, "words": may_word(user),
    }  # fmt: skip
    return render(request, "selfcheck/selfchecks.html", context)


def one(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Show a college's plan, its records, its report and what becomes of it."""
    return shown(request, get_college_for(reader(request), unit_id))


def shown(
    request: HttpRequest, college: Unit, refusal: InvalidError | None = None
) -> HttpResponse:  # fmt: skip
    """Show it, after a refusal with what was typed."""
    user, cohort = reader(request), cohort_in(request)
    found = find_selfcheck(cohort, college)
    paper = find_paper(found) if found is not None else None
    typed = request.POST if refusal is not None else {}
    opened, due = paper is None or paper.state in _OPEN, due_of(cohort)
    context = {
        "college": college, "cohort": cohort, "selfcheck": found, "paper": paper,
        "counts": records_of(cohort, college), "due": due, "refusal": refusal,
        "late": is_late(due, paper, clock.local(clock.now())),
        "plan": _given(typed, "plan", found.plan if found else template_of(user.school_id).text),
        "writes": may_write(user, college) and opened, "opened": opened,
        "seen": found.revision if found is not None else 0, "typed": typed,
        **(_report(found, typed) if found is not None and found.drafted_at else {}),
    }  # fmt: skip
    status = 422 if refusal is not None else 200
    return render(request, "selfcheck/one.html", context, status=status)


def _given(typed: Mapping[str, Any], name: str, kept: str) -> str:
    """Return what was typed, also where somebody emptied it, else what is kept."""
    return str(typed[name]) if name in typed else kept


def _report(found: Selfcheck, typed: Mapping[str, Any]) -> dict[str, object]:
    return {
        "sections": [
            (each["key"], title_of(each["key"]), _given(typed, each["key"], each["text"]))
            for each in found.sections
        ],
        "numbers": [(each, address_of(found.facts, each)) for each in numbers_in(found.facts)],
        "checked": found.facts["checked"], "source": data_of(found)["source"],
    }  # fmt: skip


def word(request: HttpRequest, report_id: int) -> HttpResponse:
    """Give the report as a Word file to be edited."""
    found = get_report_for(reader(request), report_id)
    return _file(word_of(found), f"{data_of(found)['title']}.docx", WORD)


def pdf(request: HttpRequest, report_id: int) -> HttpResponse:
    """Give the report as it would be signed."""
    found = get_report_for(reader(request), report_id)
    return _file(pdf_of(found), f"{data_of(found)['title']}.pdf", "application/pdf")


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response.headers["Cache-Control"] = "private, no-store"
    return response
