"""A state machine is one table; one function moves, and only a row still in its source state."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models

from quxiang.web.audit import trail
from quxiang.web.common.columns import among
from quxiang.web.common.refusals import StaleStateError


@dataclass(frozen=True)
class Transition:
    """A verb, the states it may start from, the state it ends in."""

    name: str
    sources: tuple[str, ...]
    target: str


class Transitions(Mapping[str, Transition]):
    """The transitions of one machine by name, and what may be done from a state."""

    def __init__(self, transitions: Iterable[Transition]) -> None:
        self._by_name = {each.name: each for each in transitions}

    def __getitem__(self, name: str) -> Transition:
        return self._by_name[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name)

    def __len__(self) -> int:
        return len(self._by_name)

    def from_state(self, state: str) -> list[Transition]:
        return [each for each in self._by_name.values() if state in each.sources]


def table(*transitions: Transition) -> Transitions:
    return Transitions(transitions)


def move(
    row: models.Model, transition: Transition, *, by: Any, reason: str = "", **changes: Any
) -> None:
    """Move a row along a transition and record it; ``changes`` are fields set with it.

    Raises :class:`StaleStateError` when somebody moved it first, however close behind.
    """
    before = str(row.state)  # type: ignore[attr-defined]
    model = type(row)
    # from the state that was read, not from any that would do: who read another decided on another
    still = model._default_manager.filter(pk=row.pk, state=before)
    if before not in transition.sources or not still.update(state=transition.target, **changes):
        raise StaleStateError
    for name, value in {"state": transition.target, **changes}.items():
        setattr(row, name, value)
    trail.record(
        f"{model._meta.model_name}.{transition.name}",
        row,
        by=by,
        reason=reason,
        before={"state": before},
        after={"state": transition.target},
    )


def move_all(
    rows: Sequence[models.Model], transition: Transition, *, by: Any, reason: str = "",
    **changes: Any,
) -> None:  # fmt: skip
    """Move rows of one model and school, all in one state, along a transition, by one statement.

    The trail gets one entry with their keys. Raises :class:`StaleStateError` when somebody moved
    any of them first: then none is moved. ``changes`` may be expressions of the database.
    """
    if not rows:
        return
    model, keys = type(rows[0]), [row.pk for row in rows]
    before, *others = {str(row.state) for row in rows}  # type: ignore[attr-defined]
    if others or before not in transition.sources:
        raise StaleStateError
    still = model._default_manager.filter(among(model, "id", keys), state=before)
    if still.update(state=transition.target, **changes) != len(rows):
        raise StaleStateError
    for row in rows:
        row.state = transition.target  # type: ignore[attr-defined]
    digest = hashlib.sha256(",".join(map(str, keys)).encode()).hexdigest()
    trail.record(
        f"{model._meta.model_name}.{transition.name}", by=by, reason=reason,
        school_id=rows[0].school_id,  # type: ignore[attr-defined]
        before={"state": before},
        after={"state": transition.target, "count": len(rows), "ids": keys, "digest": digest},
    )  # fmt: skip
