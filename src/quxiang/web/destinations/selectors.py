"""Reads of destinations: what is recorded, as a sheet, as a timeline."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from quxiang.standards import Standard
from quxiang.standards.calendar import Deadline, deadlines
from quxiang.web.common import compiled
from quxiang.web.destinations.changes import Difference, differences, said
from quxiang.web.destinations.fields import asked_of, group_of
from quxiang.web.destinations.models import (
    Confirmation,
    ConfirmationMove,
    Draft,
    Move,
    Registration,
    Version,
)
from quxiang.web.destinations.states import ConfirmationState, Place, RegistrationState
from quxiang.web.roster.inforce import read, settings_of
from quxiang.web.roster.models import Cohort, Graduate


def find_registration(graduate: Graduate) -> Registration | None:
    """Return a graduate's registration with its versions, if there is one."""
    related = ("current", "in_force", "cohort", "college")
    own = Registration.objects.filter(graduate=graduate).select_related(*related)
    return compiled.first("registration", own)


def find_draft(graduate: Graduate, author_id: int, slot: int = 1) -> Draft | None:
    own = Draft.objects.filter(graduate=graduate, author_id=author_id, slot=slot)
    return compiled.first("draft", own)


def drafts_of(graduate: Graduate, author_id: int) -> QuerySet[Draft]:
    """Return what somebody keeps for a graduate, the current draft first; never another's."""
    return Draft.objects.filter(graduate=graduate, author_id=author_id).order_by("slot")


#: optional, and a record without it is not complete: the file of every graduate goes somewhere
COMPLETED = ("archive_to",)


@dataclass(frozen=True)
class Line:
    """One line of a sheet: what is asked and what was said."""

    name: str
    title: str
    text: str
    wanting: bool = False


def sheet_of(standard: Standard, version: Version) -> list[Line]:
    """Return a version as a sheet, in the order of the form; empty wishes are left out."""
    lines = [Line("code", "毕业去向", said(standard, version, "code"))]
    for asked in asked_of(standard, version.code):
        text = said(standard, version, asked.field.name)
        completes = asked.field.name in COMPLETED
        if text or asked.must or asked.wished or completes:
            wanting = not text and (asked.must or completes)
            lines.append(Line(asked.field.name, asked.field.title, text, wanting))
    return lines


@dataclass(frozen=True)
class Event:
    """One thing that happened, on the timeline."""

    at: datetime
    title: str
    who: str
    note: str = ""
    changes: tuple[Difference, ...] = ()
    tone: str = ""


_TITLES = {
    "submit": "提交", "withdraw": "撤回", "return": "退回", "complete": "审签完成",
    "enter": "录入登记系统", "refuse": "登记系统退回", "reopen": "发起变更",
    "adopt": "启用前已录入，纸质审签",
}  # fmt: skip


def act_title(verb: str) -> str:
    """Return what an act on a registration is called."""
    return _TITLES.get(verb, verb)


_TONES = {"return": "wrong", "refuse": "wrong", "complete": "good", "enter": "good"}


def timeline_of(
    registration: Registration, standard: Standard, *, marks: bool = False
) -> list[Event]:
    """Return everything that happened to a registration, newest first.

    With ``marks`` it says what of the graduate's answers is to be called about.
    """
    versions = list(registration.versions.select_related("by").order_by("number"))
    events = list(_versions(versions, standard))
    moves = Move.objects.filter(registration=registration).select_related("by")
    for move in moves.exclude(verb__in=("submit", "reopen")):
        who = move.by.name if move.by else ""
        title, tone = _TITLES[move.verb], _TONES.get(move.verb, "")
        events.append(Event(move.at, title, who, move.reason, tone=tone))
    events += _answers(registration, marks=marks)
    return sorted(events, key=lambda event: event.at, reverse=True)


def _answers(registration: Registration, *, marks: bool) -> Iterator[Event]:
    """Give every answer; of a dispute only that it is one: why is kept for the centre alone."""
    answers = ConfirmationMove.objects.filter(confirmation__version__registration=registration)
    for each in answers.select_related("confirmation"):
        of, state = each.confirmation, ConfirmationState(each.target)
        marked = of.marked if marks and each.at == of.at else ""
        note = "；".join(filter(None, (each.note, marked and f"{marked}，须电话核实")))
        yield Event(each.at, f"{of.get_place_display()}：{state.label}", "", note)


def _versions(versions: list[Version], standard: Standard) -> Iterator[Event]:
    before: Version | None = None
    for each in versions:
        changes = tuple(differences(standard, before, each)) if before is not None else ()
        who = (
            f"{each.by.name}（{each.get_source_display()}）"
            if each.by
            else each.get_source_display()
        )
        title = f"第 {each.number} 版 · {each.get_reason_display()}"
        yield Event(each.recorded_at, title, who, each.note, changes)
        before = each


def confirmations_of(version: Version) -> dict[str, Confirmation | None]:
    """Return what was confirmed of a version: here (``confirmation``), and in the nation's."""
    own = compiled.rows("confirmations", version.confirmations.all())
    found = {each.place: each for each in own}
    return {"confirmation": found.get(Place.SCHOOL), "national": found.get(Place.NATIONAL)}


def why_returned(registration: Registration) -> str:
    """Return the reason of the newest return or refusal, where that is the state now."""
    if registration.state != RegistrationState.RETURNED:
        return ""
    newest = registration.moves.filter(verb__in=("return", "refuse")).order_by("-pk").first()
    return newest.reason if newest is not None else ""


def closing_of(cohort: Cohort) -> Deadline:
    """Return the day changes are to be entered by (N3.3), as the cohort's settings have it."""
    settings = read(cohort, settings_of(cohort))
    return next(each for each in deadlines(cohort.year, settings) if each.name == "update")


def changed_after(cohort: Cohort, moment: datetime) -> QuerySet[Version]:
    """Return changes recorded from a moment on (季后变更)."""
    return Version.objects.filter(
        school_id=cohort.school_id, registration__cohort=cohort, recorded_at__gte=moment,
        number__gt=1,
    )  # fmt: skip


def is_registered(standard: Standard, registration: Registration | None) -> bool:
    """Say whether any class is registered (离校): the only thing leaving school may ask."""
    shown = registration.current if registration is not None else None
    return shown is not None and bool(group_of(standard, shown.code))
