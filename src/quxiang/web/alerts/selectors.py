"""Reads of runs and cases: the board, by rule, by college, and one case as a thread."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Case as When_
from django.db.models import Count, IntegerField, Q, QuerySet, Value, When

from quxiang.web.alerts.models import Case, CaseEvent, CaseFile, CaseFiling, RuleRun
from quxiang.web.alerts.states import CaseState, Desk, Outcome, Verdict
from quxiang.web.roster.models import Cohort, Graduate

#: rows of people a case's page shows
SHOWN = 100


def overdue(today: date, *, of_colleges: bool = False) -> Q:
    """Return what a desk has let pass; of what waits with the registry no college is late."""
    late = Q(state=CaseState.OPEN, muted_by="", due_on__lt=today)
    return late & Q(desk=Desk.COLLEGE) if of_colleges else late


def is_overdue(case: Case, today: date) -> bool:
    """Say of one case what :func:`overdue` asks of many."""
    return case.state == CaseState.OPEN and not case.muted_by and case.due_on < today


def with_late(cases: QuerySet[Case], today: date, *, of_colleges: bool = False) -> QuerySet[Any]:
    """Give each case ``late``: 1 where its desk should have answered, else 0."""
    one, none = Value(1), Value(0)
    when = When(overdue(today, of_colleges=of_colleges), then=one)
    return cases.annotate(late=When_(when, default=none, output_field=IntegerField()))


@dataclass
class Tally:
    """How many cases of one kind there are, and how they ended."""

    open: int = 0
    #: of what waits, whatever is not sure
    to_check: int = 0
    late: int = 0
    answered: int = 0
    ended: dict[str, int] = field(default_factory=dict)
    days: dict[int, int] = field(default_factory=dict)

    @property
    def closed(self) -> int:
        return sum(self.ended.values())

    @property
    def live(self) -> int:
        return self.open + self.answered

    def of(self, outcome: str) -> int:
        return self.ended.get(outcome, 0)

    @property
    def fixed(self) -> int:
        return self.of(Outcome.FIXED)

    @property
    def justified(self) -> int:
        return self.of(Outcome.JUSTIFIED)

    @property
    def false_alarm(self) -> int:
        return self.of(Outcome.FALSE_ALARM)

    @property
    def withdrawn(self) -> int:
        return self.of(Outcome.WITHDRAWN)

    @property
    def exempted(self) -> int:
        return self.of(Outcome.EXEMPTED)

    @property
    def judged(self) -> int:
        """Return how many were judged by a person: what a precision is out of."""
        return self.fixed + self.justified + self.false_alarm

    @property
    def precision(self) -> int | None:
        """Return the share that were no false alarm, in 1/10 000."""
        right = self.judged - self.false_alarm
        return (20_000 * right + self.judged) // (2 * self.judged) if self.judged else None

    @property
    def median_days(self) -> int | None:
        """Return the days half of the closed ones took at most."""
        half, passed = (sum(self.days.values()) + 1) // 2, 0
        for days in sorted(self.days):
            passed += self.days[days]
            if passed >= half:
                return days
        return None


def tallies(
    cases: QuerySet[Case], by: str, today: date, *, of_colleges: bool = False
) -> Mapping[Any, Tally]:
    """Count cases by a field, in one statement over the index that holds every count."""
    counted = with_late(cases, today, of_colleges=of_colleges).order_by()
    rows = counted.values_list(by, "state", "late", "outcome", "days", "verdict")
    found: dict[Any, Tally] = {}
    for key, *told in rows.annotate(number=Count("*")):
        _add(found.setdefault(key, Tally()), *told)
    return found


def _add(tally: Tally, *told: Any) -> None:
    state, late, outcome, days, verdict, count = told
    if state != CaseState.CLOSED and verdict == Verdict.TO_CHECK:
        tally.to_check += count
    if state == CaseState.OPEN:
        tally.open += count
        tally.late += count if late else 0
    elif state == CaseState.ANSWERED:
        tally.answered += count
    else:
        _more(tally.ended, outcome, count)
        if days is not None:
            _more(tally.days, days, count)


def _more(counts: dict[Any, int], key: object, count: int) -> None:
    counts[key] = counts.get(key, 0) + count


def total(parts: Iterable[Tally]) -> Tally:
    whole = Tally()
    for each in parts:
        whole.open += each.open
        whole.late += each.late
        whole.to_check += each.to_check
        whole.answered += each.answered
        for outcome, count in each.ended.items():
            _more(whole.ended, outcome, count)
        for days, count in each.days.items():
            _more(whole.days, days, count)
    return whole


def newest_run(cohort: Cohort) -> RuleRun | None:
    """Return the newest run of a cohort, however far it came."""
    return RuleRun.objects.filter(cohort=cohort).select_related("by", "snapshot").first()


def thread_of(case: Case) -> Sequence[CaseEvent]:
    """Return everything that happened to a case, oldest first."""
    events = list(case.events.select_related("by", "version", "run").order_by("pk"))
    files = files_of([case.pk])
    for each in events:
        each.files = files.get(each.pk, ())  # type: ignore[attr-defined]
    return events


def files_of(cases: Sequence[int]) -> Mapping[int, Sequence[CaseFile]]:
    """Return the files that came with what was said of cases, withdrawn ones among them."""
    filings = CaseFiling.objects.filter(event__case__in=cases).order_by("pk")
    found: dict[int, list[CaseFile]] = {}
    for each in filings.select_related("file__withdrawn_by", "file__by"):
        found.setdefault(each.event_id, []).append(each.file)
    return found


def people_of(case: Case, colleges: Sequence[int] | None = None) -> Sequence[Graduate]:
    """Return the first people whose rows prove a case, of some colleges where these are given."""
    people = Graduate.objects.filter(pk__in=case.people.values("graduate_id"))
    if colleges is not None:
        people = people.filter(college__in=colleges)
    return list(people.select_related("college").order_by("college__order", "student_no")[:SHOWN])


def desk_name(case: Case) -> str:
    """Return who answers: the college by its name, a desk by its own."""
    if case.desk == Desk.COLLEGE and case.college is not None:
        return str(case.college)
    return Desk(case.desk).label
