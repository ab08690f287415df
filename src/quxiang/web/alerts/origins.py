"""What other apps tell of a case, and begin with cases. Nothing, until they do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import Expression, Subquery
from django.http import HttpRequest

from quxiang.web.alerts.models import Case
from quxiang.web.lists.spec import BulkAction


@dataclass(frozen=True)
class Told:
    """One fact of where a case came from, and where more of it stands."""

    title: str
    text: str
    url: str


Telling = Callable[[Case], Sequence[Told]]
_telling: list[Telling] = []


def tells_origin(telling: Telling) -> Telling:
    """Register who knows where cases came from that no run found."""
    _telling.append(telling)
    return telling


def origins_of(case: Case) -> list[Told]:
    """Return what is told of a case; a run's own is told by its rule."""
    return [each for telling in _telling for each in telling(case)]


#: what somebody may begin with ticked cases; each is posted their keys as ``selected``
Offering = Callable[[HttpRequest], Sequence[BulkAction]]
_offering: list[Offering] = []


def offers_act(offering: Offering) -> Offering:
    """Register what may be begun with cases, of a list and of one."""
    _offering.append(offering)
    return offering


def offered_to(request: HttpRequest) -> list[BulkAction]:
    return [each for offering in _offering for each in offering(request)]


_brought: dict[str, Expression | Subquery] = {}


def brings(name: str, expression: Expression | Subquery) -> None:
    """Let a case that is opened bring a column along, so that telling of it asks nothing more."""
    _brought[name] = expression


def brought() -> dict[str, Expression | Subquery]:
    return dict(_brought)
