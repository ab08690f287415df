"""One more revision of a visit, for whatever a page shows of it."""

from __future__ import annotations

from quxiang.problems import Problem, Where
from quxiang.web.common.refusals import InvalidError, StaleStateError
from quxiang.web.visits.models import FieldVisit

CHANGED = "这次走访刚才有变动，您的操作没有执行；已经填写的还在本机。请刷新后核对再送。"


def revised(visit: FieldVisit, seen: int) -> None:
    """Count one more; raises :class:`StaleStateError` for whoever acts on an older page."""
    rows = FieldVisit.objects.filter(pk=visit.pk, revision=seen)
    if visit.revision != seen or not rows.update(revision=seen + 1):
        raise StaleStateError(CHANGED)
    visit.revision = seen + 1


def wrong(column: str, message: str, remedy: str) -> InvalidError:
    return InvalidError(Problem("field_visit", message, remedy, Where(column=column)))
