"""Targets whose rows are told apart by a few of their own fields: most small tables are.

Undo deletes what was new and puts back what was changed. Neither applying nor undoing writes over
what somebody changed since it was previewed or applied; such a row is left out, and says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models, transaction
from django.db.models import Q

from quxiang.problems import Problem, Where
from quxiang.web.imports.fields import CLEAR, Field
from quxiang.web.imports.meanwhile import ADDED, CHANGED, GONE, KEPT, leave_out
from quxiang.web.imports.models import Import, StagedRow
from quxiang.web.imports.targets import Given, Staged, differing
from quxiang.web.orgs.models import School

K = StagedRow.Kind
#: beside the values of a changed row: what stood there when it was previewed
SEEN = "_seen"
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
    #: columns that find the rows with the key of a new one, and what they hold for it
    alike_by: Mapping[str, Callable[[Mapping[str, Any]], Any]] | None = None

    @property
    def titles(self) -> dict[str, str]:
        return {each.name: each.title for each in self.fields}

    @property
    def alike(self) -> Mapping[str, Callable[[Mapping[str, Any]], Any]]:
        first = self.key[0]
        return self.alike_by or {first: lambda values: values.get(first) or ""}

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
        problems = [*row.problems, *self.check(upload, row), *self._emptied(row)]
        if (first := seen.setdefault(key, row.number)) != row.number:
            problems.append(Problem("row_twice", f"与第 {first} 行相同。", "请只保留一行。"))
        if problems:
            return Staged(row.number, K.PROBLEM, label, problems=problems)
        found = known.get(key)
        before = {} if found is None else {n: _plain(getattr(found, n)) for n in self._names}
        changes, diff = differing(row.values, before, self.titles, self._shown)
        if found is None:
            return Staged(row.number, K.NEW, label, None, _filled(row.values), diff)
        if not changes:
            return Staged(row.number, K.UNCHANGED, label, found.pk, {}, diff)
        shown = {name: before[name] for name in changes if name in before}
        return Staged(row.number, K.CHANGED, label, found.pk, {**changes, SEEN: shown}, diff)

    def _shown(self, name: str, value: Any) -> str:
        if isinstance(value, bool):
            return "是" if value else "否"
        if value in (None, CLEAR):
            return ""
        return next((f.told(str(value)) for f in self.fields if f.name == name), str(value))

    def _emptied(self, row: Given) -> list[Problem]:
        return [
            Problem(
                "cannot_clear", f"“{each.title}”不能清空。", "请填写。", Where(column=each.title)
            )
            for each in self.fields
            if each.required and row.values.get(each.name) == CLEAR
        ]

    def apply(self, upload: Import, batch: Sequence[StagedRow]) -> dict[int, Any]:
        undo: dict[int, Any] = {}
        saved = []
        for row, found in self._now(upload, batch):
            if (why := self._stale(row, found)) is not None:
                leave_out(row, why)
                continue
            values = {n: self._typed(n, v) for n, v in row.values.items() if n in self._names}
            target = found or self.model(**self.scope(upload))
            before = {name: _plain(getattr(target, name)) for name in values}
            self._write(target, values, row.values)
            saved.append(target)
            after = {n: _plain(getattr(target, n)) for n in (values if found else self._names)}
            undo[row.pk] = {"pk": target.pk, "before": before if found else None, "after": after}
        self.late(upload, saved)
        return undo

    def _now(
        self, upload: Import, batch: Sequence[StagedRow]
    ) -> Iterator[tuple[StagedRow, Any | None]]:
        """Give each staged row with the row it is about, as that is now and stays until commit."""
        # two imports of one school would add the same row twice: the second waits for the first
        School.objects.select_for_update(no_key=True).only("pk").get(pk=upload.school_id)
        alike = Q(pk__in=[row.object_id for row in batch if row.object_id is not None])
        for name, value in self.alike.items():
            new = {str(value(row.values)) for row in batch if row.kind == K.NEW}
            alike |= Q(**{f"{name}__in": new - {""}})
        rows = list(self._locked(upload).filter(alike))
        by_pk = {each.pk: each for each in rows}
        by_key = {self._key({n: getattr(each, n) for n in self._names}): each for each in rows}
        for row in batch:
            is_new = row.kind == K.NEW
            yield row, by_key.get(self._key(row.values)) if is_new else by_pk.get(row.object_id)

    def _locked(self, upload: Import) -> models.QuerySet[Any]:
        """Return the rows in force; whoever writes them too must wait."""
        rows = self.model._default_manager.filter(**self.scope(upload))
        return rows.select_for_update(no_key=True).order_by("pk")

    def _stale(self, row: StagedRow, found: Any | None) -> Problem | None:
        """Say what happened to a row since it was previewed."""
        if row.kind == K.NEW:
            return None if found is None else ADDED
        if found is None:
            return GONE
        return CHANGED if self._differs(found, row.values.get(SEEN, {})) else None

    def _differs(self, found: Any, values: Mapping[str, Any]) -> bool:
        return any(_plain(getattr(found, name)) != value for name, value in values.items())

    def _write(self, target: Any, values: Mapping[str, Any], given: Mapping[str, Any]) -> None:
        for name, value in values.items():
            setattr(target, name, value)
        self.prepare(target, given)
        target.save()

    def _typed(self, name: str, value: Any) -> Any:
        column = self.model._meta.get_field(name)
        if isinstance(column, models.DateField) and value:
            return date.fromisoformat(value)
        return None if value == "" and getattr(column, "null", False) else value

    def undo(self, upload: Import, batch: Sequence[StagedRow]) -> None:
        steps = [(row, row.undo) for row in batch if row.undo]
        keys = [step["pk"] for _, step in steps]
        rows = {each.pk: each for each in self._locked(upload).filter(pk__in=keys)}
        back = []
        for row, step in steps:
            found, before = rows.get(step["pk"]), step["before"]
            if found is None or self._differs(found, step.get("after", {})):
                leave_out(row, KEPT)
            elif before is not None:
                self._write(found, {n: self._typed(n, v) for n, v in before.items()}, before)
                back.append(found)
            elif not _deleted(found):
                leave_out(row, KEPT)
        self.late(upload, back)


def _deleted(row: models.Model) -> bool:
    """Delete a row unless something rests on it by now; say whether it is gone."""
    try:
        with transaction.atomic():
            row.delete()
    except models.ProtectedError:
        return False
    return True


def _text(value: Any) -> str:
    return "" if value in (None, CLEAR) else str(_plain(value))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value != CLEAR}
