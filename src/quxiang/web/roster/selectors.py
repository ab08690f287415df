"""Reads of the roster: lists, one graduate's history, the roster as it was known at a moment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from quxiang.web.common import sealed
from quxiang.web.roster.importfields import TOLD
from quxiang.web.roster.inforce import read, settings_of
from quxiang.web.roster.models import Cohort, Facts, Graduate, GraduateVersion
from quxiang.web.roster.services.facts import FACTS

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User


def cohorts_of(school_id: int) -> QuerySet[Cohort]:
    return Cohort.objects.filter(school_id=school_id)


def current_cohort(user: User, asked: str = "") -> Cohort | None:
    """Return the cohort a page is about: the one asked for, else the newest there is."""
    return chosen_cohort(cohorts_of(user.school_id), asked)


def chosen_cohort(cohorts: Iterable[Cohort], asked: str = "") -> Cohort | None:
    """Return the cohort of a year that was asked for, else the first, which is the newest."""
    listed = list(cohorts)
    chosen = [each for each in listed if str(each.year) == asked]
    return next(iter(chosen or listed), None)


def found_by(graduates: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Narrow graduates by name, initials in any reading, student or examination number.

    A whole identity number is found by its blind index; parts of one never are.
    """
    text = text.strip()
    plain = sealed.folded(text)
    if len(plain) == 18 and plain[:17].isdecimal():
        return graduates.filter(person__identity_blind=sealed.blind(plain, "identity"))
    if plain.isdecimal():
        return graduates.filter(Q(student_no__startswith=plain) | Q(exam_no__startswith=plain))
    if plain.isascii() and plain.isalpha():
        return graduates.filter(
            Q(initials__contains=f" {plain.lower()}") | Q(student_no__istartswith=plain)
        )
    return graduates.filter(name__contains=text)


def found_by_graduate(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Narrow rows that are each about a graduate, as :func:`found_by` narrows graduates."""
    return rows.filter(graduate__in=found_by(Graduate.objects.all(), text).values("pk"))


def as_known_at(cohort: Cohort, moment: datetime) -> QuerySet[GraduateVersion]:
    """Return each graduate's last version recorded by ``moment``: the roster as it was known."""
    newest = (
        GraduateVersion.objects.filter(graduate=OuterRef("graduate"), recorded_at__lte=moment)
        .order_by("-recorded_at", "-number")
        .values("pk")[:1]
    )
    return GraduateVersion.objects.filter(graduate__cohort=cohort, pk=Subquery(newest))


def as_valid_on(cohort: Cohort, on: date, moment: datetime) -> QuerySet[GraduateVersion]:
    """Return each graduate's version valid on a day, of those known at ``moment``."""
    valid = (
        GraduateVersion.objects.filter(
            graduate=OuterRef("graduate"), recorded_at__lte=moment, effective_on__lte=on
        )
        .order_by("-effective_on", "-number")
        .values("pk")[:1]
    )
    return GraduateVersion.objects.filter(graduate__cohort=cohort, pk=Subquery(valid))


TITLES = {field.attname: str(field.verbose_name) for field in Facts._meta.fields}


@dataclass(frozen=True)
class Difference:
    """Why the number of people counted changed between two moments: one reason, how many."""

    sign: int
    reason: str
    graduate_ids: Sequence[int]

    @property
    def text(self) -> str:
        return f"{'+' if self.sign > 0 else '−'}{len(self.graduate_ids)} {self.reason}"


@dataclass(frozen=True)
class Denominator:
    """The number counted at two moments and the named changes between them."""

    before: int
    after: int
    differences: Sequence[Difference]

    @property
    def change(self) -> int:
        return self.after - self.before


def denominator_between(
    cohort: Cohort, earlier: datetime, later: datetime, college_id: int | None = None
) -> Denominator:
    """Return how the denominator moved between two moments, and why, person by person.

    Both count by the settings known at the later one, so that people alone make the difference.
    """
    counted = read(cohort, settings_of(cohort, later)).counted_statuses
    before = _states(cohort, earlier, college_id, counted)
    after = _states(cohort, later, college_id, counted)
    reasons: dict[tuple[int, str], list[int]] = {}
    for graduate in sorted({*before, *after}):
        was, now = before.get(graduate), after.get(graduate)
        if (was is not None and was.counts) != (now is not None and now.counts):
            reasons.setdefault(_reason(was, now), []).append(graduate)
    return Denominator(
        sum(state.counts for state in before.values()),
        sum(state.counts for state in after.values()),
        [Difference(sign, text, ids) for (sign, text), ids in sorted(reasons.items())],
    )


@dataclass(frozen=True)
class _State:
    status: str
    in_scope: bool
    removed: bool
    here: bool

    @property
    def counts(self) -> bool:
        return self.here and not self.removed and self.in_scope


def _states(
    cohort: Cohort, moment: datetime, college_id: int | None, counted: Sequence[str]
) -> dict[int, _State]:
    rows = as_known_at(cohort, moment).values_list("graduate_id", "status", "removed", "college_id")
    return {
        graduate: _State(
            status, status in counted, removed, college_id is None or college == college_id
        )
        for graduate, status, removed, college in rows
    }


def _reason(was: _State | None, now: _State | None) -> tuple[int, str]:
    if now is not None and now.counts:
        if was is None:
            return 1, "新增"
        if not was.here:
            return 1, "转入"
        return 1, "恢复" if was.removed else f"由{was.status}转为{now.status}"
    if now is None or now.removed:
        return -1, "移出名册"
    return (-1, "转出") if not now.here else (-1, now.status)


@dataclass(frozen=True)
class Change:
    """One field of one version against the version before."""

    title: str
    before: str
    after: str


#: what a version says itself; of the people and units it names, the names do
_OWN = tuple(field.name for field in GraduateVersion._meta.concrete_fields)


def history_of(graduate: Graduate) -> list[tuple[GraduateVersion, list[Change]]]:
    """Return a graduate's versions, newest first, each with what it changed."""
    named = graduate.versions.select_related("by", "college", "residence").only(
        *_OWN, "by__name", "college__name", "residence__name"
    )
    versions = list(named.order_by("number"))
    told = []
    for at, version in enumerate(versions):
        told.append((version, changes_between(versions[at - 1], version) if at else []))
    return told[::-1]


def changes_between(before: GraduateVersion, after: GraduateVersion) -> list[Change]:
    """Return what differs between two versions, as a person reads it."""
    changed = [name for name in FACTS if getattr(before, name) != getattr(after, name)]
    return [Change(_title(n), _shown(before, n), _shown(after, n)) for n in changed]


def _title(name: str) -> str:
    return "移出名册" if name == "removed" else TITLES[name]


def _shown(version: GraduateVersion, name: str) -> str:
    value = getattr(version, name.removesuffix("_id"))
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else TOLD.get(name, str)(str(value))
