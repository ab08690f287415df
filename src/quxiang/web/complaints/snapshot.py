"""Complaints as the engine reads them: which college, whom it concerns, whether upheld."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from quxiang.web.complaints.models import ComplaintMove
from quxiang.web.complaints.states import UPHELD, ComplaintState
from quxiang.web.season.sources import Frame, Rows, brings, chunked
from quxiang.web.season.tables.people import SOURCE

_READ = (
    "complaint_id", "complaint__number", "complaint__at", "target", "outcome", "college__name",
    "graduate_id", "graduate__college__name",
)  # fmt: skip


@brings("complaints")
def complaints(frame: Frame) -> Rows:
    """Return what was received by the moment; upheld once closed so, not known before."""
    columns = ("school", "cohort", "graduate_id", *SOURCE, "college", "at", "upheld")
    return Rows(columns, _rows(frame))


def _rows(frame: Frame) -> Iterator[tuple[Any, ...]]:
    moves = ComplaintMove.objects.filter(complaint__cohort=frame.cohort, at__lte=frame.known_at)
    told = moves.order_by("complaint_id", "at", "pk").values_list(*_READ)
    for _, steps in groupby(chunked(told), key=itemgetter(0)):
        *_, last = steps
        _, number, at, state, outcome, college, graduate, of_graduate = last
        person = frame.people.get(graduate)
        upheld = outcome in UPHELD if state == ComplaintState.CLOSED else None
        source = (person, "举报", "", number)
        yield (*frame.owner, *source, college or of_graduate, at, upheld)
