"""Write the trail: ``atomic`` around every service, ``record`` within it.

Entries wait until the outermost ``atomic`` is about to commit; then the chain's head is locked,
as the last statement, so that acts do not wait for each other's work.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models, transaction

from quxiang.web.audit import chain
from quxiang.web.audit.models import PLATFORM
from quxiang.web.common import clock
from quxiang.web.common.requests import current

_pending: ContextVar[list[Act] | None] = ContextVar("pending", default=None)


@dataclass(frozen=True)
class Act:
    """One entry before it has its place in the chain."""

    school_id: int
    action: str
    at: datetime
    actor_id: int | None = None
    actor_name: str = ""
    post_id: int | None = None
    on_behalf_of: int | None = None
    object_kind: str = ""
    object_id: str = ""
    subject_ids: tuple[int, ...] = ()
    reason: str = ""
    address: str = ""
    request_id: str = ""
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)


@contextmanager
def atomic() -> Iterator[None]:
    """Run a service whole or not at all, and chain what it recorded just before it commits."""
    acts = _pending.get()
    if acts is not None:
        with _part(acts):
            yield
        return
    mine: list[Act] = []
    token = _pending.set(mine)
    try:
        with transaction.atomic():
            yield
            chain.append(mine)
    finally:
        _pending.reset(token)


@contextmanager
def _part(acts: list[Act]) -> Iterator[None]:
    """Run within a service: what a part that failed recorded is forgotten with its work."""
    size = len(acts)
    try:
        with transaction.atomic():
            yield
    except BaseException:
        del acts[size:]
        raise


def record(
    action: str, row: models.Model | None = None, *, by: Any, reason: str = "",
    before: Mapping[str, Any] | None = None, after: Mapping[str, Any] | None = None,
    subjects: Iterable[int] = (), school_id: int | None = None, post_id: int | None = None,
    on_behalf_of: int | None = None,
) -> None:  # fmt: skip
    """Note an act; must be called within :func:`atomic`.

    ``by`` is a user or ``None`` for the program itself. Numbers of persons belong into ``before``
    and ``after`` masked only.
    """
    acts = _pending.get()
    if acts is None:
        raise RuntimeError("trail.record is called outside trail.atomic")
    context = current()
    acts.append(
        Act(
            school_id=_school_of(row, by) if school_id is None else school_id,
            action=action,
            at=clock.now(),
            actor_id=getattr(by, "pk", None),
            actor_name=getattr(by, "name", "") or "",
            post_id=post_id,
            on_behalf_of=on_behalf_of,
            object_kind=row._meta.model_name or "" if row is not None else "",
            object_id=str(row.pk) if row is not None else "",
            subject_ids=tuple(subjects),
            reason=reason,
            address=context.address,
            request_id=context.request_id,
            before=before or {},
            after=after or {},
        )
    )


def _school_of(row: models.Model | None, by: Any) -> int:
    for each in (row, by):
        school = getattr(each, "school_id", None)
        if school is not None:
            return int(school)
    return PLATFORM
