"""批次审签单: what may go on one, one sheet with all its rows, and the one act that signs it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from quxiang.web.accounts.models import User
from quxiang.web.accounts.readers import reader
from quxiang.web.accounts.services import fresh
from quxiang.web.approvals.access import may_sign_anything, steps_waiting_for
from quxiang.web.approvals.clean import GATHERS, Why, may_gather, steps_to_gather, with_why
from quxiang.web.approvals.donelists import SHEETS, sheet_rows
from quxiang.web.approvals.models import Level, RunStep, Sheet, SheetRow
from quxiang.web.approvals.papers import titles_of
from quxiang.web.approvals.seats import NOT_ASKED, Seating
from quxiang.web.approvals.services import sheets
from quxiang.web.approvals.sheetink import is_whole
from quxiang.web.approvals.sheets import (
    SEES_SHEETS,
    SHORT,
    get_sheet_for,
    may_see_sheets,
    may_upload,
    moved_on,
    rows_of,
    sheets_visible_to,
    visible_rows,
    who_signed,
)
from quxiang.web.approvals.views.acts import ASK, WRONG
from quxiang.web.audit.middleware import shows
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.common.requests import keys_in
from quxiang.web.destinations.changes import said
from quxiang.web.lists.page import build
from quxiang.web.reference.selectors import standard_of

#: how many of what is signed singly are named on the page; the list has all
_SHOWN = 100
_GROUP = ("run__cohort", "run__cohort__year", "college", "college__name", "level")
_SINGLY = (
    "pk", "why", "college__name", "level", "run__registration__graduate_id",
    "run__registration__graduate__name", "run__registration__graduate__student_no",
)  # fmt: skip


def listed(request: HttpRequest) -> HttpResponse:
    """Show the sheets there are, the newest first."""
    require(may_see_sheets(reader(request)), SEES_SHEETS)
    page = build(request, SHEETS, sheet_rows(sheets_visible_to(reader(request))))
    return render(
        request, "approvals/sheets.html", {"page": page, "gathers": may_gather(reader(request))}
    )


def gather(request: HttpRequest) -> HttpResponse:
    """Show how much may go on a sheet, by college and level, and what may not, with why."""
    return _gathered(request)


def _gathered(request: HttpRequest, problem: str = "") -> HttpResponse:
    user = reader(request)
    require(may_gather(user), GATHERS)
    waiting = with_why(steps_to_gather(user), user.school_id)
    apart = waiting.exclude(why="").order_by("opened_at", "pk").values_list(*_SINGLY, named=True)
    singly = list(apart[:_SHOWN])
    shows(request, [row.run__registration__graduate_id for row in singly])
    context = {
        "groups": _groups(waiting), "problem": problem,
        "singly": [(row, Why(row.why).label, Level(row.level).label) for row in singly],
        "full": len(singly) == _SHOWN,
    }  # fmt: skip
    return render(request, "approvals/gather.html", context, status=422 if problem else 200)


def _groups(waiting: Any) -> list[dict[str, Any]]:
    """Return cohorts, colleges and levels with the number of clean ones and of the others."""
    groups: dict[tuple[Any, ...], dict[str, Any]] = {}
    counted = waiting.order_by(*_GROUP).values_list(*_GROUP, "why").annotate(count=Count("pk"))
    for *key, why, count in counted:
        cohort, year, college, name, level = key
        group = groups.setdefault(
            tuple(key),
            {
                "cohort": cohort, "year": year, "college": college, "name": name, "level": level,
                "title": Level(level).label, "clean": 0, "others": [],
            },
        )  # fmt: skip
        if why:
            group["others"].append((Why(why).label, count))
        else:
            group["clean"] = count
    return list(groups.values())


def make(request: HttpRequest) -> HttpResponse:
    """Put everything clean of a cohort, a college and a level on a sheet."""
    require(may_gather(reader(request)), GATHERS)
    cohort, college = (_number(request, name) for name in ("cohort", "college"))
    level = request.POST.get("level", "")
    try:
        made = sheets.make(
            cohort=cohort, college=college, level=level, by=reader(request),
            without=set(keys_in(request, "without")),
        )  # fmt: skip
    except InvalidError as error:
        return _gathered(request, str(error))
    return redirect("approvals:sheet", made.pk)


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def sheet(request: HttpRequest, sheet_id: int) -> HttpResponse:
    """Show everything a sheet binds, row by row."""
    return shown(request, get_sheet_for(reader(request), sheet_id))


def shown(
    request: HttpRequest, found: Sheet, *, status: int = 200, problem: str = ""
) -> HttpResponse:
    user = reader(request)
    mine = _mine(user, found)
    rows = visible_rows(found, rows_of(found), user, mine)
    shows(request, [row.registration.graduate_id for row in rows])
    context = {
        "sheet": found, "rows": _told(found, rows), "hidden": found.size - len(rows),
        "level": Level(found.level).label, "short": found.digest[:SHORT],
        "mine": len(mine), "signs": bool(mine) and len(mine) == found.size,
        "moved": sum(bool(moved_on(row)) for row in rows),
        "signatures": who_signed(found) if found.signed_at else [],
        "uploads": may_upload(user, found) and is_whole(found, rows),
        "gathers": may_gather(user),
        "picks": may_gather(user) and found.signed_at is None and is_whole(found, rows),
        "fresh": fresh.is_fresh(request), "problem": problem,
    }  # fmt: skip
    return render(request, "approvals/sheet.html", context, status=status)


def _mine(user: User, found: Sheet) -> set[int]:
    """Return the steps on a sheet that wait for somebody, if any ever do."""
    if not may_sign_anything(user):
        return set()
    waiting = steps_waiting_for(user).filter(pk__in=found.rows.values("step"))
    return set(waiting.values_list("pk", flat=True))


def _told(found: Sheet, rows: list[SheetRow]) -> list[dict[str, Any]]:
    standard = standard_of(found.school_id, found.cohort.scheme)
    papers = titles_of(rows, standard)
    return [
        {
            "row": row, "graduate": row.registration.graduate, "version": row.version,
            "destination": said(standard, row.version, "code"),
            "papers": "、".join(papers.get(row.pk, ())), "moved": moved_on(row),
            "judged": getattr(row.version, "judgement", None),
        }
        for row in rows
    ]  # fmt: skip


def _require_asked(request: HttpRequest, found: Sheet) -> None:
    """Go on only for who signs; somebody else's act just before is no refusal (409)."""
    user, steps = reader(request), found.rows.values("step")
    if steps_waiting_for(user).filter(pk__in=steps).exists():
        return
    step = RunStep.objects.select_related(
        "run__registration__graduate__person", "college"
    ).filter(pk__in=steps).first()  # fmt: skip
    if step is not None and any(seat.user.pk == user.pk for seat in Seating(step).able):
        raise StaleStateError("这张审签单刚才已有人签过，或其中的登记已不在这一步，没有签。")
    require(False, NOT_ASKED)


def sign(request: HttpRequest, sheet_id: int) -> HttpResponse:
    """Sign a sheet whole, after the password or a code was given within a quarter of an hour."""
    found = get_sheet_for(reader(request), sheet_id)
    _require_asked(request, found)
    secret = request.POST.get("secret", "")
    if not fresh.is_fresh(request) and not (
        secret and fresh.prove(request, reader(request), secret)
    ):
        return shown(request, found, status=422, problem=WRONG if secret else ASK)
    try:
        sheets.sign(sheet=found, seen=request.POST.get("seen", ""), by=reader(request))
    except StaleStateError as refusal:
        return shown(request, found, status=409, problem=str(refusal))
    messages.success(request, f"已签第 {found.number} 号审签单，共 {found.size} 份。")
    return redirect("approvals:sheet", found.pk)
