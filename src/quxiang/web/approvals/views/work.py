"""What waits for me: the list, and one record with the queue beside it."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from quxiang.web.accounts.readers import reader
from quxiang.web.accounts.services import fresh
from quxiang.web.approvals.access import (
    SIGNS,
    get_step_for,
    may_sign_anything,
    steps_in_turn,
    steps_waiting_for,
)
from quxiang.web.approvals.blocked import SEES_BLOCKED, may_see_blocked, steps_blocked_for
from quxiang.web.approvals.lists import BLOCKED, WAITING, age_of, destination_of, waiting_rows
from quxiang.web.approvals.models import RunStep
from quxiang.web.approvals.scans import scans_shown
from quxiang.web.approvals.selectors import chain_of, open_link, title_of
from quxiang.web.approvals.services.recording import may_record
from quxiang.web.approvals.services.signing import may_excuse, may_prepare
from quxiang.web.audit.middleware import shows
from quxiang.web.common.refusals import require
from quxiang.web.destinations.changes import differences
from quxiang.web.destinations.fields import asked_of
from quxiang.web.destinations.selectors import sheet_of
from quxiang.web.lists.page import build
from quxiang.web.reference.selectors import standard_of

_BESIDE = 12


def waiting(request: HttpRequest) -> HttpResponse:
    """Show what waits for the reader's signature, the oldest first."""
    require(may_sign_anything(reader(request)), SIGNS)
    page = build(request, WAITING, waiting_rows(steps_waiting_for(reader(request))))
    shows(request, [row.run__registration__graduate_id for row in page.objects])
    return render(request, "approvals/waiting.html", {"page": page})


def blocked(request: HttpRequest) -> HttpResponse:
    """Show what nobody may sign, for who can help: appoint somebody, or let it pass."""
    require(may_see_blocked(reader(request)), SEES_BLOCKED)
    page = build(request, BLOCKED, waiting_rows(steps_blocked_for(reader(request))))
    shows(request, [row.run__registration__graduate_id for row in page.objects])
    return render(request, "approvals/blocked.html", {"page": page})


def step(request: HttpRequest, step_id: int) -> HttpResponse:
    """Show one record to sign: sheet, chain, what the rules say, the decision bar."""
    return shown(request, get_step_for(reader(request), step_id))


def shown(
    request: HttpRequest, found: RunStep, *, status: int = 200, problem: str = "", reason: str = ""
) -> HttpResponse:
    user, run = reader(request), found.run
    graduate = run.registration.graduate
    queue = _queue(request, found)
    shows(request, [graduate.pk, *(row.graduate_id for row in queue)])
    standard = standard_of(found.school_id, run.cohort.scheme)
    chain = chain_of(run)
    link = open_link(chain)
    is_open = link is not None and link.step.pk == found.pk
    seating = link.seating if link is not None and is_open else None
    judgement = getattr(run.version, "judgement", None)
    before = run.registration.in_force
    context = {
        "step": found, "run": run, "graduate": graduate, "title": title_of(found),
        "sheet": sheet_of(standard, run.version), "chain": chain, "queue": queue,
        "changes": differences(standard, before, run.version) if before else [],
        "judgement": judgement, "is_open": is_open,
        "seats": seating.of(user) if seating else [],
        "conflict": seating.conflict_of(user) if seating else "",
        "earlier": [each for each in chain if each.step.order < found.order],
        "fields": [each.field for each in asked_of(standard, run.version.code)],
        "blocked": is_open and link is not None and link.blocked,
        "excuses": is_open and may_excuse(user), "prepares": is_open and may_prepare(user, found),
        "fresh": fresh.is_fresh(request), "problem": problem, "reason": reason,
        "next": queue[0].pk if queue else None, "records": is_open and may_record(user, found),
        "scans": scans_shown(user, chain),
    }  # fmt: skip
    return render(request, "approvals/step.html", context, status=status)


@dataclass(frozen=True)
class Queued:
    """One more record that waits, beside the one that is open."""

    pk: int
    graduate_id: int
    name: str
    what: str
    age: str
    flagged: bool
    again: str


def _queue(request: HttpRequest, found: RunStep) -> list[Queued]:
    """Return what else waits for the reader: those after this one first, then from the oldest."""
    user = reader(request)
    if not may_sign_anything(user):
        return []
    rows = waiting_rows(steps_in_turn(user, found))[:_BESIDE]
    return [
        Queued(
            row.pk, row.run__registration__graduate_id, row.run__registration__graduate__name,
            row.run__version__employer_name or destination_of(row), age_of(row),
            bool(row.run__version__judgement__flagged), row.note,
        )
        for row in rows
    ]  # fmt: skip
