"""The list of complaints and the page of one, for whoever handles or reads them."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from quxiang.web.accounts.readers import reader
from quxiang.web.audit.middleware import shows
from quxiang.web.common import clock
from quxiang.web.common.refusals import require
from quxiang.web.complaints.access import (
    READS,
    complaints_visible_to,
    get_complaint_for,
    may_handle,
    may_read_complaints,
    may_state,
)
from quxiang.web.complaints.models import About, Complaint
from quxiang.web.complaints.selectors import words_of
from quxiang.web.complaints.services import handling
from quxiang.web.complaints.states import HANDLING, STEPS, UPHELD, ComplaintState, Outcome
from quxiang.web.lists.page import build
from quxiang.web.lists.spec import Column, Filter, ListSpec, opening
from quxiang.web.orgs.models import Unit
from quxiang.web.roster.lists import unit_names

S = ComplaintState
TONES = {S.RECEIVED: "doubt", S.HANDLING: "info", S.WAITING: "info", S.CLOSED: "good"}


def _age(complaint: Complaint) -> str:
    if complaint.state == S.CLOSED:
        return ""
    return f"{(clock.now() - complaint.at).days} 天"


COMPLAINTS = ListSpec(
    name="complaints",
    title="举报",
    columns=(
        Column("label", "编号", order=("number",)),
        Column("at", "收到时间", order=("at",)),
        Column("about", "被举报的", value=lambda c: About(c.about).label),
        Column("college", "学院", value=lambda c: c.college.name if c.college else ""),
        Column("anonymous", "署名", value=lambda c: "匿名" if c.anonymous else "实名"),
        Column(
            "state", "办理", value=lambda c: S(c.state).label, order=("state",),
            tone=lambda c: TONES[S(c.state)],
        ),
        Column("outcome", "结果", value=lambda c: Outcome(c.outcome).label if c.outcome else ""),
        Column("age", "已有", value=_age, labelled=True),
    ),
    order=("-at",),
    filters=(
        Filter("state", "办理", "state", lambda _: dict(S.choices)),
        Filter("about", "被举报的", "about", lambda _: dict(About.choices)),
        Filter("outcome", "结果", "outcome", lambda _: {**dict(Outcome.choices), "": "还没有"}),
        Filter("college", "学院", "college_id", unit_names(Unit.Kind.COLLEGE)),
    ),
    link=opening("complaints:one"),
    exportable=False,
    empty_title="没有举报",
    empty_hint="任何人都可以不登录提交举报，收到后会出现在这里。涉及本单位的不由本单位办理。",
)  # fmt: skip


def complaints(request: HttpRequest) -> HttpResponse:
    """List what somebody handles, or reads as the auditor; who complained is in no list."""
    require(may_read_complaints(reader(request)), READS)
    rows = complaints_visible_to(reader(request)).select_related("college")
    page = build(request, COMPLAINTS, rows)
    return render(request, "lists/page.html", {"page": page})


def one(request: HttpRequest, complaint_id: int) -> HttpResponse:
    """Show what was said, and what may be done next; that it was opened is noted."""
    return _shown(request, get_complaint_for(reader(request), complaint_id))


def _shown(
    request: HttpRequest, found: Complaint, complainant: tuple[str, str] | None = None
) -> HttpResponse:
    shows(request, [found.graduate_id] if found.graduate_id else [])
    colleges = Unit.objects.filter(school_id=found.school_id, kind=Unit.Kind.COLLEGE)
    handles = may_handle(reader(request), found)
    moves = found.moves.select_related("by")
    context = {
        "complaint": found, "words": words_of(found), "complainant": complainant,
        "handles": handles, "may": [each.name for each in HANDLING.from_state(found.state)],
        "states": may_state(reader(request)), "outcomes": Outcome.choices, "about": About.choices,
        "colleges": colleges.order_by("code", "pk") if handles else (),
        "tone": TONES[S(found.state)], "upheld": found.outcome in UPHELD,
        "steps": [(each.at, STEPS[each.verb], each.by) for each in moves],
    }  # fmt: skip
    return render(request, "complaints/one.html", context)


def reveal(request: HttpRequest, complaint_id: int) -> HttpResponse:
    """Show the handler who complained; it is noted that it was asked."""
    found = get_complaint_for(reader(request), complaint_id)
    return _shown(request, found, handling.complainant_of(complaint=found, by=reader(request)))


def _acting(
    does: Callable[[HttpRequest, Complaint], None], said: str
) -> Callable[..., HttpResponse]:
    """Return a view that does something to a complaint and goes back to it."""

    def act(request: HttpRequest, complaint_id: int) -> HttpResponse:
        found = get_complaint_for(reader(request), complaint_id)
        does(request, found)
        messages.success(request, said)
        still = complaints_visible_to(reader(request)).filter(pk=found.pk).exists()
        return redirect("complaints:one", found.pk) if still else redirect("complaints:complaints")

    return act


def _with_text(does: Callable[..., None], said: str) -> Callable[..., HttpResponse]:
    return _acting(
        lambda request, found: does(
            complaint=found, text=request.POST.get("text", ""), by=reader(request)
        ),
        said,
    )


accept = _acting(lambda r, c: handling.accept(complaint=c, by=reader(r)), "已受理。")
ask = _with_text(handling.ask, "已请举报人补充，对方用查询码可以看到。")
reopen = _with_text(handling.reopen, "已重新办理。")
note = _with_text(handling.note, "已记下，举报人看不到。")
state = _with_text(handling.state, "意见已附上。")
close = _acting(
    lambda r, c: handling.close(
        complaint=c, outcome=r.POST.get("outcome", ""), text=r.POST.get("text", ""), by=reader(r)
    ),
    "已办结，举报人用查询码可以看到结果。",
)
pass_on = _acting(
    lambda r, c: handling.pass_on(
        complaint=c, about=r.POST.get("about", ""), college_id=r.POST.get("college", ""),
        by=reader(r),
    ),
    "已改由相应的一方办理。",
)  # fmt: skip
concern = _acting(
    lambda r, c: handling.concern(complaint=c, number=r.POST.get("number", ""), by=reader(r)),
    "已记下涉及的毕业生。",
)
