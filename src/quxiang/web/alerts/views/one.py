"""One case: what was found, the rows that prove it, the rule and why, the thread, what one may do;
and the same act with many."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from quxiang.web.accounts.models import User
from quxiang.web.accounts.readers import reader
from quxiang.web.alerts.access import (
    ANSWERS,
    COMMENTS,
    VERIFIES,
    cases_visible_to,
    colleges_seen,
    desks_of,
    get_case_for,
    may_answer,
    may_answer_any,
    may_comment,
    may_run,
    may_see_school,
    may_set,
    may_verify,
)
from quxiang.web.alerts.lists import SEVERITIES, state_of, tone_of
from quxiang.web.alerts.models import Case, ExemptionKind, Origin
from quxiang.web.alerts.origins import offered_to, origins_of
from quxiang.web.alerts.plans import rule_for
from quxiang.web.alerts.selectors import desk_name, is_overdue, people_of, thread_of
from quxiang.web.alerts.services import answering
from quxiang.web.alerts.states import Answer, CaseState, Severity
from quxiang.web.alerts.views.filing import paper_of
from quxiang.web.alerts.views.reassigning import choices
from quxiang.web.audit.middleware import shows
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.common.requests import keys_in
from quxiang.web.destinations.access import may_read_disputes
from quxiang.web.evidence.access import may_open
from quxiang.web.evidence.uploads import in_memory


def case(request: HttpRequest, case_id: int) -> HttpResponse:
    """Show a case with its thread."""
    return page_of(request, get_case_for(reader(request), case_id))


def page_of(request: HttpRequest, found: Case, said: str = "", status: int = 200) -> HttpResponse:
    user = reader(request)
    people, thread, rule = (
        people_of(found, _colleges(user, found)),
        thread_of(found),
        rule_for(found.school_id, found.rule),
    )
    shows(request, sorted({each.pk for each in people} | _own(found)))
    found.late = int(is_overdue(found, clock.today()))  # type: ignore[attr-defined]
    context = {
        "case": found, "rule": rule, "people": people, "thread": thread,
        "more": found.people_count - len(people), "desk": desk_name(found), "said": said,
        "state": state_of(found), "tone": tone_of(found),
        "severity_tone": SEVERITIES[Severity(found.severity)],
        "seen": max((each.pk for each in thread), default=0), "answers": Answer.choices,
        "may_answer": found.state == CaseState.OPEN and may_answer(user, found),
        "may_verify": found.state == CaseState.ANSWERED and may_verify(user),
        "own": found.answered_by_id == user.pk, "may_comment": may_comment(user),
        "school": may_see_school(user), "opens": may_open(user), "withdraws": may_run(user),
        "proposes": _exemption_kind(found) if may_set(user) and rule is not None else "",
        "reads_dispute": may_read_disputes(user),
        "why": rule.text("why") if rule else "", "remedy": rule.text("remedy") if rule else "",
        "origins": origins_of(found),
        "offered": [] if found.origin == Origin.DISPUTE else offered_to(request),
        "hands": _handing(user, found), "given": request.POST,
        "next": getattr(found, "next", None),
    }  # fmt: skip
    return render(request, "alerts/case.html", context, status=status)


def _colleges(user: User, found: Case) -> list[int] | None:
    """Return the colleges whose people somebody may see of a case; ``None`` is everybody."""
    whole = may_see_school(user) or found.desk in desks_of(user)
    return None if whole else colleges_seen(user)


def _exemption_kind(found: Case) -> str:
    """Return what an exemption of a case would most likely be of."""
    if found.subject == "employer":
        return ExemptionKind.FIRM
    return ExemptionKind.CENTRAL if found.rule.startswith("T") else ExemptionKind.RULE


def _handing(user: User, found: Case) -> Mapping[str, object] | None:
    """Return what the form to hand a case over asks, for whoever may."""
    may = may_run(user) and found.state == CaseState.OPEN and found.origin != Origin.DISPUTE
    return choices(user.school_id) if may else None


def _own(found: Case) -> set[int]:
    return {found.graduate_id} if found.graduate_id is not None else set()


def seen_in(request: HttpRequest) -> int:
    seen = request.POST.get("seen", "")
    return int(seen) if seen.isdecimal() and len(seen) < 19 else 0


@in_memory
def answer(request: HttpRequest, case_id: int) -> HttpResponse:
    """Answer a case for its desk."""
    found, user = get_case_for(reader(request), case_id), reader(request)
    require(may_answer(user, found), ANSWERS)
    return _done(request, found, lambda said: answering.answer(case=found, said=said, by=user))


def _said(request: HttpRequest) -> answering.Said:
    """Return what a form says, with its file taken in."""
    given = request.POST
    return answering.Said(
        given.get("answer", ""), given.get("text", ""), seen_in(request), paper_of(request)
    )


def _done(
    request: HttpRequest, found: Case, act: Callable[[answering.Said], object]
) -> HttpResponse:
    """Act on a case and go back to it; what is refused is said on its page, with what was typed."""
    try:
        act(_said(request))
    except InvalidError as error:
        return page_of(request, found, str(error), 422)
    return redirect("alerts:case", found.pk)


@in_memory
def send_back(request: HttpRequest, case_id: int) -> HttpResponse:
    """Send an answer back with why."""
    found, user = get_case_for(reader(request), case_id), reader(request)
    require(may_verify(user), VERIFIES)
    return _done(request, found, lambda said: answering.send_back(case=found, said=said, by=user))


@in_memory
def close(request: HttpRequest, case_id: int) -> HttpResponse:
    """Verify an answer somebody else gave, and close the case."""
    found, user = get_case_for(reader(request), case_id), reader(request)
    require(may_verify(user), VERIFIES)
    return _done(request, found, lambda said: answering.close(case=found, said=said, by=user))


@in_memory
def comment(request: HttpRequest, case_id: int) -> HttpResponse:
    """Write into the thread."""
    found, user = get_case_for(reader(request), case_id), reader(request)
    require(may_comment(user), COMMENTS)
    return _done(request, found, lambda said: answering.comment(case=found, said=said, by=user))


@in_memory
def answer_many(request: HttpRequest) -> HttpResponse:
    """Ask for one answer, then give it to every selected case one may answer."""
    require(may_answer_any(reader(request)), ANSWERS)
    ids = _selected(request)
    if "answer" in request.POST:
        try:
            done = answering.answer_many(ids=ids, said=_said(request), by=reader(request))
        except InvalidError as error:
            return _asked(request, ids, "answer", str(error), 422)
        return _told(request, "答复", done)
    return _asked(request, ids, "answer")


def close_many(request: HttpRequest) -> HttpResponse:
    """Ask for a word, then verify every selected answer somebody else gave."""
    require(may_verify(reader(request)), VERIFIES)
    ids = _selected(request)
    if "text" in request.POST:
        text = request.POST["text"]
        done = answering.close_many(ids=ids, text=text, by=reader(request))
        return _told(request, "核实并关闭", done)
    return _asked(request, ids, "close")


def _selected(request: HttpRequest) -> list[int]:
    ids = keys_in(request, "selected")
    if not ids:
        raise InvalidError("请先在列表里选中要处理的预警。")
    return ids


def _asked(
    request: HttpRequest, ids: list[int], act: str, said: str = "", status: int = 200
) -> HttpResponse:
    found = cases_visible_to(reader(request)).filter(pk__in=ids).order_by("due_on", "pk")
    shown = list(found.select_related("college")[:20])
    shows(request, sorted({each.graduate_id for each in shown if each.graduate_id is not None}))
    context = {
        "ids": ids, "shown": shown, "act": act, "said": said, "answers": Answer.choices,
        "given": request.POST,
    }  # fmt: skip
    return render(request, "alerts/many.html", context, status=status)


def _told(request: HttpRequest, what: str, done: answering.Done) -> HttpResponse:
    sentence = f"已{what} {done.changed} 件。"
    if done.left:
        sentence += f"另有 {done.left} 件不由您处理，或刚被他人处理，或运行仍发现，没有改动。"
    messages.success(request, sentence)
    return redirect("alerts:cases")
