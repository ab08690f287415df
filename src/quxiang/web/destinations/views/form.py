"""The form: it follows the code, keeps what is typed, warns while typing, and files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from quxiang.problems import Problem
from quxiang.standards import Standard
from quxiang.web.accounts.readers import reader
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.common.requests import seen_in
from quxiang.web.destinations.access import FILES, may_file, may_keep_offers
from quxiang.web.destinations.cleaning import Cleaned, typed_of
from quxiang.web.destinations.fields import FIELDS, Asked, asked_of, codes_of
from quxiang.web.destinations.judging import judge
from quxiang.web.destinations.models import Draft, Registration
from quxiang.web.destinations.selectors import find_draft, find_registration
from quxiang.web.destinations.services.drafts import drop_draft, save_draft, typed_in
from quxiang.web.destinations.services.filing import submit
from quxiang.web.destinations.states import RegistrationState
from quxiang.web.destinations.views.offers import (
    change,
    has_room,
    is_filed,
    number_in,
    offers_of,
)
from quxiang.web.destinations.views.one import graduate_shown
from quxiang.web.destinations.warnings import Hint, warnings_of
from quxiang.web.employers.selectors import offered
from quxiang.web.reference.selectors import standard_of
from quxiang.web.roster.models import Graduate

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

_OFFERED = 8
#: what a definition says about our own codes is nothing to whoever chooses one
_INTERNAL = re.compile(r"（[^（）]*内部编号[^（）]*）")


@dataclass(frozen=True)
class Row:
    """One question as it stands on the page."""

    asked: Asked
    value: str
    choices: Mapping[str, str]
    problems: tuple[Problem, ...]
    locked: bool

    @property
    def input_type(self) -> str:
        return {"date": "date", "phone": "tel"}.get(self.asked.field.kind, "text")


def edit(request: HttpRequest, graduate_id: int) -> HttpResponse:
    """Show the form, or file what was typed."""
    graduate = graduate_shown(request, graduate_id)
    user = reader(request)
    require(may_file(user, graduate), FILES)
    if request.method != "POST":
        return _form(request, graduate, None)
    typed = _typed(request)
    note = typed.get("note", "")
    try:
        submit(graduate=graduate, typed=typed, seen=seen_in(request), note=note, by=user)
    except InvalidError as error:
        return _form(request, graduate, typed, error.problems)
    except StaleStateError as error:
        raise _kept_for_later(graduate, typed, user) or error from error
    return redirect("destinations:one", graduate.pk)


def _kept_for_later(
    graduate: Graduate, typed: Mapping[str, str], user: User
) -> StaleStateError | None:
    """Keep as a draft what came too late to be filed; nothing of it is lost.

    What was filed a moment ago, by a second tap, is no draft.
    """
    if is_filed(graduate, typed):
        return None
    draft = find_draft(graduate, user.pk)
    save_draft(graduate=graduate, typed=typed, serial=draft.serial if draft else 0, by=user)
    return StaleStateError(f"{StaleStateError.message}您填写的内容已存为草稿，没有丢失。")


def _typed(request: HttpRequest) -> dict[str, str]:
    return {
        name: value
        for name, value in request.POST.items()
        if isinstance(value, str) and (name in FIELDS or name in ("code", "note"))
    }


def _kept(
    request: HttpRequest, registration: Registration | None, draft: Draft | None
) -> dict[str, str]:
    """Return what to begin with: what was being typed, else what is recorded."""
    typed: dict[str, str] = {}
    if draft is not None:
        typed = typed_in(draft)
    elif registration is not None and registration.current is not None:
        typed = typed_of(registration.current)
    return {**typed, "code": request.GET.get("code", typed.get("code", ""))}


def _form(
    request: HttpRequest, graduate: Graduate, typed: Mapping[str, str] | None,
    problems: tuple[Problem, ...] = (),
) -> HttpResponse:  # fmt: skip
    """Show the form with what was ``typed``, else with what is kept."""
    user, registration = reader(request), find_registration(graduate)
    draft = find_draft(graduate, user.pk)
    if typed is None:
        typed = _kept(request, registration, draft)
    standard = standard_of(graduate.school_id, graduate.cohort.scheme)
    code = typed.get("code", "")
    offers = offers_of(graduate, user.pk, standard) if may_keep_offers(user, graduate) else []
    at_fields = [p for p in problems if p.where.column in FIELDS]
    context = {
        "graduate": graduate,
        "registration": registration,
        "in_review": bool(registration and registration.state == RegistrationState.IN_REVIEW),
        "own": graduate.person.user_id == user.pk,
        "offers": offers,
        "has_room": may_keep_offers(user, graduate) and has_room(offers),
        "destination": standard.destinations.get(code),
        "choosing": code not in standard.destinations or "choose" in request.GET,
        "groups": list(_groups(standard)),
        "rows": list(_rows(standard, typed, at_fields, registration)),
        "problems": [p for p in problems if p not in at_fields],
        "bad": len(problems),
        "note": typed.get("note", ""),
        "needs_note": bool(registration and registration.in_force_id),
        "revision": registration.revision if registration else 0,
        "draft": draft,
        "serial": draft.serial if draft else 0,
    }
    status = 422 if problems else 200
    return render(request, "destinations/form.html", context, status=status)


def _rows(
    standard: Standard, typed: Mapping[str, str], problems: list[Problem],
    registration: Registration | None,
) -> Iterator[Row]:  # fmt: skip
    unlocked = registration.unlocked if registration else []
    for asked in asked_of(standard, typed.get("code", "")):
        name = asked.field.name
        value, choices = typed.get(name, ""), codes_of(standard, asked.field.kind)
        if choices and value and value not in choices:
            choices = {**choices, value: value}  # what a file brought is not lost by opening it
        yield Row(
            asked, value, choices,
            tuple(p for p in problems if p.where.column == name),
            bool(unlocked) and name not in unlocked,
        )  # fmt: skip


def _groups(standard: Standard) -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
    """Give the choices of a destination, group by group: code, name, what it means."""
    names = standard.tables["destination_group"].rows
    parents = {row.parent for row in standard.destinations.values()}
    for group in dict.fromkeys(row.group for row in standard.destinations.values()):
        rows = [
            (code, row.last_part, _INTERNAL.sub("", row.definition))
            for code, row in standard.destinations.items()
            if row.group == group and code not in parents
        ]
        yield names[group].name, rows


def draft(request: HttpRequest, graduate_id: int) -> HttpResponse:
    """Keep what is being typed, or throw it away; answer with the draft's serial."""
    graduate = graduate_shown(request, graduate_id)
    user = reader(request)
    if request.POST.get("drop"):
        drop_draft(graduate=graduate, by=user, slot=1)
        return redirect("destinations:one", graduate.pk)
    serial = number_in(request.POST.get("serial", ""))
    kept = save_draft(graduate=graduate, typed=_typed(request), serial=serial, by=user)
    return JsonResponse({"serial": kept})


def offers(request: HttpRequest, graduate_id: int) -> HttpResponse:
    """Change which of several offers is being filled in."""
    try:
        return change(request, graduate_id, _typed(request))
    except InvalidError as error:
        graduate = graduate_shown(request, graduate_id)
        return _form(request, graduate, _typed(request), error.problems)


def check(request: HttpRequest, graduate_id: int) -> HttpResponse:
    """Show what the rules say of what is typed so far; nothing here blocks anything."""
    graduate = graduate_shown(request, graduate_id)
    require(may_file(reader(request), graduate), FILES)
    standard = standard_of(graduate.school_id, graduate.cohort.scheme)
    cleaned = Cleaned(standard, _typed(request))
    told: list[Hint] = []
    if cleaned.code in standard.destinations:
        told = warnings_of(judge(graduate, cleaned.version()))
    return render(request, "destinations/warnings.html", {"warnings": told})


def employers(request: HttpRequest) -> HttpResponse:
    """Offer employers by credit code or name, with what the form fills in from them."""
    found = offered(reader(request).school_id, request.GET.get("q", ""), _OFFERED)
    return JsonResponse({"employers": found})
