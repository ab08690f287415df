"""Notices of a cohort, and one of them with its facts, its steps and what may be done."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from quxiang.web.accounts.readers import reader
from quxiang.web.alerts.access import cases_visible_to
from quxiang.web.audit.middleware import shows
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.evidence.access import may_open
from quxiang.web.lists.page import build
from quxiang.web.lists.spec import Rows
from quxiang.web.notices.access import (
    SEES,
    get_notice_for,
    may_answer,
    may_draft,
    may_see,
    notices_visible_to,
)
from quxiang.web.notices.facts import subjects_of
from quxiang.web.notices.lists import NOTICES, is_late, state_of, tone_of, with_late
from quxiang.web.notices.models import CollegeNotice
from quxiang.web.notices.states import NOTICE, STEPS
from quxiang.web.release.views import export_list
from quxiang.web.roster.models import Cohort
from quxiang.web.roster.selectors import current_cohort

_CENTRE = ("issue", "return", "accept", "withdraw")


def cohort_of(request: HttpRequest) -> Cohort:
    """Return the cohort a page is about; refuses whoever reads no notices."""
    require(may_see(reader(request)), SEES)
    cohort = current_cohort(reader(request), request.GET.get("cohort", ""))
    if cohort is None:
        raise Http404
    return cohort


def _rows(request: HttpRequest, cohort: Cohort) -> Rows:
    rows = notices_visible_to(reader(request)).filter(cohort=cohort)
    told = rows.select_related("college", "document").defer("facts", "matter", "demand")
    return with_late(told, clock.today())


def notices(request: HttpRequest) -> HttpResponse:
    """List the notices somebody reads."""
    cohort = cohort_of(request)
    context = {
        "page": build(request, NOTICES, _rows(request, cohort)), "cohort": cohort,
        "drafts": may_draft(reader(request)),
    }  # fmt: skip
    return render(request, "notices/notices.html", context)


def export(request: HttpRequest) -> HttpResponse:
    """Let the list leave through the gate; it names nobody."""
    return export_list(request, NOTICES, _rows(request, cohort_of(request)), subject="")


def one(request: HttpRequest, notice_id: int) -> HttpResponse:
    return shown(request, get_notice_for(reader(request), notice_id))


def shown(
    request: HttpRequest, found: CollegeNotice, refusal: InvalidError | None = None, verb: str = ""
) -> HttpResponse:
    """Show a notice, after a refusal with what was typed."""
    user = reader(request)
    if found.kind == "rectify":
        shows(request, subjects_of(found.facts))
    found.late = int(is_late(found, clock.today()))  # type: ignore[attr-defined]
    about = cases_visible_to(user).filter(pk__in=[each["id"] for each in found.facts["cases"]])
    opens = set(about.values_list("pk", flat=True))
    steps = found.steps.select_related("by", "file")
    context = {
        "notice": found, "state": state_of(found), "tone": tone_of(found), "refusal": refusal,
        "verb": verb, "typed": request.POST,
        "cases": [(each, each["id"] in opens) for each in found.facts["cases"]],
        "steps": [
            (each, STEPS[each.verb])
            for each in steps if may_draft(user) or each.verb not in ("draft", "edit")
        ],
        "may": _may(request, found), "edits": may_draft(user), "opens": may_open(user),
        "heads": may_answer(user, found),
    }  # fmt: skip
    return render(request, "notices/one.html", context, status=422 if refusal else 200)


def _may(request: HttpRequest, found: CollegeNotice) -> list[str]:
    """Return the steps somebody may take now; the services refuse the same."""
    user = reader(request)
    mine: tuple[str, ...] = _CENTRE if may_draft(user) else ()
    if may_answer(user, found):
        mine += ("answer",)
    return [each.name for each in NOTICE.from_state(found.state) if each.name in mine]
