"""Targets whose rows are told apart by a few of their own fields: most small tables are.

Undo deletes what was new and puts back what was changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models

from quxiang.problems import Problem
from quxiang.web.imports.fields import CLEAR, Field
from quxiang.web.imports.models import Import, StagedRow
from quxiang.web.imports.targets import Given, Staged, differing

K = StagedRow.Kind
Key = tuple[str, ...]
#: what an app does beside: derive fields, keep names; called with the row before it is saved
Prepare = Callable[[Any, Mapping[str, Any]], None]


@dataclass(frozen=True)
class Keyed:
    """Stages, applies and undoes rows of one model by key.

    ``scope`` gives the columns every row has beside those of the file; ``late`` is called with
    all rows of a batch after they were saved.
    """

    model: type[models.Model]
    key: tuple[str, ...]
    fields: Sequence[Field]
    scope: Callable[[Import], Mapping[str, Any]]
    prepare: Prepare = lambda _row, _values: None
    late: Callable[[Import, Sequence[Any]], None] = lambda _upload, _rows: None
    #: a key of one row, where its plain fields are not it
    key_of: Callable[[Mapping[str, Any]], Key] | None = None
    check: Callable[[Import, Given], Sequence[Problem]] = lambda _upload, _row: ()

    @property
    def titles(self) -> dict[str, str]:
        return {each.name: each.title for each in self.fields}

    def _key(self, values: Mapping[str, Any]) -> Key:
        if self.key_of is not None:
            return self.key_of(values)
        return tuple(_text(values.get(name)) for name in self.key)

    def stage(self, upload: Import, rows: Iterable[Given]) -> Iterator[Staged]:
        manager = self.model._default_manager
        known = {}
        for each in manager.filter(**self.scope(upload)):
            known[self._key({name: getattr(each, name) for name in self._names})] = each
        seen: dict[Key, int] = {}
        for row in rows:
            yield self._one(upload, row, known, seen)

    @property
    def _names(self) -> list[str]:
        own = {each.name for each in self.model._meta.concrete_fields}
        return [each.name for each in self.fields if each.name in own]

    def _one(
        self, upload: Import, row: Given, known: Mapping[Key, Any], seen: dict[Key, int]
    ) -> Staged:
        key = self._key(row.values)
        label = " ".join(filter(None, key))
        problems = [*row.problems, *self.check(upload, row), *self._lacking(row)]
        if (first := seen.setdefault(key, row.number)) != row.number:
            problems.append(Problem("row_twice", f"与第 {first} 行相同。", "请只保留一行。"))
        if problems:
            return Staged(row.number, K.PROBLEM, label, problems=problems)
        found = known.get(key)
        before = {} if found is None else {n: _plain(getattr(found, n)) for n in self._names}
        changes, diff = differing(row.values, before, self.titles, self._shown)
        if found is None:
            return Staged(row.number, K.NEW, label, None, _filled(row.values), diff)
        kind = K.CHANGED if changes else K.UNCHANGED
        return Staged(row.number, kind, label, found.pk, changes, diff)

    def _shown(self, name: str, value: Any) -> str:
        if isinstance(value, bool):
            return "是" if value else "否"
        if value in (None, CLEAR):
            return ""
        return next((f.told(str(value)) for f in self.fields if f.name == name), str(value))

    def _lacking(self, row: Given) -> list[Problem]:
        return [
            Problem("missing_value", f"没有填写“{each.title}”。", "请补上。")
            for each in self.fields
            if each.required and not row.text(each.name)
        ]

    def apply(self, upload: Import, batch: Sequence[StagedRow]) -> dict[int, Any]:
        undo: dict[int, Any] = {}
        saved = []
        for row in batch:
            target, before = self._target(upload, row)
            self.prepare(target, row.values)
            target.save()
            saved.append(target)
            undo[row.pk] = {"pk": target.pk, "before": before}
        self.late(upload, saved)
        return undo

    def _target(self, upload: Import, row: StagedRow) -> tuple[Any, dict[str, Any] | None]:
        values = {n: self._typed(n, v) for n, v in row.values.items() if n in self._names}
        if row.kind == K.NEW:
            return self.model(**self.scope(upload), **values), None
        target = self.model._default_manager.get(pk=row.object_id)
        before = {name: _plain(getattr(target, name)) for name in values}
        for name, value in values.items():
            setattr(target, name, value)
        return target, before

    def _typed(self, name: str, value: Any) -> Any:
        column = self.model._meta.get_field(name)
        return None if value == "" and getattr(column, "null", False) else value

    def undo(self, upload: Import, batch: Sequence[StagedRow]) -> None:
        for step in (row.undo for row in batch if row.undo):
            rows = self.model._default_manager.filter(pk=step["pk"])
            if step["before"] is None:
                rows.delete()
            else:
                rows.update(**{n: self._typed(n, v) for n, v in step["before"].items()})
        ids = [row.undo["pk"] for row in batch if row.undo]
        self.late(upload, list(self.model._default_manager.filter(pk__in=ids)))


def _text(value: Any) -> str:
    return "" if value in (None, CLEAR) else str(_plain(value))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value != CLEAR}
