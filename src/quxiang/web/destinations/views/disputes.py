"""What graduates dispute: a list and a text for the centre alone, and its answer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from quxiang.web.accounts.readers import reader
from quxiang.web.audit.middleware import shows
from quxiang.web.common.refusals import require
from quxiang.web.destinations.access import (
    READS_DISPUTES,
    disputes_visible_to,
    get_dispute_for,
    may_read_disputes,
)
from quxiang.web.destinations.models import Dispute
from quxiang.web.destinations.services.disputing import answer_dispute, answer_of, text_of
from quxiang.web.destinations.states import DisputeState
from quxiang.web.lists.page import build
from quxiang.web.lists.spec import Column, Filter, ListSpec, Rows, opening
from quxiang.web.orgs.models import Unit
from quxiang.web.roster.lists import unit_names
from quxiang.web.roster.selectors import current_cohort, found_by_graduate

TONES = {DisputeState.OPEN: "doubt", DisputeState.ANSWERED: "good"}
DISPUTES = ListSpec(
    name="disputes",
    title="本人异议",
    columns=(
        Column("name", "姓名", value=lambda d: d.graduate.name, order=("graduate__name",)),
        Column("student_no", "学号", value=lambda d: d.graduate.student_no),
        Column("college", "学院", value=lambda d: d.college.name, order=("college__name",)),
        Column("at", "提出时间", order=("at",)),
        Column("marked", "标记（须电话核实）", labelled=True),
        Column(
            "state", "办理", value=lambda d: DisputeState(d.state).label,
            tone=lambda d: TONES[DisputeState(d.state)],
        ),
    ),
    order=("state", "-at"),
    search=found_by_graduate,
    filters=(
        Filter("state", "办理", "state", lambda _: dict(DisputeState.choices)),
        Filter("college", "学院", "college_id", unit_names(Unit.Kind.COLLEGE)),
    ),
    link=opening("destinations:dispute"),
    exportable=False,
    empty_title="没有异议",
    empty_hint="毕业生在自己的去向页点“不对”并写明原因后，会出现在这里；学院看不到内容。",
)  # fmt: skip


def _rows(request: HttpRequest) -> Rows:
    cohort = current_cohort(reader(request), request.GET.get("cohort", ""))
    rows = disputes_visible_to(reader(request)).filter(cohort=cohort)
    return rows.select_related("graduate", "college").defer("text_sealed", "answer_sealed")


def disputes(request: HttpRequest) -> HttpResponse:
    """List what is disputed, the newest first of what waits; what it says is a page of its own."""
    require(may_read_disputes(reader(request)), READS_DISPUTES)
    page = build(request, DISPUTES, _rows(request))
    shows(request, [each.graduate_id for each in page.objects])
    return render(request, "lists/page.html", {"page": page})


def dispute(request: HttpRequest, dispute_id: int) -> HttpResponse:
    """Show what a graduate wrote; that it was opened is noted."""
    return _shown(request, get_dispute_for(reader(request), dispute_id))


def _shown(request: HttpRequest, found: Dispute) -> HttpResponse:
    shows(request, [found.graduate_id])
    context = {"dispute": found, "text": text_of(found), "answer": answer_of(found)}
    return render(request, "destinations/dispute.html", context)


def answer(request: HttpRequest, dispute_id: int) -> HttpResponse:
    """Tell the graduate what the centre found."""
    found = get_dispute_for(reader(request), dispute_id)
    answer_dispute(dispute=found, text=request.POST.get("text", ""), by=reader(request))
    return redirect("destinations:dispute", found.pk)
