"""What time brings by itself: a round whose end has come ends."""

from __future__ import annotations

from datetime import datetime

from quxiang.web.common.refusals import StaleStateError
from quxiang.web.jobs.registry import every, periodic
from quxiang.web.worksheets.services.crossing import lapse, overdue_rounds


@periodic("worksheets.rounds_over", every(minutes=5))
def end_what_is_over(now: datetime) -> None:
    """End every round whose time is over; its records are not there for its checkers before."""
    for each in overdue_rounds(now):
        try:
            lapse(each)
        except StaleStateError:  # the centre ended it a moment ago
            continue
