"""Working days of a school: the published calendar, and its own days off and worked instead."""

from __future__ import annotations

from datetime import date, timedelta

from quxiang.standards.holidays import OwnHolidays, works
from quxiang.web.reference.models import Holiday

_DAY = timedelta(days=1)


def own_days(school_id: int, start: date, until: date) -> OwnHolidays:
    """Return a school's own days within a time, as the data world has them."""
    rows = Holiday.objects.filter(school_id=school_id, on__gte=start, on__lte=until)
    told = rows.values_list("on", "name", "working")
    return {on: (name, "work" if working else "off") for on, name, working in told}


def after_working_days(school_id: int, start: date, days: int) -> date:
    """Return the day that is ``days`` working days after ``start``, which itself does not count."""
    own = own_days(school_id, start, start + timedelta(days=4 * days + 30))
    day = start
    while days:
        day += _DAY
        days -= works(day, own)
    return day


def before_working_days(school_id: int, end: date, days: int) -> date:
    """Return the day after which ``end`` is more than ``days`` working days later."""
    own = own_days(school_id, end - timedelta(days=4 * days + 30), end)
    day = end
    while days:
        day -= _DAY
        days -= works(day, own)
    return day
