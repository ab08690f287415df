"""What was answered before, for the next run: whom it need not name again."""

from __future__ import annotations

from quxiang.web.alerts.models import Case
from quxiang.web.alerts.states import CaseState, Outcome
from quxiang.web.season.sources import Frame, Rows, brings, chunked

#: how a run knows what a case came to; what was fixed or vanished is found again if it is back
_MUTES = {Outcome.JUSTIFIED: "justified", Outcome.FALSE_ALARM: "exempt"}


@brings("answers")
def answers(frame: Frame) -> Rows:
    """Return the findings that were justified, or where the rule does not apply."""
    closed = Case.objects.filter(
        cohort=frame.cohort, state=CaseState.CLOSED, outcome__in=_MUTES,
        closed_at__lte=frame.known_at,
    )  # fmt: skip
    told = (
        closed.exclude(fingerprint="")
        .order_by("pk")
        .values_list("fingerprint", "outcome")
        .distinct()
    )
    values = ((each, _MUTES[Outcome(outcome)]) for each, outcome in chunked(told))
    return Rows(("fingerprint", "outcome"), values)
