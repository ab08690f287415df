"""When a college must have closed a period, and how it stands to that: pure, no database.

A deadline has two readings (N4.1): warnings go by the strict one, "overdue" by the lenient. An
extension replaces both by its end. An outage within the last day moves them by as long as it took.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from quxiang.standards.periods import Period

#: an outage so shortly before a deadline moves it
LAST = timedelta(days=1)
#: from to, local Asia/Shanghai
Span = tuple[datetime, datetime]


class Standing(Enum):
    """How a college stands to one period, with the words and the tone a page shows."""

    BEFORE = ("before", "启用前", "")
    AHEAD = ("ahead", "未开始", "")
    OPEN = ("open", "待核对", "info")
    WARNED = ("warned", "今日必报", "doubt")
    OVERDUE = ("overdue", "逾期", "wrong")
    ON_TIME = ("on_time", "按期", "good")
    LATE = ("late", "迟报", "doubt")

    def __init__(self, key: str, title: str, tone: str) -> None:
        self.key, self.title, self.tone = key, title, tone


@dataclass(frozen=True)
class Due:
    """Both readings of a deadline, moved by what moves it, and why it was moved."""

    strict: datetime
    lenient: datetime
    moved: str = ""


def due_of(period: Period, until: datetime | None, outages: Sequence[Span]) -> Due:
    """Return when a period must be closed.

    ``until`` is the end of an extension, ``outages`` are spans of local time; an extension is
    granted as a moment and is not moved further.
    """
    if until is not None and until > period.lenient:
        return Due(until, until, f"已延至 {until:%Y-%m-%d %H:%M}")
    strict, lenient = _moved(period.strict, outages), _moved(period.lenient, outages)
    hours = (lenient - period.lenient).total_seconds() / 3600
    return Due(strict, lenient, f"系统停用，顺延 {hours:.1f} 小时" if hours else "")


def _moved(deadline: datetime, outages: Iterable[Span]) -> datetime:
    """Give back what outages took of the last day, and of the time given back."""
    start, moved = deadline - LAST, deadline
    for began, over in _joined(outages):
        if over > start and began < moved:
            moved += over - max(began, start)
    return moved


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Return spans in order, those that overlap as one: the same hour is given back once."""
    joined: list[Span] = []
    for began, over in sorted(spans):
        if joined and began <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], over))
        else:
            joined.append((began, over))
    return joined


def standing(
    period: Period, due: Due, closed: datetime | None, *, now: datetime, since: datetime
) -> Standing:
    """Say how a college stands to a period at ``now``, given when it closed it, if it did.

    What was due before the school began here, at ``since``, is not overdue.
    """
    if closed is not None:
        return Standing.LATE if closed >= due.lenient else Standing.ON_TIME
    if due.lenient <= since:
        return Standing.BEFORE
    if now < period.start:
        return Standing.AHEAD
    if now >= due.lenient:
        return Standing.OVERDUE
    return Standing.WARNED if now >= due.strict else Standing.OPEN
