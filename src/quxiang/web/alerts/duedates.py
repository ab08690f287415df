"""By when a finding is to be answered: so many working days, by how serious it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from quxiang.web.alerts.states import Severity
from quxiang.web.reference.workdays import after_working_days

DAYS: Mapping[str, int] = {Severity.ERROR: 3, Severity.SUSPECT: 5, Severity.NOTICE: 10}


def due_dates(school_id: int, start: date) -> dict[str, date]:
    """Return the day each severity is due when it is found on ``start``."""
    return {each: after_working_days(school_id, start, days) for each, days in DAYS.items()}
