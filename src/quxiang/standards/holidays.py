"""What kind of day a day is in mainland China. Holidays are noted, never shift a deadline.

The published calendar ends with its last year; a school's own table (overlay ``holidays``) goes
before it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

#: day → (name, off or work)
OwnHolidays = Mapping[date, tuple[str, str]]

_NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}
_WEEKEND = 5


def note(day: date, own: OwnHolidays | None = None) -> str:
    """Return a sentence about a day: holiday, weekend, worked weekend, unknown; "" if ordinary."""
    if own and day in own:
        name, kind = own[day]
        return f"{name}（本校日历），{'放假' if kind == 'off' else '上班'}。"
    known = _published(day)
    if known is None:
        return f"{day.year}年的放假安排未收录，当日是否放假不知。"
    return known


def _published(day: date) -> str | None:
    import chinese_calendar  # noqa: PLC0415 -- only a calendar that is shown needs it

    try:
        off, name = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        return None
    weekend = day.weekday() >= _WEEKEND
    title = _NAMES.get(str(name), str(name))
    if off:
        return f"{title}假期，不顺延。" if name else "周末，不顺延。"
    return f"{title}调休，照常上班。" if name and weekend else ""


def works(day: date, own: OwnHolidays | None = None) -> bool:
    """Say whether a day is worked; of a year not published yet, every day from Monday to Friday."""
    if own and day in own:
        return own[day][1] != "off"
    import chinese_calendar  # noqa: PLC0415 -- as above

    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < _WEEKEND
