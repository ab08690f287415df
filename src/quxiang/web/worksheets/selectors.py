"""Reads of sheets: the records beside one, what each side said of it, what came next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet, Subquery

from quxiang.web.alerts.models import Case
from quxiang.web.alerts.states import CaseState, Desk
from quxiang.web.destinations.models import Version
from quxiang.web.orgs.models import Unit
from quxiang.web.orgs.selectors import colleges
from quxiang.web.roster.inforce import read
from quxiang.web.roster.models import Cohort, CohortSettings, Graduate
from quxiang.web.worksheets.access import colleges_seen, records_of
from quxiang.web.worksheets.binding import Shown, record_of
from quxiang.web.worksheets.models import Conclusion, CrossRecord, CrossRound, CrossTask, Side
from quxiang.web.worksheets.standing import (
    TONES,
    Count4,
    Standing,
    by_college,
    counted,
    counted_statuses,
    flagged_first,
    in_scope,
    of_statuses,
    standing,
)

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

#: so many records stand beside the one that is open
BESIDE = 30
_QUEUED = (
    "pk", "name", "student_no", "rank", "standing", "registration__current__employer_name",
    "registration__current__code",
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """Which records a page is about: of which side, cohort and college, and how they stand."""

    side: Side
    cohort: Cohort
    college: Unit | None
    show: str = ""
    #: the cohort's settings, where a record was read with them
    settings: str | None = None

    @cached_property
    def statuses(self) -> Sequence[str]:
        if self.settings is None:
            return counted_statuses(self.cohort)
        return read(self.cohort, CohortSettings(text=self.settings)).counted_statuses

    def rows(self, user: User) -> QuerySet[Any]:
        """Return every record of it, with how it stands, whatever ``show`` says."""
        found = of_statuses(records_of(user, self.side), self.cohort, self.statuses)
        if self.college is not None:
            found = found.filter(college=self.college)
        return standing(found, self.side)

    def shown(self, user: User) -> QuerySet[Any]:
        """Return those that stand as asked, what is flagged first."""
        rows = flagged_first(self.rows(user))
        if self.show:
            rows = rows.filter(standing=self.show)
        return rows.order_by("rank", "student_no", "pk")


@dataclass(frozen=True)
class Queued:
    """One record beside the one that is open."""

    pk: int
    name: str
    student_no: str
    what: str
    flagged: bool
    standing: str
    tone: str


@dataclass(frozen=True)
class Queue:
    """The records beside the one that is open, and where j and k lead."""

    rows: Sequence[Queued]
    before: int | None
    after: int | None


def counts_of(user: User, asked: Asked) -> Count4:
    return counted(asked.rows(user))


def first_of(user: User, asked: Asked) -> int | None:
    """Return the first record that stands as asked."""
    return asked.shown(user).values_list("pk", flat=True).first()


def queue_of(user: User, asked: Asked, graduate: Graduate) -> Queue:
    """Return the records from one on, in the order of the list.

    It need not stand as asked any more: what comes after it is told all the same.
    """
    rank = 0 if is_flagged(graduate) else 1
    rows, place = asked.shown(user), (rank, graduate.student_no, graduate.pk)
    back = ("-rank", "-student_no", "-pk")
    before = rows.filter(~_from(place)).order_by(*back).values("pk")[:1]
    later = rows.filter(_from(place)).values("pk")[: BESIDE + 1]
    # how each stands is told of the few that are shown, not of all that are sorted
    beside = flagged_first(standing(Graduate.objects.filter(pk__in=later), asked.side))
    shown = beside.annotate(before=Subquery(before)).order_by("rank", "student_no", "pk")
    told = list(shown.values_list(*_QUEUED, "before", named=True))
    after = next((each.pk for each in told if each.pk != graduate.pk), None)
    queued = [_queued(each) for each in told[:BESIDE]]
    return Queue(queued, told[0].before if told else None, after)


def is_flagged(graduate: Graduate) -> bool:
    """Say whether something speaks against a record: a finding of its version, or a case."""
    judgement = getattr(current_of(graduate), "judgement", None)
    waits: bool = graduate.waits  # type: ignore[attr-defined]
    return waits or (judgement is not None and judgement.flagged)


def current_of(graduate: Graduate) -> Version | None:
    """Return the version a record is checked by, where anything was filed."""
    registration = getattr(graduate, "registration", None)
    return registration.current if registration is not None else None


def _from(place: tuple[int, str, int]) -> Q:
    rank, student_no, pk = place
    same = Q(rank=rank)
    later = Q(student_no__gt=student_no) | Q(student_no=student_no, pk__gte=pk)
    return Q(rank__gt=rank) | (same & later)


def _queued(row: Any) -> Queued:
    what = row.registration__current__employer_name or row.registration__current__code or "没有登记"
    stands = Standing(row.standing)
    return Queued(
        row.pk, row.name, row.student_no, what, row.rank == 0, stands.label, TONES[stands]
    )


@dataclass(frozen=True)
class SideShown:
    """What one side said of a record, and how that stands now; ``case`` is what it became."""

    side: Side
    conclusion: Conclusion | None
    standing: Standing
    tone: str
    earlier: Sequence[Conclusion]

    @property
    def is_stale(self) -> bool:
        return self.standing == Standing.STALE

    @property
    def is_answered(self) -> bool:
        """Say whether it is looked at again as its case has ended."""
        case: Case | None = self.conclusion.case if self.conclusion is not None else None
        return case is not None and case.state == CaseState.CLOSED


def conclusions_of(graduate: Graduate) -> list[Conclusion]:
    """Return everything that was concluded of a record, the newest first."""
    rows = Conclusion.objects.filter(graduate=graduate).select_related("by", "case", "round")
    return list(rows.order_by("-pk"))


def sides_shown(record: Shown, every: Sequence[Conclusion]) -> list[SideShown]:
    """Return what each side said of a record, the college's first."""
    told = []
    for side in (Side.COLLEGE, Side.CROSS, Side.CENTRE):
        own = [each for each in every if each.side == side]
        now = next((each for each in own if each.superseded_at is None), None)
        stands = _stands(record, now)
        earlier = [each for each in own if each.superseded_at is not None]
        told.append(SideShown(side, now, stands, TONES[stands], earlier))
    return told


