"""Figure by figure: numerator and denominator before and after, and the changes that explain it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np
import pyarrow as pa

from quxiang.engine.division import group_name, made
from quxiang.engine.figureform import FigureRule
from quxiang.engine.snapshots.differences.basis import Basis
from quxiang.engine.snapshots.differences.counting import Counted, Flags, counted, member_figures
from quxiang.engine.snapshots.differences.forms import Because, FigureChange, Side
from quxiang.engine.snapshots.differences.naming import Namer, gathered
from quxiang.engine.snapshots.differences.pairing import Rows
from quxiang.engine.snapshots.differences.people import Paired
from quxiang.standards import Standard

Group = tuple[str, ...]


@dataclass(frozen=True)
class MemberChanges:
    """The figures of one scheme that count people, in both snapshots, explained by person."""

    before: Basis
    after: Basis
    paired: Paired
    scheme: str
    by: Group

    def changes(self) -> Iterator[FigureChange]:
        """Give every figure both snapshots have, for the whole and for each group."""
        standards = [each.snapshot.standard(self.scheme) for each in (self.before, self.after)]
        rules = self._rules(*standards)
        if not rules:
            return
        tallies = [
            counted(basis, standard)
            for basis, standard in zip((self.before, self.after), standards, strict=True)
        ]
        for names in _groups(self.by):
            values = self._values(names)
            groups = {each: at for at, each in enumerate(sorted({*values[0], *values[1]}))}
            numbered = [np.array([groups[each] for each in side], int) for side in values]
            for group, number in groups.items():
                masks = [side == number for side in numbered]
                named = dict(zip(names, group, strict=True))
                for rule in rules:
                    yield self._change(rule, standards[1], named, tallies, masks)

    def one(self, code: str, where: Mapping[str, str]) -> FigureChange | None:
        """Return one figure of one group; ``None`` where a snapshot has not both of them."""
        standards = [each.snapshot.standard(self.scheme) for each in (self.before, self.after)]
        rule = next((each for each in self._rules(*standards) if each.code == code), None)
        if rule is None or not all(name in self.paired.fields for name in where):
            return None
        pairs = zip((self.before, self.after), standards, strict=True)
        tallies = [counted(basis, standard) for basis, standard in pairs]
        group = tuple(where.values())
        masks = [
            np.array([each == group for each in side], bool) for side in self._values(tuple(where))
        ]
        if not any(mask.any() for mask in masks):
            return None
        return self._change(rule, standards[1], where, tallies, masks)

    @cached_property
    def namer(self) -> Namer:
        return Namer(self.paired, self.after.snapshot.standard(self.scheme))

    def _rules(self, before: Standard, after: Standard) -> Sequence[FigureRule]:
        known = {rule.code for rule in member_figures(self.before, before)}
        return [rule for rule in member_figures(self.after, after) if rule.code in known]

    def _values(self, names: Group) -> tuple[list[Group], list[Group]]:
        """Return the group of every row of both tables."""
        before, after = (
            _groups_of(data, names) for data in (self.paired.before, self.paired.after)
        )
        return before, after

    def _change(
        self, rule: FigureRule, standard: Standard, named: Mapping[str, str],
        tallies: Sequence[Counted], masks: Sequence[Flags],
    ) -> FigureChange:  # fmt: skip
        before, after = zip(tallies, masks, strict=True)
        above, below = (
            self._side(before[0][code] & before[1], after[0][code] & after[1], tuple(named))
            for code in (rule.code, None)
        )
        then = made(rule, standard, named, above.before, below.before)
        now = made(rule, standard, named, above.after, below.after)
        names = {name: group_name(standard, name, value) for name, value in named.items()}
        return FigureChange(
            rule.code, rule.title, self.scheme, named, names, rule.per, then.text, now.text,
            above, below,
        )  # fmt: skip

    def _side(self, before: Flags, after: Flags, names: Group) -> Side:
        pairs = self.paired.pairs
        was, is_now = _of_pairs(before, pairs.before), _of_pairs(after, pairs.after)
        entered, left = np.flatnonzero(is_now & ~was), np.flatnonzero(was & ~is_now)
        return Side(
            before=int(before.sum()),
            after=int(after.sum()),
            entered=len(entered),
            left=len(left),
            explained=True,
            because=(*self._because(entered, 1, names), *self._because(left, -1, names)),
        )

    def _because(self, pairs: Rows, effect: int, names: Group) -> Iterator[Because]:
        paired = self.paired
        return gathered(
            ((self.namer.of(at, names), paired.who(at).graduate_id) for at in pairs.tolist()),
            effect,
        )


def _groups(by: Group) -> Iterator[Group]:
    for size in range(len(by) + 1):
        yield from combinations(by, size)


def _groups_of(data: pa.Table, names: Group) -> list[Group]:
    if not names:
        return [()] * data.num_rows
    columns = [data.column(name).cast(pa.string()).fill_null("").to_pylist() for name in names]
    return list(zip(*columns, strict=True))


def _of_pairs(flags: Flags, rows: Rows) -> Flags:
    """Return a row's flag for each pair, false where the pair has no row there."""
    if not len(flags):
        return np.zeros(len(rows), bool)
    found: Flags = flags[rows] & (rows >= 0)
    return found
