"""A whole number as people type it: full-width digits are digits."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms


class NumberField(forms.IntegerField):
    """A whole number; the phone shows digits, and nothing that was typed is thrown away.

    A browser's own number input drops what is no half-width digit before it is ever sent, so this
    is a line of text that asks for the keyboard of digits.
    """

    def __init__(self, **more: Any) -> None:
        attrs = {"class": "form-control", "inputmode": "numeric", "autocomplete": "off"}
        more.setdefault("widget", forms.TextInput(attrs=attrs))
        super().__init__(**more)

    def to_python(self, value: Any) -> int | None:
        text = value if value is None else unicodedata.normalize("NFKC", str(value)).strip()
        return super().to_python(text)
