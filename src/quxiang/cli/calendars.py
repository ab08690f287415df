"""Say a season's calendar in words and tables."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from rich.console import Console
from rich.table import Table

from quxiang.cli.console import console
from quxiang.standards import Settings, calendar
from quxiang.standards.calendar import Deadline, Period

Holidays = Mapping[date, tuple[str, str]]
_DAYS = "一二三四五六日"


def say_all(cohort: int, settings: Settings, own: Holidays) -> None:
    """Print every period and every single deadline of a cohort."""
    screen = console()
    screen.print(f"{cohort} 届监测周期", style="bold")
    table = Table(box=None, pad_edge=False)
    for heading in ("周期", "类别", "起（含）", "止（不含）", "截止", "预警按", "逾期按", "假日"):
        table.add_column(heading, no_wrap=heading != "假日")
    for period in calendar.periods(cohort, settings):
        table.add_row(
            period.label, period.title, _row(period.start), _row(period.end), period.words,
            _row(period.strict), _row(period.lenient), period.holiday_note(own),
        )  # fmt: skip
    screen.print(table)
    screen.print("\n单次截止与安排", style="bold")
    for deadline in calendar.deadlines(cohort, settings):
        screen.print(
            f"{deadline.words}  {deadline.title}（{deadline.clause}）{_readings(deadline)}"
        )
    for milestone in calendar.milestones(cohort, settings):
        screen.print(f"{said_day(milestone.day)}  {milestone.title}（{milestone.clause}）")
    screen.print("\n时间均为北京时间；预警按从严读法，逾期按从宽读法；遇假日只提示，不顺延。")


def _short(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} 周{_DAYS[moment.weekday()]}"


def _row(moment: datetime) -> str:
    """Return a moment of a table: the year stands in its title, midnight goes without saying."""
    hour = f" {moment:%H:%M}" if (moment.hour, moment.minute) != (0, 0) else ""
    return f"{moment:%m-%d}{hour} 周{_DAYS[moment.weekday()]}"


def said_day(day: date) -> str:
    return f"{day:%Y-%m-%d} 周{_DAYS[day.weekday()]}"


def _readings(deadline: Deadline) -> str:
    if deadline.strict == deadline.lenient:
        return ""
    return f"；从严 {_short(deadline.strict)}，从宽 {_short(deadline.lenient)}"


def say_moment(moment: datetime, cohort: int, settings: Settings, own: Holidays) -> None:
    """Print the period a moment is in, and the next deadline with its two readings."""
    screen = console()
    screen.print(f"{cohort} 届 · {_short(moment)}", style="bold")
    period = calendar.period_at(moment, cohort, settings)
    if period is None:
        screen.print(
            "不在任何监测周期内：季前为上年 11 月 21 日以前，季后为 8 月 31 日 17:00 以后。"
        )
    else:
        _say_period(screen, period, moment, own)
    following = calendar.next_deadline(moment, cohort, settings)
    if following is not None and (period is None or following != period.deadline):
        _say_deadline(screen, following, moment)


def _say_period(screen: Console, period: Period, moment: datetime, own: Holidays) -> None:
    start, end = _short(period.start), _short(period.end)
    screen.print(f"{period.title} {period.label}：{start}（含）至 {end}（不含）。")
    holiday = period.holiday_note(own).rstrip("。")
    said = f"{period.words}{_readings(period.deadline)}{'；' + holiday if holiday else ''}"
    screen.print(f"本期截止：{said}。{_left(period.deadline, moment)}")


def _left(deadline: Deadline, moment: datetime) -> str:
    if deadline.overdue(moment):
        return "已逾期。"
    if deadline.late_if_strict(moment):
        return "按从严读法已过，按从宽读法未过。"
    left = deadline.strict - moment
    hours, minutes = left.seconds // 3600, left.seconds % 3600 // 60
    parts = ((left.days, "天"), (hours, "小时"), (0 if left.days else minutes, "分钟"))
    said = " ".join(f"{number} {unit}" for number, unit in parts if number)
    return f"还有 {said or '不到 1 分钟'}。"


def _say_deadline(screen: Console, deadline: Deadline, moment: datetime) -> None:
    screen.print(
        f"下一个截止：{deadline.words}  {deadline.title}（{deadline.clause}）"
        f"{_readings(deadline)}。{_left(deadline, moment)}"
    )
