"""Person by person: who is new, who is gone, which fields changed from what to what."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quxiang.engine.snapshots.differences.forms import FieldChange, People, PersonChange, Who
from quxiang.engine.snapshots.differences.pairing import Pairs, pair_rows
from quxiang.engine.snapshots.differences.spelling import spelt
from quxiang.engine.snapshots.opened import Snapshot
from quxiang.engine.titles import field_title
from quxiang.standards.tables import GRADUATES, SOURCE

#: where a row stands is no fact about a person
NOT_COMPARED = frozenset({"school", "cohort", "graduate_id", *(column.name for column in SOURCE)})
#: hashes mean nothing beside those of another key
HASHES = frozenset({"id_hash", "phone_hash", "contact_phone_hash"})
#: what the key of an employer is made of
_OF_THE_KEY = frozenset({"employer_uscc", "employer_name", "place_code"})
_WHO = ("graduate_id", "exam_no", "student_no", "name", "college", "code")


class Paired:
    """The graduates of two snapshots, row beside row."""

    def __init__(self, before: Snapshot, after: Snapshot) -> None:
        #: values are spelt as the later snapshot spells them
        self.standard = after.standard()
        self.before = before.dataset.tables["graduates"]
        self.after = after.dataset.tables["graduates"]
        given = [each.dataset.given["graduates"] for each in (before, after)]
        self.same_key = before.manifest.key_id == after.manifest.key_id
        self.fields = [name for name in _comparable(self.same_key) if all(name in g for g in given)]
        #: columns that only one of the two was given
        self.one_sided = [
            name for name in _comparable(True) if (name in given[0]) != (name in given[1])
        ]

    @cached_property
    def pairs(self) -> Pairs:
        return pair_rows(self.before, self.after, self.fields, same_key=self.same_key)

    @cached_property
    def differing(self) -> Mapping[int, tuple[FieldChange, ...]]:
        """Return the changed fields of each pair that is there twice and not the same."""
        pairs = self.pairs
        both = np.flatnonzero(~pairs.same & (pairs.before >= 0) & (pairs.after >= 0))
        old, new = self.before.take(pairs.before[both]), self.after.take(pairs.after[both])
        found: dict[int, list[FieldChange]] = {}
        for name in self.fields:
            for at, then, now in _unequal(old.column(name), new.column(name)):
                said = (spelt(self.standard, name, value) for value in (then, now))
                change = FieldChange(name, field_title(name), _text(then), _text(now), *said)
                found.setdefault(int(both[at]), []).append(change)
        return {at: tuple(_plain(fields)) for at, fields in sorted(found.items())}

    def who(self, pair: int) -> Who:
        """Return the person of a pair, as the later snapshot has it."""
        at = int(self.pairs.after[pair])
        rows, row = (self._now, at) if at >= 0 else (self._then, int(self.pairs.before[pair]))
        return Who(*(column[row] for column in rows))

    @cached_property
    def _now(self) -> list[list[Any]]:
        return [self.after.column(name).to_pylist() for name in _WHO]

    @cached_property
    def _then(self) -> list[list[Any]]:
        return [self.before.column(name).to_pylist() for name in _WHO]

    def people(self) -> People:
        return People(
            new=tuple(who for who, _ in self._all(np.flatnonzero(self.pairs.before < 0))),
            gone=tuple(who for who, _ in self._all(np.flatnonzero(self.pairs.after < 0))),
            changed=tuple(
                PersonChange(who, self.differing[at]) for who, at in self._all(self.differing)
            ),
        )

    def _all(self, pairs: Iterable[int]) -> list[tuple[Who, int]]:
        """Return people with their pairs, in the order of their numbers."""
        return sorted(((self.who(int(at)), int(at)) for at in pairs), key=_number)


def _number(each: tuple[Who, int]) -> tuple[str, str, int]:
    who, at = each
    return who.exam_no or who.student_no or "", who.graduate_id or "", at


def _plain(fields: Sequence[FieldChange]) -> Iterator[FieldChange]:
    """Leave out the key made of a code or a name where these say the same."""
    names = {each.field for each in fields}
    for each in fields:
        if each.field != "employer_key" or not names & _OF_THE_KEY:
            yield each


def _comparable(hashes: bool) -> Sequence[str]:
    left_out: Collection[str] = NOT_COMPARED if hashes else NOT_COMPARED | HASHES
    return [column.name for column in GRADUATES if column.name not in left_out]


def _unequal(old: pa.ChunkedArray, new: pa.ChunkedArray) -> list[tuple[int, object, object]]:
    equal = pc.fill_null(pc.equal(old, new), False)
    empty = pc.and_(pc.is_null(old), pc.is_null(new))
    rows = np.flatnonzero(~pc.or_(equal, empty).to_numpy())
    return list(
        zip(rows.tolist(), old.take(rows).to_pylist(), new.take(rows).to_pylist(), strict=True)
    )


def _text(value: object) -> str | None:
    return None if value is None else str(value)
