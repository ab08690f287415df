"""What two snapshots of a cohort say apart: figures, people, and who recorded what between them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec
from django.db.models import Q

from quxiang.engine import snapshots
from quxiang.engine.snapshots.differences.forms import FieldChange, FigureChange, Who
from quxiang.problems import UnusableError
from quxiang.web.common.garbage import left_lying
from quxiang.web.common.refusals import InvalidError
from quxiang.web.destinations.models import Move
from quxiang.web.destinations.selectors import act_title
from quxiang.web.roster.models import Graduate, GraduateVersion
from quxiang.web.season.basis import Kept
from quxiang.web.season.models import Snapshot

#: people a comparison lists
LISTED = 200


@dataclass(frozen=True)
class Act:
    """Who recorded something of a graduate, when, and the reason given."""

    who: str
    at: datetime
    what: str


@dataclass(frozen=True)
class Changed:
    """One graduate who came, went or changed; ``graduate`` is ``None`` for one not found here."""

    who: Who
    how: str
    fields: Sequence[FieldChange]
    graduate: int | None
    acts: Sequence[Act]


class Listed(msgspec.Struct, frozen=True):
    """One graduate of a comparison as it is kept: without what this database knows."""

    who: Who
    how: str
    fields: tuple[FieldChange, ...]


class Told(msgspec.Struct, frozen=True):
    """What two snapshots say apart, as it is kept; of the people as many as a page lists.

    ``runs`` names the newest run of each: where there is another since, it is told anew.
    """

    runs: tuple[str, str]
    not_compared: tuple[str, ...]
    facts: tuple[str, ...]
    #: how many came, went, changed
    counts: tuple[int, int, int]
    figures: tuple[FigureChange, ...]
    people: tuple[Listed, ...]


def told_apart(before: Snapshot, after: Snapshot, most: int = LISTED) -> Told:
    """Compare two snapshots of one cohort, the earlier first; ``most`` people are listed.

    Raises :class:`InvalidError` where the two cannot be compared, or their rows are gone.
    """
    refuse_incomparable(before, after)
    try:
        first, second = (snapshots.open_snapshot(each.path) for each in (before, after))
        with left_lying():
            whole = snapshots.compare(first, second)
        runs = _newest_run(first), _newest_run(second)
    except UnusableError as error:
        raise InvalidError(error.problems) from error
    told = whole.people
    listed = [Listed(each, "新增", ()) for each in told.new]
    listed += [Listed(each, "移出", ()) for each in told.gone]
    listed += [Listed(each.who, "变化", each.fields) for each in told.changed]
    figures = sorted(
        (_without_subjects(each) for each in whole.figures if not each.group),
        key=lambda each: not each.changed,
    )
    counts = (len(told.new), len(told.gone), len(told.changed))
    facts = tuple(each.name for each in whole.facts)
    return Told(
        runs, whole.not_compared, facts, counts, tuple(figures),
        tuple(listed[:most]),
    )  # fmt: skip


def refuse_incomparable(before: Snapshot, after: Snapshot) -> None:
    """Raise :class:`InvalidError` for snapshots of two cohorts, and for one without its rows."""
    if before.cohort_id != after.cohort_id:
        raise InvalidError("两份快照不是同一届的，不能比较。请选同一届的两份。")
    for each in (before, after):
        if not (each.path / "graduates.parquet").exists():
            message = f"第 {each.number} 份快照的数据不在了，不能比较。请选数据还在的快照。"
            raise InvalidError(message)


def _newest_run(snapshot: snapshots.Snapshot) -> str:
    names = [each.folder.name for each in snapshots.runs_of(snapshot)]
    return names[-1] if names else ""


def runs_now(before: Snapshot, after: Snapshot) -> tuple[str, str]:
    """Return the newest run of each of two snapshots, empty where rules never ran."""
    try:
        first, second = (
            _newest_run(snapshots.open_snapshot(each.path)) for each in (before, after)
        )
    except UnusableError as error:
        raise InvalidError(error.problems) from error
    return first, second


def _without_subjects(figure: FigureChange) -> FigureChange:
    """Leave the keys of people out: a page says how many, and a whole cohort may have changed."""
    sides = (
        msgspec.structs.replace(
            side, because=tuple(msgspec.structs.replace(each, subjects=()) for each in side.because)
        )
        for side in (figure.numerator, figure.denominator)
    )
    numerator, denominator = sides
    return msgspec.structs.replace(figure, numerator=numerator, denominator=denominator)


def named(before: Snapshot, after: Snapshot, told: Told) -> list[Changed]:
    """Return the people of a comparison with their pages, and who recorded what between."""
    found = _graduates(after, [each.who for each in told.people])
    keys = [found.get(_key(each.who)) for each in told.people]
    acts = _acts(before, after, [key for key in keys if key is not None])
    return [
        Changed(each.who, each.how, each.fields, key, acts.get(key, []) if key is not None else [])
        for each, key in zip(told.people, keys, strict=True)
    ]


def graduates_of(of: Kept, people: Sequence[Mapping[str, object]]) -> list[int | None]:
    """Return the keys of people by what a snapshot says of them: 考生号, else 学号."""
    named = [
        Who("", str(each["exam_no"] or "") or None, str(each["student_no"] or "") or None,
            None, None, None)
        for each in people
    ]  # fmt: skip
    found = _graduates(of, named)
    return [found.get(_key(who)) for who in named]


def why_changed(
    before: Snapshot, after: Kept, code: str, where: Mapping[str, str]
) -> FigureChange | None:
    """Return what changed in one figure of one group between two snapshots, person by person."""
    try:
        first, second = (snapshots.open_snapshot(each.path) for each in (before, after))
        return snapshots.compare_figure(first, second, code, where)
    except UnusableError:
        return None


def _key(who: Who) -> str:
    return who.exam_no or who.student_no or ""


def _graduates(of: Kept, people: Sequence[Who]) -> dict[str, int]:
    """Return the keys of graduates by the number they are joined by: 考生号, else 学号."""
    exam = [each.exam_no for each in people if each.exam_no]
    student = [each.student_no for each in people if not each.exam_no and each.student_no]
    rows = Graduate.objects.filter(
        Q(exam_no__in=exam) | Q(student_no__in=student), school_id=of.school_id, cohort=of.cohort_id
    ).values_list("pk", "exam_no", "student_no")
    return {(number if number in set(exam) else other): pk for pk, number, other in rows}


def _acts(before: Snapshot, after: Snapshot, keys: Iterable[int]) -> dict[int, list[Act]]:
    """Return what was recorded of graduates after the one was known, and up to the other."""
    listed = list(keys)
    between = {"gt": before.known_at, "lte": after.known_at}
    found: dict[int, list[Act]] = {}
    roster = GraduateVersion.objects.filter(
        graduate_id__in=listed, **{f"recorded_at__{name}": at for name, at in between.items()}
    ).select_related("by")
    for fact in roster.order_by("recorded_at"):
        said = f"名册：{fact.get_reason_display()}"
        found.setdefault(fact.graduate_id, []).append(
            Act(fact.by.name if fact.by else "系统", fact.recorded_at, said)
        )
    moves = Move.objects.filter(
        registration__graduate_id__in=listed, **{f"at__{name}": at for name, at in between.items()}
    ).select_related("by", "registration")
    for step in moves.order_by("at", "pk"):
        said = f"去向：{act_title(step.verb)}"
        if step.reason:
            said += f"（{step.reason}）"
        found.setdefault(step.registration.graduate_id, []).append(
            Act(step.by.name if step.by else "系统", step.at, said)
        )
    return found
