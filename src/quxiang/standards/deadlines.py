"""A deadline as the notice words it, and both ways of reading it.

以前 and 前 leave open whether the named day counts. The strict reading is the start of the day,
the lenient its end; where the day is inclusive or an hour is named both are the same. Warnings go
by the strict reading, "overdue" by the lenient.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from quxiang.standards.settings import CalendarSettings

_DAY = timedelta(days=1)
#: N4.3: every day in August before 17:00
DAILY_HOUR = 17


@dataclass(frozen=True, slots=True)
class Deadline:
    """One deadline: ``name`` is stable, ``words`` say in Chinese whether the day counts."""

    name: str
    title: str
    clause: str
    day: date
    strict: datetime
    lenient: datetime
    inclusive: bool
    words: str

    def overdue(self, moment: datetime) -> bool:
        """Say whether a moment is too late by the lenient reading."""
        return moment >= self.lenient

    def late_if_strict(self, moment: datetime) -> bool:
        """Say whether a moment is too late by the strict reading only."""
        return self.strict <= moment < self.lenient


def by_day(name: str, title: str, clause: str, day: date, *, inclusive: bool) -> Deadline:
    """Return a deadline that names a day: 7月24日前."""
    start = datetime.combine(day, time())
    end = start + _DAY
    reading = "含当日" if inclusive else "不含当日"
    strict = end if inclusive else start
    words = f"{day.month}月{day.day}日前（{reading}）"
    return Deadline(name, title, clause, day, strict, end, inclusive, words)


def by_hour(name: str, title: str, clause: str, day: date) -> Deadline:
    """Return a deadline that names the hour: 8月5日17:00前."""
    at = datetime.combine(day, time(DAILY_HOUR))
    words = f"{day.month}月{day.day}日{DAILY_HOUR}:00前（以钟点为准）"
    return Deadline(name, title, clause, day, at, at, inclusive=False, words=words)


def single_deadlines(cohort: int, settings: CalendarSettings) -> tuple[Deadline, ...]:
    """Return the deadlines of a season that come once, in order of their day."""
    found = (
        by_day(
            "substitutes", "各岗位确定暑期代理人", "N4.3",
            _on(cohort, settings.substitutes_on), inclusive=True,
        ),
        by_day(
            "self_check", "学院自查报告与证明材料汇编", "N4.4",
            _on(cohort, settings.self_check_on), inclusive=settings.self_check_inclusive,
        ),
        by_day(
            "update", "毕业去向变更最迟更新", "N3.3",
            _on(cohort, settings.update_on), inclusive=settings.update_inclusive,
        ),
        by_day(
            "ministry_closing", "教育部截止日", "N3.3",
            _on(cohort, settings.ministry_closing_on), inclusive=True,
        ),
    )  # fmt: skip
    return tuple(sorted(found, key=lambda deadline: deadline.day))


@dataclass(frozen=True, slots=True)
class Milestone:
    """A day on which the centre does something; nobody can be late for it."""

    name: str
    title: str
    clause: str
    day: date
    words: str


def milestones(cohort: int, settings: CalendarSettings) -> tuple[Milestone, ...]:
    """Return what the centre does by the calendar: bulletins from mid-June, texts in August."""
    bulletins, texts = _on(cohort, settings.bulletins_from), _on(cohort, settings.texts_on)
    return (
        Milestone(
            "bulletins", "开始通报毕业生确认情况", "N3.4", bulletins,
            f"6月中旬起，本校定为{bulletins.month}月{bulletins.day}日",
        ),
        Milestone(
            "texts", "提醒未确认者确认、其余毕业生有变更即更新", "N3.4", texts,
            f"8月初，本校定为{texts.month}月{texts.day}日",
        ),
    )  # fmt: skip


def _on(cohort: int, day: str) -> date:
    return date.fromisoformat(f"{cohort}-{day}")
