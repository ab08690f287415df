"""Which settings are in force for a cohort, now or at a moment."""

from __future__ import annotations

from datetime import datetime

from quxiang.standards import Settings, parse_settings
from quxiang.web.roster.models import Cohort, CohortSettings


def settings_of(cohort: Cohort, known_at: datetime | None = None) -> CohortSettings | None:
    """Return the newest version of a cohort's settings, of those recorded by a moment."""
    versions = cohort.settings_versions.order_by("-number")
    return (versions if known_at is None else versions.filter(at__lte=known_at)).first()


def read(cohort: Cohort, version: CohortSettings | None) -> Settings:
    """Return what a version says; a cohort without one has the settings as shipped."""
    if version is None:
        return Settings(scheme=cohort.scheme, cohort=str(cohort.year))
    return parse_settings(version.text)
