"""By when a finding is to be answered: so many working days, by how serious it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from quxiang.web.alerts.settingmodels import DueDays
from quxiang.web.alerts.states import Severity
from quxiang.web.reference.workdays import after_working_days

#: until a cohort sets others
DAYS: Mapping[str, int] = {Severity.ERROR: 3, Severity.SUSPECT: 5, Severity.NOTICE: 10}
#: what may be set: not the same day, and within a season
LEAST, MOST = 1, 60


def newest_days(cohort_id: int) -> DueDays | None:
    return DueDays.objects.filter(cohort_id=cohort_id).order_by("-number").first()


def days_of(cohort_id: int) -> dict[str, int]:
    """Return the working days each severity has in a cohort."""
    row = newest_days(cohort_id)
    return {each: DAYS[each] if row is None else getattr(row, each) for each in DAYS}


def due_dates(school_id: int, cohort_id: int, start: date) -> dict[str, date]:
    """Return the day each severity is due when it is found on ``start``."""
    days = days_of(cohort_id)
    return {each: after_working_days(school_id, start, days[each]) for each in days}
