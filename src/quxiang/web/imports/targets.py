"""What can be imported: every app registers its targets here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from quxiang.exchange import declare
from quxiang.problems import Problem
from quxiang.web.imports.fields import CLEAR, Field, table_of
from quxiang.web.imports.models import Import, StagedRow

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User


@dataclass(frozen=True)
class Given:
    """One row of the file after its cells were read: values by field, blanks left out."""

    number: int
    values: Mapping[str, Any]
    problems: Sequence[Problem]

    def text(self, name: str) -> str:
        value = self.values.get(name)
        return "" if value is None or value == CLEAR else str(value)


@dataclass
class Staged:
    """What one row would do."""

    number: int
    kind: str
    label: str
    object_id: int | None = None
    values: dict[str, Any] = field(default_factory=dict)
    diff: list[tuple[str, str, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


#: what changes of a row, as a person may read it: field, before, after; numbers masked
Diff = Sequence[tuple[str, str, str]]
Stage = Callable[[Import, Iterable[Given]], Iterable[Staged]]
Apply = Callable[[Import, Sequence[StagedRow]], Mapping[int, Any]]
Undo = Callable[[Import, Sequence[StagedRow]], None]
Diffs = Callable[[Import, Sequence[StagedRow]], Sequence[Diff]]


def _kept(_upload: Import, rows: Sequence[StagedRow]) -> Sequence[Diff]:
    return [row.diff for row in rows]


@dataclass(frozen=True)
class Target:
    """A kind of file. ``stage`` compares, ``apply`` writes a batch, ``undo`` puts it back.

    ``apply`` returns what ``undo`` needs, by staged row; both run in a transaction of one batch.
    """

    name: str
    title: str
    sentence: str
    fields: Sequence[Field]
    may: Callable[[User], bool]
    stage: Stage
    apply: Apply
    undo: Undo
    needs_cohort: bool = False
    #: columns one of which a file must have; rows without are for ``stage`` to judge
    one_of: Sequence[str] = ()
    batch: int = 500
    #: called once after everything is applied or undone
    after: Callable[[Import], None] = lambda _: None
    #: which graduate a staged row is about, if any: whoever sees the row has seen them
    about: Callable[[StagedRow], int | None] = lambda _: None
    #: the diffs of staged rows; a target of big files makes those of new rows from their values
    diffs: Diffs = _kept

    @property
    def table_name(self) -> str:
        return f"import_{self.name}"

    @property
    def needed(self) -> str:
        """Return the columns a file must have, as a sentence names them."""
        titles = {each.name: each.title for each in self.fields}
        needed = [each.title for each in self.fields if each.required]
        if self.one_of:
            needed.append(" 或 ".join(titles[name] for name in self.one_of))
        return "、".join(needed)


_targets: dict[str, Target] = {}


def register(target: Target) -> Target:
    declare(table_of(target.name, target.title, target.fields, target.one_of))
    _targets[target.name] = target
    return target


def get_target(name: str) -> Target:
    return _targets[name]


def targets_for(user: User) -> list[Target]:
    """Return what somebody may import."""
    return [target for target in _targets.values() if target.may(user)]


def differing(
    values: Mapping[str, Any], before: Mapping[str, Any], titles: Mapping[str, str],
    shown: Callable[[str, Any], str] = lambda _, value: "" if value is None else str(value),
) -> tuple[dict[str, Any], list[tuple[str, str, str]]]:  # fmt: skip
    """Return the values that differ from what is there, and the diff as a person reads it.

    A blank cell changes nothing; ``CLEAR`` empties.
    """
    changes: dict[str, Any] = {}
    diff: list[tuple[str, str, str]] = []
    for name, given in values.items():
        value = "" if given == CLEAR else given
        was = before.get(name)
        if value == was or (value == "" and was in (None, "")):
            continue
        changes[name] = value
        diff.append((titles.get(name, name), shown(name, was), shown(name, value)))
    return changes, diff
