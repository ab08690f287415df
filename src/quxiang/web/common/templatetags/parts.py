"""Small parts every template uses: dates as the product writes them, numbers, states."""

from __future__ import annotations

import logging
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from django import template
from django.contrib.staticfiles import finders
from django.forms import BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from quxiang.web.common.clock import SHANGHAI

register = template.Library()
log = logging.getLogger(__name__)
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
def second(value: datetime | None) -> str:
    """Return ``2024-06-20 17:00:09`` in Shanghai time."""
    return "" if value is None else f"{value.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"


@register.filter
def thousands(value: int | None) -> str:
    """Return ``12,345``."""
    return "" if value is None else f"{value:,}"


#: the icon that stands beside the word of a state, by tone
TONES = {
    "good": "circle-check", "wrong": "alert-circle", "doubt": "alert-triangle",
    "info": "info-circle", "": "circle-dashed",
}  # fmt: skip


@lru_cache(maxsize=200)
def _svg(name: str) -> str:
    """Return the drawing of an icon; nothing, logged once, where it is not installed.

    An icon says nothing the word beside it does not, and without one even the error page stands.
    """
    path = finders.find(f"vendor/icons/{name}.svg")
    if not isinstance(path, str):
        log.error("icon %s is not installed; is it in assets/vendor.json?", name)
        return ""
    text = Path(path).read_text(encoding="utf-8")
    body = text[text.index(">") + 1 : text.rindex("</svg>")]
    return (
        '<svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
        'stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">'
        f"{body.strip()}</svg>"
    )


class _Icon(template.Node):
    """An icon whose name is known only when the page is made."""

    def __init__(self, name: template.base.FilterExpression) -> None:
        self.name = name

    def render(self, context: template.Context) -> SafeString:
        return icon(self.name.resolve(context))


@register.tag("icon")
def _icon(parser: template.base.Parser, token: template.base.Token) -> template.Node:
    """Compile ``{% icon "x" %}``: drawn once, with the template, where the name is written out."""
    _, written = token.split_contents()
    name = parser.compile_filter(written)
    if isinstance(name.var, str) and not name.filters:
        return template.base.TextNode(icon(name.var))
    return _Icon(name)


def icon(name: str) -> SafeString:
    """Draw an icon of ``assets/vendor.json`` in line; it says nothing to a screen reader."""
    return mark_safe(_svg(name))  # noqa: S308 - a file of the locked package


@register.simple_tag
@lru_cache(maxsize=500)
def state(label: str, tone: str = "") -> SafeString:
    """Show a state by word, icon and colour; ``tone`` is good, wrong, doubt, info or nothing."""
    return format_html('<span class="qx-state {}">{} {}</span>', tone, icon(TONES[tone]), label)


@register.inclusion_tag("parts/field.html")
def field(bound: BoundField, hint: str = "", narrow: bool = False) -> dict[str, object]:
    """Show a form field with label, help and what is wrong with it.

    ``narrow`` is for searches, where every field may stay empty and none needs to say so.
    """
    return {"field": bound, "hint": hint or bound.help_text, "narrow": narrow}


@register.filter
def hundredths(value: int | None) -> str:
    """Return 1/10 000 as per cent with two decimals: 8524 is ``85.24``."""
    return "" if value is None else f"{value // 100}.{value % 100:02d}"
