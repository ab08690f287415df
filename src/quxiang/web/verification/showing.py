"""What a caller sees: the record in hand with its script, or how much waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count

from quxiang.web.common import clock, compiled
from quxiang.web.destinations.selectors import sheet_of
from quxiang.web.reference.selectors import standard_of
from quxiang.web.verification.frames import group_names, group_of
from quxiang.web.verification.hours import is_open, quiet_words, within_hours
from quxiang.web.verification.models import Kind, SampledRecord
from quxiang.web.verification.saying import UNKNOWN
from quxiang.web.verification.scripts import Step, filled, words_of
from quxiang.web.verification.services.desk import called_now, waiting_for
from quxiang.web.verification.states import Outcome, RecordState

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

#: outcomes in the order of their keys, 1 to 8
KEYS = (
    Outcome.CONSISTENT, Outcome.INCONSISTENT, Outcome.NO_ANSWER, Outcome.LATER, Outcome.REFUSED,
    Outcome.WRONG_NUMBER, Outcome.LOST, Outcome.ENLISTED,
)  # fmt: skip
TONES = {Outcome.CONSISTENT: "btn-success", Outcome.INCONSISTENT: "btn-danger"}


@dataclass(frozen=True)
class Question:
    """A step with what the record says of it."""

    step: Step
    known: list[tuple[str, str]]


@dataclass(frozen=True)
class Card:
    """Everything the desk shows of one record."""

    record: SampledRecord
    title: str
    opening: str
    closing: str
    questions: list[Question]
    sheet: list[tuple[str, str]]
    choices: list[tuple[str, str]]
    outcomes: list[tuple[int, str, str, str]]
    ringing: str
    open: bool
    quiet: str
    try_no: int
    max_tries: int
    until: datetime
    suggested: str


def card_of(record: SampledRecord, now: datetime) -> Card:
    """Return what a caller needs for one record; the number itself is not among it."""
    survey, version = record.survey, record.version
    standard = standard_of(record.school_id, survey.cohort.scheme)
    words = words_of(survey.script)
    said = {each.name: (each.title, each.text or "未填") for each in (
        sheet_of(standard, version) if version is not None else ())}  # fmt: skip
    group = group_of(standard, version.code if version is not None else "")
    values = {"name": record.graduate.name, "school": survey.school.name}
    groups = group_names(standard)
    later = within_hours(survey, now + timedelta(hours=survey.retry_hours))
    assert record.held_until is not None  # noqa: S101 - it is in hand
    return Card(
        record=record, title=groups.get(group, group),
        opening=filled(words.opening[survey.kind], values), closing=words.closing,
        questions=[
            Question(step, [said[name] for name in step.shows if name in said])
            for step in words.steps_for(survey.kind, group)
        ],
        sheet=list(said.values()),
        choices=[*_choices(groups, group), (UNKNOWN, "说不清")],
        outcomes=[
            (key, each.value, str(each.label), TONES.get(each, ""))
            for key, each in enumerate(KEYS, 1)
        ],
        ringing=ringing(record), open=is_open(survey, now), quiet=quiet_words(survey, now),
        try_no=record.tries + 1, max_tries=survey.max_tries, until=record.held_until,
        suggested=f"{clock.local(later):%Y-%m-%dT%H:%M}",
    )  # fmt: skip


def _choices(groups: dict[str, str], own: str) -> list[tuple[str, str]]:
    """Return what somebody may do instead of what is registered."""
    return [(key, name) for key, name in groups.items() if key not in (own, "unrecognised")]


def ringing(record: SampledRecord) -> str:
    """Say whom a caller rings, with the number masked; or that there is none."""
    if record.survey.kind == Kind.GRADUATES:
        user = record.graduate.person.user
        masked = user.phone_masked if user is not None else ""
        return f"本人 {masked}" if masked else ""
    version = record.version
    if version is None or not version.contact_phone_masked:
        return ""
    return f"{version.contact_name or '单位联系人'} {version.contact_phone_masked}"


@dataclass(frozen=True)
class Waits:
    """What waits for a caller, survey by survey, and why it may have to."""

    ready: bool
    surveys: list[dict[str, Any]]


def waits_of(user: User, now: datetime) -> Waits:
    """Return whether somebody may be given a record now, and what is open, closed or left."""
    surveys = called_now(user)
    if not surveys:
        return Waits(False, [])
    # by all an index holds: of thousands none is read for it
    rows = SampledRecord.objects.filter(
        school_id=user.school_id, state=RecordState.WAITING, survey__in=surveys
    )
    left = dict(rows.order_by().values_list("survey_id").annotate(n=Count("pk")))
    told = [
        {
            "survey": each, "open": is_open(each, now), "quiet": quiet_words(each, now),
            "left": left.get(each.pk, 0),
        }
        for each in surveys
    ]  # fmt: skip
    ready = compiled.rows("whether any waits", waiting_for(user, surveys, now).only("pk")[:1])
    return Waits(bool(ready), told)
