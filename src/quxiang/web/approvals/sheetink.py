"""A sheet signed in ink, as its page asks for it: who may have signed all of it, what was said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict

from quxiang.problems import Problem
from quxiang.web.approvals.manyseats import seatings_of
from quxiang.web.approvals.models import Sheet, SheetRow
from quxiang.web.approvals.seats import Seat
from quxiang.web.approvals.services.inking import Ink, day_of
from quxiang.web.approvals.sheets import moved_on
from quxiang.web.approvals.states import StepState
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError


@dataclass(frozen=True)
class Hand:
    """Somebody who may have signed every row of a sheet since it was made."""

    key: int
    name: str
    titles: str
    ticked: bool


@dataclass(frozen=True)
class Asked:
    """The form of a sheet signed in ink, with what was typed already."""

    hands: tuple[Hand, ...]
    short: str
    on: str


def is_whole(sheet: Sheet, rows: Sequence[SheetRow]) -> bool:
    """Say whether these are all rows of a sheet, and each still waits to be signed as it stands."""
    waits = all(row.step.state == StepState.OPEN and not moved_on(row) for row in rows)
    return waits and len(rows) == sheet.size


def ink_of(sheet: Sheet, rows: Sequence[SheetRow], typed: QueryDict) -> Asked:
    """Return what is asked for; nobody may have signed what is not whole."""
    short, on = typed.get("short", ""), typed.get("on", clock.today().isoformat())
    hands = _hands(sheet, rows, typed.getlist("signed")) if is_whole(sheet, rows) else []
    return Asked(tuple(hands), short, on)


def _hands(sheet: Sheet, rows: Sequence[SheetRow], ticked: Sequence[str]) -> list[Hand]:
    for row in rows:
        row.step.run.registration = row.registration
    during = day_of(clock.local(sheet.made_at).date(), clock.today())
    seats: dict[int, dict[str, Seat]] = {}
    rows_of = Counter[int]()
    for seating in seatings_of([row.step for row in rows], during).values():
        rows_of.update({seat.user.pk for seat in seating.needed})
        for seat in seating.needed:
            seats.setdefault(seat.user.pk, {})[seat.title] = seat
    return [
        Hand(pk, next(iter(held.values())).user.name, "、".join(held), str(pk) in ticked)
        for pk, held in seats.items()
        if rows_of[pk] == len(rows)
    ]


def ink_in(typed: QueryDict) -> Ink:
    """Return what a form says of a sheet signed in ink; refuses what cannot be read."""
    try:
        on = date.fromisoformat(typed.get("on", ""))
    except ValueError as error:
        message = "还没有填签字日期，或日期写得不对。"
        raise InvalidError(Problem("no_day", message, "请按纸上写的日期填。")) from error
    keys = typed.getlist("signed")
    if not all(key.isascii() and key.isdigit() and len(key) < 10 for key in keys):
        raise InvalidError(Problem("unreadable", "表单内容不完整。", "请刷新页面后重新选择。"))
    return Ink(typed.get("short", ""), frozenset(int(key) for key in keys), on)
