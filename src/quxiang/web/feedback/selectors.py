"""Reads of lists from above: how far each has come, and one row as it stood in the file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count

from quxiang.standards.calendar import period_at
from quxiang.standards.periods import Period as MonitoringPeriod
from quxiang.web.alerts.models import RuleRun
from quxiang.web.alerts.states import CaseState, RunState
from quxiang.web.common import clock
from quxiang.web.feedback.access import lists_visible_to, rows_visible_to
from quxiang.web.feedback.models import FeedbackFile, FeedbackList, FeedbackRow, Match
from quxiang.web.feedback.original import opened
from quxiang.web.imports.states import ImportState
from quxiang.web.orgs.models import Unit
from quxiang.web.roster.inforce import read as read_settings
from quxiang.web.roster.inforce import settings_of
from quxiang.web.roster.models import Cohort, Graduate

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

#: runs that are looked through for periods: two a week for a year
RUNS = 120
UNSURE = (Match.DOUBT, Match.NOBODY)
#: states of an upload whose rows have yet to come
COMING = (
    ImportState.READING, ImportState.PREVIEW, ImportState.UNUSABLE, ImportState.APPLYING,
)  # fmt: skip


@dataclass
class Progress:
    """How many rows of a list somebody sees, and how far they have come."""

    of: FeedbackList
    rows: int = 0
    unsure: int = 0
    open: int = 0
    answered: int = 0
    closed: int = 0
    #: the import that still has to be applied
    upload: int | None = None


def lists_of(user: User, cohort: Cohort) -> Sequence[Progress]:
    """Return the lists of a cohort, the newest first; one that lost all its rows is left out."""
    listed = lists_visible_to(user).filter(cohort=cohort)
    found = {each.pk: Progress(each) for each in listed}
    rows = rows_visible_to(user).filter(of__cohort=cohort).order_by()
    counted = rows.values_list("of_id", "match", "case__state").annotate(rows=Count("pk"))
    for key, match, state, count in counted:
        _add(found[key], match, state, count)
    empty = [key for key, each in found.items() if not each.rows]
    for key, upload in _coming(empty):
        found[key].upload = upload
    return [each for each in found.values() if each.rows or each.upload is not None]


def rows_of_college(of: FeedbackList, college: Unit) -> Sequence[FeedbackRow]:
    """Return the rows of a list one college replies to, in the order of the file."""
    rows = of.rows.filter(college=college).select_related("graduate", "case")
    return list(rows.order_by("number", "pk"))


def colleges_of(user: User, of: FeedbackList) -> Sequence[tuple[Unit, int]]:
    """Return the colleges of a list whose reply somebody reads, with how many rows are theirs."""
    rows = rows_visible_to(user).filter(of=of, college__isnull=False).order_by()
    counts = dict(rows.values_list("college_id").annotate(rows=Count("pk")))
    units = Unit.objects.filter(pk__in=counts).order_by("order", "pk")
    return [(each, counts[each.pk]) for each in units]


def _add(whole: Progress, match: str, state: str, count: int) -> None:
    whole.rows += count
    whole.unsure += count if match in UNSURE else 0
    whole.open += count if state == CaseState.OPEN else 0
    whole.answered += count if state == CaseState.ANSWERED else 0
    whole.closed += count if state == CaseState.CLOSED else 0


def _coming(lists: Iterable[int]) -> Iterable[tuple[int, int]]:
    files = FeedbackFile.objects.filter(of__in=list(lists), upload__state__in=COMING)
    return files.values_list("of_id", "upload_id")


@dataclass(frozen=True)
class Period:
    """A period of monitoring with the last run that looked at it."""

    label: str
    title: str
    run: RuleRun


def periods_judged(cohort: Cohort) -> Sequence[Period]:
    """Return the periods rules ran in, the newest first, each with its last run."""
    runs = RuleRun.objects.filter(cohort=cohort, state=RunState.DONE, snapshot__isnull=False)
    named = ("cohort", "folder", "started_at", "snapshot__folder", "snapshot__moment")
    rows = runs.select_related("snapshot").only(*named).order_by("-started_at", "-pk")
    settings = read_settings(cohort, settings_of(cohort))
    found: dict[str, Period] = {}
    for run in rows[:RUNS]:
        moment = clock.local(run.snapshot.moment if run.snapshot else run.started_at)
        period = period_at(moment, cohort.year, settings)
        label = period.label if period is not None else f"{moment:%Y-%m}"
        found.setdefault(label, Period(label, _titled(period, moment), run))
    return list(found.values())


def _titled(period: MonitoringPeriod | None, moment: datetime) -> str:
    if period is None:
        return f"{moment:%Y 年 %m 月}"
    last = period.end - timedelta(seconds=1)
    return f"{period.title} {period.start:%m-%d} 至 {last:%m-%d}"


def cells_of(row: FeedbackRow) -> list[tuple[str, str]]:
    """Return a row as it stood in the file: header and cell, empty ones left out."""
    whole = opened(row.file.original_sealed)
    cells = whole.row(row.number)
    return [(title, cell) for title, cell in zip(whole.head, cells, strict=False) if cell]


def candidates_of(row: FeedbackRow) -> Sequence[Graduate]:
    """Return whom a row may be about, where that is not sure."""
    if row.match not in UNSURE:
        return []
    people = Graduate.objects.filter(pk__in=row.candidates, removed=False)
    return list(people.select_related("college").order_by("student_no"))
