"""Two moments to compare: each a minute, counted with everything recorded within it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django import forms

from quxiang.web.common import clock
from quxiang.web.common.momentfield import SHOWN, MomentField

MINUTE = timedelta(minutes=1)


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
