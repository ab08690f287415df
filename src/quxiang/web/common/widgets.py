"""Inputs and selects as Django draws them, without a template for each of them.

A choice of thirty colleges takes sixty templates otherwise, and costs more than the rest of the
page. Widgets not named here are drawn by Django's own templates.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe

Widget = Mapping[str, Any]


class Renderer(DjangoTemplates):
    """Django's renderer, with a shorter way for the commonest widgets."""

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> str:
        drawn = DRAWN.get(template_name)
        if drawn is None:
            return super().render(template_name, context, request)
        return mark_safe(drawn(context["widget"]))  # noqa: S308 - every value was escaped


def _input(widget: Widget) -> str:
    value = widget["value"]
    given = "" if value is None else f' value="{_text(value)}"'
    name = _text(widget["name"])
    return f'<input type="{widget["type"]}" name="{name}"{given}{_attributes(widget)}>'


def _select(widget: Widget) -> str:
    groups = "".join(_group(name, options) for name, options, _ in widget["optgroups"])
    return f'<select name="{_text(widget["name"])}"{_attributes(widget)}>{groups}\n</select>'


def _group(name: str | None, options: list[Widget]) -> str:
    drawn = "".join(f"\n  {_option(each)}" for each in options)
    return f'\n  <optgroup label="{_text(name)}">{drawn}\n  </optgroup>' if name else drawn


def _option(option: Widget) -> str:
    value, label = _text(option["value"]), _text(option["label"])
    return f'<option value="{value}"{_attributes(option)}>{label}</option>'


def _attributes(widget: Widget) -> str:
    return "".join(
        f" {name}" if value is True else f' {name}="{_text(value)}"'
        for name, value in widget["attrs"].items()
        if value is not False
    )


def _text(value: Any) -> str:
    return conditional_escape(value if isinstance(value, str) else str(value))


DRAWN: dict[str, Callable[[Widget], str]] = {
    "django/forms/widgets/select.html": _select,
    **{
        f"django/forms/widgets/{kind}.html": _input
        for kind in ("input", "text", "number", "date", "datetime", "password", "hidden", "email")
    },
}