def _stands(record: Shown, said: Conclusion | None) -> Standing:
    """Say of one record read already what :func:`standing` says of many."""
    if said is None:
        return Standing.TODO
    bound = (said.version, said.files, said.newest_file)
    answered = said.case is not None and said.case.closed_at is not None
    if answered or bound != (record.number, len(record.files), record.newest_file):
        return Standing.STALE
    return Standing.PROBLEM if said.is_problem else Standing.DONE


def record_shown(graduate: Graduate, side: str, every: Sequence[Conclusion]) -> Shown:
    """Return a record that was read with its version, as a page shows it."""
    files = graduate.evidence.filter(removed_at__isnull=True).order_by("pk")
    said = [each for each in every if each.superseded_at is None]
    return record_of(graduate.pk, side, current_of(graduate), list(files), said)


def open_cases_of(graduate: Graduate) -> list[Case]:
    """Return what waits against a record, the oldest first; the centre's own are not told."""
    live = Case.objects.filter(graduate=graduate, closed_at__isnull=True)
    return list(live.exclude(desk=Desk.CENTRE).order_by("pk"))


@dataclass(frozen=True)
class Progress:
    """How far one college is, side by side; ``cross`` is of the records that were listed."""

    college: Unit
    own: Count4
    cross: Count4
    centre: Count4


def progress_of(user: User, cohort: Cohort, at: datetime | None = None) -> list[Progress]:
    """Return how far each college is that ``user`` sees, as it is or was known at a moment."""
    seen = colleges_seen(user)
    units = colleges(user.school_id)
    if seen is not None:
        units = units.filter(pk__in=seen)
    people = in_scope(Graduate.objects.filter(college__in=units.values("pk")), cohort)
    listed = CrossRecord.objects.filter(round__cohort=cohort)
    if at is not None:
        listed = listed.filter(round__made_at__lte=at)
    crossed = people.filter(pk__in=listed.values("graduate"))
    found = [
        by_college(standing(rows, side, at))
        for rows, side in (
            (people, Side.COLLEGE), (crossed, Side.CROSS), (people, Side.CENTRE),
        )
    ]  # fmt: skip
    return [Progress(unit, *(each.get(unit.pk, Count4()) for each in found)) for unit in units]


def summed(rows: Sequence[Count4]) -> Count4:
    """Return many counts as one."""
    return Count4(
        sum(each.todo for each in rows), sum(each.stale for each in rows),
        sum(each.problem for each in rows), sum(each.done for each in rows),
    )  # fmt: skip


@dataclass(frozen=True)
class TaskShown:
    """One checker's part of a round, and how many of its records are concluded."""

    task: CrossTask
    records: int
    concluded: int
    problems: int


def tasks_of(found: CrossRound) -> list[TaskShown]:
    """Return who checks whom in a round, with how far they are."""
    tasks = found.tasks.select_related("college", "checker")
    mine = CrossRecord.objects.filter(round=found).values_list("task_id", "graduate_id")
    of_task: dict[int, set[int]] = {}
    for task, graduate in mine:
        of_task.setdefault(task, set()).add(graduate)
    rows = Conclusion.objects.filter(round=found, superseded_at__isnull=True)
    said = {each.graduate_id: each.is_problem for each in rows}
    return [
        TaskShown(
            each, len(keys := of_task.get(each.pk, set())), len(keys & said.keys()),
            sum(said.get(key, False) for key in keys),
        )
        for each in tasks
    ]  # fmt: skip


def conclusions_at(cohort: Cohort, at: datetime) -> QuerySet[Conclusion]:
    """Return what stood of a cohort at a moment."""
    stood = Q(superseded_at__isnull=True) | Q(superseded_at__gt=at)
    return Conclusion.objects.filter(stood, cohort=cohort, at__lte=at)


def rounds_of(cohort: Cohort) -> QuerySet[CrossRound]:
    return CrossRound.objects.filter(cohort=cohort).select_related("made_by")
