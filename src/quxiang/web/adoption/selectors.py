"""Reads of what was taken over: whom a batch holds, which scans show how they signed."""

from __future__ import annotations

from django.db.models import Case, Count, Exists, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from quxiang.web.adoption.models import Adopted, Adoption, AdoptionScan
from quxiang.web.destinations.models import Version


def with_counts(adoptions: QuerySet[Adoption]) -> QuerySet[Adoption]:
    """Return batches with how many people each holds, how many scans, and whether any."""
    scans = AdoptionScan.objects.filter(adoption=OuterRef("pk"), removed_at__isnull=True)
    counted = {
        "size": _counted(Adopted.objects.filter(adoption=OuterRef("pk"))),
        "scans_kept": _counted(scans),
        "proved": Case(When(Exists(scans), then=Value("yes")), default=Value("no")),
    }
    return adoptions.annotate(**counted).select_related("cohort", "college", "by")


def _counted(rows: QuerySet[Adopted] | QuerySet[AdoptionScan]) -> Coalesce:
    counted = rows.order_by().values("adoption").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def scans_of(adoption: Adoption) -> list[AdoptionScan]:
    """Return the scans of a batch that are there."""
    return list(adoption.scans.filter(removed_at__isnull=True).select_related("by"))


def graduates_of(adoption: Adoption) -> list[int]:
    people = adoption.people.annotate(graduate=F("version__registration__graduate_id"))
    return list(people.order_by("graduate").values_list("graduate", flat=True))


def find_adoption(version: Version | None) -> Adoption | None:
    """Return the batch a version was taken over with, if it was."""
    if version is None or version.source != Version.Source.ADOPTED:
        return None
    related = ("cohort", "college", "by")
    return Adoption.objects.filter(people__version=version).select_related(*related).first()
