"""Two moments to compare: each a minute, counted with everything recorded within it."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django import forms

from quxiang.web.common import clock

MINUTE = timedelta(minutes=1)
SHOWN = "%Y-%m-%dT%H:%M"
FORMATS = (SHOWN, "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d")


class MomentField(forms.CharField):
    """A moment of Shanghai, typed or chosen; full-width digits are digits."""

    def __init__(self, **more: Any) -> None:
        attrs = {"class": "form-control", "type": "datetime-local"}
        super().__init__(widget=forms.TextInput(attrs=attrs), strip=True, **more)

    def clean(self, value: Any) -> datetime:
        text = unicodedata.normalize("NFKC", super().clean(value))
        for each in FORMATS:
            try:
                return clock.aware(datetime.strptime(text, each))
            except ValueError:
                continue
        raise forms.ValidationError(
            f"“{text[:30]}”不是一个时刻，请按“2024-06-20 17:00”的样子填写{self.label}。"
        )


class MomentsForm(forms.Form):
    """The earlier and the later moment."""

    earlier = MomentField(label="前一个时刻")
    later = MomentField(label="后一个时刻")

    def __init__(self, *args: Any, now: datetime, **more: Any) -> None:
        super().__init__(*args, **more)
        self.now = now

    @classmethod
    def asked(cls, given: Mapping[str, str], *, now: datetime, usual: timedelta) -> MomentsForm:
        """Return what was asked for; who names no moment compares a week ago with now."""
        here = clock.local(now)
        usually = {"earlier": f"{here - usual:{SHOWN}}", "later": f"{here:{SHOWN}}"}
        return cls({name: given.get(name, "") or usually[name] for name in usually}, now=now)

    def clean(self) -> None:
        earlier, later = (self.cleaned_data.get(each) for each in ("earlier", "later"))
        if earlier is None or later is None:
            return
        if later > self.now:
            raise forms.ValidationError("后一个时刻还没有到，请改成现在或更早。")
        if earlier >= later:
            raise forms.ValidationError("前一个时刻要早于后一个时刻，请改其中一个。")

    @property
    def between(self) -> tuple[datetime, datetime]:
        """Return both moments, each at the end of its minute, the later not after now."""
        last = MINUTE - timedelta(microseconds=1)
        return self.cleaned_data["earlier"] + last, min(self.cleaned_data["later"] + last, self.now)

    @property
    def sentence(self) -> str:
        """Return what is wrong, one thing at a time."""
        return next((str(each) for found in self.errors.values() for each in found), "")
