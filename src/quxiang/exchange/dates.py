"""Dates and moments in every spelling schools use."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from quxiang.exchange.cleaning import blank, clean
from quxiang.exchange.distinct import Fault, Read

_EPOCH = date(1899, 12, 30)
#: Excel serial numbers that can be meant: 1954 to 2064; outside, a number is no date
_SERIALS = range(20000, 60001)
_YEARS = range(1930, 2101)

_SEPARATED = re.compile(
    r"^(\d{4})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})\s?[日号]?[T\s,]*(.*)$"
)
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})[T\s]*(\d.*)?$")
_MONTH = re.compile(r"^(\d{4})\s?[-/.年]?\s?(\d{1,2})\s?月?$")
_SHORT_YEAR = re.compile(r"^'?\d{2}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}\s?[日号]?")
_FLOAT_TAIL = re.compile(r"(?<=^\d{8})\.0+$")
_SERIAL = re.compile(r"^(\d{5})(?:\.(\d+))?$")
_CLOCK = re.compile(
    r"^(上午|下午|AM|PM)?\s?(\d{1,2})(?:[:时点](\d{1,2})?(?:[:分](\d{1,2})?(?:\.\d+)?秒?)?分?)?\s?(AM|PM)?(?:Z|\+08:?00)?$",
    re.I,
)
_COMPACT_CLOCK = re.compile(r"^(\d{2})(\d{2})(\d{2})$")


def date_reader(*, month_is_enough: bool) -> Callable[[str], Read]:
    """Return a reader of dates; a bare month is its first day where that is enough."""

    def read(text: str) -> Read:
        text = clean(text).removeprefix("'")
        if blank(text):
            return Read(None)
        found = _moment(text) or (_first_of_month(text) if month_is_enough else None)
        return Read(found.date()) if found else Read(None, _fault(text, "bad_date"))

    return read


def read_moment(text: str) -> Read:
    """Read a moment; a bare date is its midnight."""
    text = clean(text).removeprefix("'")
    if blank(text):
        return Read(None)
    found = _moment(text)
    return Read(found) if found else Read(None, _fault(text, "bad_moment"))


def year_of(text: str) -> str | None:
    """Return the four-digit year of ``2024``, ``2024届`` or a date, else ``None``."""
    found = re.match(r"^(\d{4})(?:\.0+)?\s?(?:年|届|级)?(?:毕业生|毕业|毕业年份)?$", text)
    if found and int(found[1]) in _YEARS:
        return found[1]
    moment = _moment(text) or _first_of_month(text)
    return str(moment.year) if moment else None


def read_cohort(text: str) -> Read:
    """Read a cohort as its year in text."""
    text = clean(text)
    if blank(text):
        return Read(None)
    year = year_of(text)
    return Read(year) if year else Read(None, Fault("bad_cohort_cell"))


def _fault(text: str, code: str) -> Fault:
    return Fault("two_digit_year" if _SHORT_YEAR.match(text) else code)


def _moment(text: str) -> datetime | None:
    text = _FLOAT_TAIL.sub("", text)
    for pattern in (_SEPARATED, _COMPACT):
        found = pattern.match(text)
        if found:
            return _made(*found.groups())
    serial = _SERIAL.match(text)
    if serial and int(serial[1]) in _SERIALS:
        seconds = round(float(f"0.{serial[2] or 0}") * 86400)
        start = _EPOCH + timedelta(days=int(serial[1]))
        return datetime.combine(start, time()) + timedelta(seconds=seconds)
    return None


def _made(year: str, month: str, day: str, clock: str | None) -> datetime | None:
    try:
        made = datetime(int(year), int(month), int(day))
    except ValueError:
        return None
    if made.year not in _YEARS:
        return None
    passed = _clock(clock.strip()) if clock and clock.strip() else time()
    return None if passed is None else datetime.combine(made.date(), passed)


def _clock(text: str) -> time | None:
    compact = _COMPACT_CLOCK.match(text)
    found = _CLOCK.match(text)
    try:
        if compact:
            return time(int(compact[1]), int(compact[2]), int(compact[3]))
        if not found:
            return None
        hour = int(found[2])
        half = (found[1] or found[5] or "").upper()
        if half in ("下午", "PM") and hour < 12:
            hour += 12
        if half in ("上午", "AM") and hour == 12:
            hour = 0
        return time(hour, int(found[3] or 0), int(found[4] or 0))
    except ValueError:
        return None


def _first_of_month(text: str) -> datetime | None:
    found = _MONTH.match(text)
    if not found or int(found[1]) not in _YEARS or not 1 <= int(found[2]) <= 12:
        return None
    return datetime(int(found[1]), int(found[2]), 1)
