"""Reads of the roster: lists, one graduate's history, the roster as it was known at a moment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from quxiang.web.common import compiled, sealed
from quxiang.web.roster.importfields import TOLD
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
    versions = compiled.rows("history", named.order_by("number"))
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
