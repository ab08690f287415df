"""Widgets drawn the short way are what Django's own templates draw."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.forms.widgets import Widget

from quxiang.web.common.widgets import DRAWN, Renderer

HOSTILE = "<b>\"何\" & '田'</b>"
PLAIN = {"class": "form-control", "required": True, "disabled": False, "data-x": HOSTILE}
CHOICES = [
    ("", "—"), (1, "农学院"), (HOSTILE, HOSTILE), ("书院", [("a", "知行"), ("b", "明德")]),
]  # fmt: skip


@pytest.mark.parametrize("value", [None, "", "何田", HOSTILE, 0, 7, "a", ["a"]])
@pytest.mark.parametrize(
    "widget",
    [
        forms.TextInput(PLAIN), forms.NumberInput(PLAIN), forms.PasswordInput(PLAIN, True),
        forms.HiddenInput(), forms.EmailInput(PLAIN), forms.DateInput({"type": "date"}),
        forms.DateTimeInput({"type": "datetime-local"}), forms.Select(PLAIN, CHOICES),
    ],
    ids=lambda each: type(each).__name__,
)  # fmt: skip
def test_a_widget_drawn_shortly_is_the_one_django_draws(widget: Widget, value: Any) -> None:
    assert widget.template_name in DRAWN
    short, long = (
        re.sub(r"\n\s*", "\n", widget.render("field", value, {"id": "id_field"}, each))
        for each in (Renderer(), DjangoTemplates())
    )
    assert short == long
