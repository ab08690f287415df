"""What goes by itself: traces of addresses, after a day."""

from __future__ import annotations

from datetime import datetime

from quxiang.web.complaints.protection import forget_knocks
from quxiang.web.jobs.registry import every, periodic


@periodic("complaints.forget", every(hours=6))
def forget(_now: datetime) -> None:
    forget_knocks()
