"""What is still to be signed on paper, by whom it may be, and what somebody said of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import QueryDict

from quxiang.problems import Problem
from quxiang.web.approvals.models import Run, RunStep
from quxiang.web.approvals.seats import Seat, Seating, live
from quxiang.web.approvals.selectors import steps_of, title_of
from quxiang.web.approvals.services.recording import Line, Said
from quxiang.web.approvals.services.running import wants_stamp
from quxiang.web.approvals.states import StepState
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError


@dataclass(frozen=True)
class Hand:
    """Somebody whose signature may stand on the form: what it is ticked by, and what was said."""

    name: str
    title: str
    key: str
    ticked: bool
    on: str


@dataclass(frozen=True)
class Due:
    """A step that is not done: who may have signed it, and whether its stamp is still wanted."""

    step: RunStep
    title: str
    hands: tuple[Hand, ...]
    is_signed: bool
    stamp: bool
    stamped: bool


def steps_due(run: Run, typed: Mapping[str, object] | QueryDict) -> list[Due]:
    """Return the steps of a run that may be signed on paper, with what was typed already."""
    ticked = typed.getlist("signed") if isinstance(typed, QueryDict) else []
    stamped = typed.getlist("stamped") if isinstance(typed, QueryDict) else []
    today = clock.today().isoformat()
    begin = clock.start_of(clock.local(run.version.recorded_at).date())
    during = (begin, clock.start_of(clock.today()) + timedelta(days=1))
    found, signed_so_far = [], list(live(run.signatures.all()))
    for step in steps_of(run):
        if step.state in (StepState.DONE, StepState.SKIPPED):
            continue
        seating, order = Seating(step, signed_so_far, during=during), str(step.order)
        hands = [
            Hand(seat.user.name, titles, key, key in ticked, str(typed.get(f"on-{key}") or today))
            for seat, titles in _once_each(seating)
            if (key := f"{order}-{seat.user.pk}")
        ]
        signed = seating.is_signed and step.state == StepState.OPEN
        shown = () if signed else tuple(hands)
        stamp = wants_stamp(step)
        found.append(Due(step, title_of(step), shown, signed, stamp, order in stamped))
    return found


def _once_each(seating: Seating) -> list[tuple[Seat, str]]:
    """Return each person once, with the titles of all posts held."""
    by_person: dict[int, list[Seat]] = {}
    for seat in seating.needed:
        by_person.setdefault(seat.user.pk, []).append(seat)
    return [(seats[0], "、".join(s.title for s in seats)) for seats in by_person.values()]


def said_in(typed: QueryDict) -> Said:
    """Return what a form says of a paper; refuses what cannot be read."""
    lines = [_line(key, typed) for key in typed.getlist("signed")]
    stamps = frozenset(_whole(each) for each in typed.getlist("stamped"))
    return Said(typed.get("number", ""), lines, stamps)


def _line(key: str, typed: QueryDict) -> Line:
    order, _, user = key.partition("-")
    try:
        on = date.fromisoformat(typed.get(f"on-{key}", ""))
    except ValueError as error:
        message = "勾选了签字人，还没有填签字日期，或日期写得不对。"
        raise InvalidError(Problem("no_day", message, "请按表上写的日期填。")) from error
    return Line(_whole(order), _whole(user), on)


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise InvalidError(Problem("unreadable", "表单内容不完整。", "请刷新页面后重新选择。"))
    return int(text)
