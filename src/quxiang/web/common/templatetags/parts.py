"""Small parts every template uses: dates as the product writes them, numbers, states."""

from __future__ import annotations

from datetime import date, datetime

from django import template

from quxiang.web.common.clock import SHANGHAI

register = template.Library()
WEEKDAYS = "一二三四五六日"


@register.filter
def day(value: date | datetime | None) -> str:
    """Return ``2024-06-20 周四``."""
    if value is None:
        return ""
    on = value.astimezone(SHANGHAI).date() if isinstance(value, datetime) else value
    return f"{on:%Y-%m-%d} 周{WEEKDAYS[on.weekday()]}"


@register.filter
def moment(value: datetime | None) -> str:
    """Return ``2024-06-20 17:00`` in Shanghai time."""
    return "" if value is None else f"{value.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


@register.filter
def thousands(value: int | None) -> str:
    """Return ``12,345``."""
    return "" if value is None else f"{value:,}"
