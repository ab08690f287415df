"""Everybody a pack lists, read a batch at a time with all its lists tell of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quxiang.web.destinations.models import Registration
from quxiang.web.evidence.models import Evidence
from quxiang.web.inspection.concluding import Sides, concluded
from quxiang.web.inspection.models import Pack
from quxiang.web.roster.models import Cohort, Graduate

#: graduates read at once
BATCH = 500


@dataclass(frozen=True)
class Person:
    """One graduate with the registration, the files that prove it, and what each side concluded."""

    graduate: Graduate
    registration: Registration | None
    files: Sequence[Evidence]
    sides: Sides


def people_of(pack: Pack) -> Iterator[Person]:
    """Give everybody of the cohort by college and number, a batch at a time."""
    rows = Graduate.objects.filter(cohort=pack.cohort, removed=False)
    ordered = rows.order_by("college__code", "college_id", "student_no", "pk")
    keys = list(ordered.values_list("pk", flat=True))
    for at in range(0, len(keys), BATCH):
        yield from _batch(pack.cohort, keys[at : at + BATCH])


def _batch(cohort: Cohort, keys: Sequence[int]) -> Iterator[Person]:
    people = Graduate.objects.filter(pk__in=keys).select_related("college")
    known = {each.pk: each for each in people}
    rows = Registration.objects.filter(graduate_id__in=keys)
    registered = {
        each.graduate_id: each for each in rows.select_related("current", "in_force")
    }  # fmt: skip
    files: dict[int, list[Evidence]] = {}
    kept = Evidence.objects.filter(graduate_id__in=keys, removed_at__isnull=True)
    for each in kept.filter(version__isnull=False).order_by("pk"):
        files.setdefault(each.graduate_id, []).append(each)
    said = concluded(cohort, keys)
    for key in keys:
        yield Person(known[key], registered.get(key), files.get(key, ()), said[key])
