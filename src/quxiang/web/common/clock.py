"""The only wall clock. Demo and tests move it by a file that web and worker both read.

Sessions and one-time codes do not use it: they run on real time (:func:`real_now`).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

SHANGHAI = ZoneInfo("Asia/Shanghai")


def offset_file() -> Path:
    return Path(settings.HOME) / "clock-offset"


def now() -> datetime:
    """Return the moment it is in this installation, aware, in UTC."""
    return real_now() + _offset()


def today() -> date:
    """Return the day it is in Shanghai."""
    return now().astimezone(SHANGHAI).date()


def real_now() -> datetime:
    """Return the moment it really is: for sessions and one-time codes only."""
    return timezone.now()


def local(moment: datetime) -> datetime:
    """Return a moment as the data world writes it: Shanghai time without zone."""
    return moment.astimezone(SHANGHAI).replace(tzinfo=None)


def aware(moment: datetime) -> datetime:
    """Return a moment of the data world, Shanghai time without zone, as the database keeps it."""
    return moment.replace(tzinfo=SHANGHAI)


def left_until(moment: datetime, now: datetime) -> str:
    """Say how long there is until a moment; empty when it is over."""
    minutes = int((moment - now).total_seconds()) // 60
    if minutes < 0:
        return ""
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return f"还有 {days} 天 {hours} 小时"
    return f"还有 {hours} 小时 {minutes} 分" if hours else f"还有 {minutes} 分钟"


def start_of(day: date) -> datetime:
    """Return the moment a day begins in Shanghai."""
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)


def move_to(moment: datetime) -> None:
    """Let this installation believe it is ``moment`` from now on (demo and tests)."""
    seconds = (moment - real_now()).total_seconds()
    draft = offset_file().with_suffix(".new")
    draft.write_text(f"{seconds:.6f}", encoding="ascii")
    draft.replace(offset_file())


def set_right() -> None:
    offset_file().unlink(missing_ok=True)


def _offset() -> timedelta:
    try:
        return timedelta(seconds=float(offset_file().read_text(encoding="ascii")))
    except (FileNotFoundError, ValueError):
        return timedelta(0)
