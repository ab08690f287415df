"""Open a cohort, and give it its next version of settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.orgs.models import School
from quxiang.web.roster.models import Cohort, CohortSettings

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User


@trail.atomic()
def open_cohort(
    *, school: School, year: int, scheme: str, by: User | None,
    window: str = Cohort.Window.ACADEMIC_YEAR,
) -> Cohort:  # fmt: skip
    """Open a cohort; again returns the one there is."""
    cohort, created = Cohort.objects.get_or_create(
        school=school, year=year,
        defaults={"scheme": scheme, "window": window, "opened_at": clock.now()},
    )  # fmt: skip
    if created:
        trail.record("cohort.open", cohort, by=by, after={"year": year, "scheme": scheme})
    return cohort


def settings_of(cohort: Cohort) -> CohortSettings | None:
    """Return the newest version of a cohort's settings."""
    return cohort.settings_versions.order_by("-number").first()
