"""A moment of Shanghai, typed or chosen."""

from __future__ import annotations

import unicodedata
from datetime import datetime
from typing import Any

from django import forms

from quxiang.web.common import clock

SHOWN = "%Y-%m-%dT%H:%M"
FORMATS = (SHOWN, "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d")


#: before this no school kept anything here; the calendar's first days are no moments of UTC at all
EARLIEST = 1900


class MomentField(forms.CharField):
    """A moment of Shanghai, typed or chosen; full-width digits are digits."""

    def __init__(self, **more: Any) -> None:
        attrs = {"class": "form-control", "type": "datetime-local"}
        super().__init__(widget=forms.TextInput(attrs=attrs), strip=True, **more)

    def clean(self, value: Any) -> datetime:
        text = unicodedata.normalize("NFKC", super().clean(value))
        for each in FORMATS:
            try:
                found = datetime.strptime(text, each)
            except ValueError:
                continue
            if found.year >= EARLIEST:
                return clock.aware(found)
        raise forms.ValidationError(
            f"“{text[:30]}”不是一个时刻，请按“2024-06-20 17:00”的样子填写{self.label}。"
        )
