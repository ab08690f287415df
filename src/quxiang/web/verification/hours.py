"""When callers may call, in words when they may not."""

from __future__ import annotations

from datetime import datetime, timedelta

from quxiang.web.common import clock
from quxiang.web.verification.models import Survey


def is_open(survey: Survey, now: datetime) -> bool:
    """Say whether anybody may be called for a survey now."""
    return survey.opens_at <= clock.local(now).time() < survey.closes_at


def next_opening(survey: Survey, now: datetime) -> datetime:
    """Return when calls may be made again, today or tomorrow."""
    here = clock.local(now)
    day = here.date() if here.time() < survey.opens_at else here.date() + timedelta(days=1)
    return clock.aware(datetime.combine(day, survey.opens_at))


def quiet_words(survey: Survey, now: datetime) -> str:
    """Say that it is too early or too late to call, and when it opens."""
    hours = f"{survey.opens_at:%H:%M}–{survey.closes_at:%H:%M}"
    opens = clock.local(next_opening(survey, now))
    here = f"现在 {clock.local(now):%H:%M}，不在拨打时段（{hours}）。"
    return f"{here}{opens:%m月%d日 %H:%M} 起可以拨打。"


def within_hours(survey: Survey, moment: datetime) -> datetime:
    """Return a moment, moved to the next opening where it falls into quiet hours."""
    return moment if is_open(survey, moment) else next_opening(survey, moment)
