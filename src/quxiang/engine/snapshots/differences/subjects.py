"""The signals before and after: whom checks, complaints and findings brought into them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pyarrow as pa

from quxiang.engine.backends.duckdb import Session, connect
from quxiang.engine.checked import query_facts
from quxiang.engine.dataset import Dataset
from quxiang.engine.division import made
from quxiang.engine.facts import FOUND_PEOPLE
from quxiang.engine.figureform import FigureRule
from quxiang.engine.snapshots.differences.basis import Basis
from quxiang.engine.snapshots.differences.forms import FigureChange, Side
from quxiang.engine.snapshots.differences.foundpeople import found_codes, found_table
from quxiang.engine.snapshots.differences.naming import Namer, gathered
from quxiang.engine.snapshots.differences.people import Paired
from quxiang.engine.snapshots.tables import row_digests
from quxiang.standards.tables import SOURCE, TABLES

#: tables whose rows have no name of their own but their place in a file
PLACED = ("complaints",)
PARTS = ("numerator", "denominator")
_SOURCE = tuple(column.name for column in SOURCE)
Subjects = Mapping[tuple[str, str], set[str]]


@dataclass(frozen=True)
class SignalChanges:
    """The figures of one scheme that count subjects of other tables and of findings."""

    before: Basis
    after: Basis
    paired: Paired
    scheme: str

    def changes(self) -> Iterator[FigureChange]:
        """Give every signal both snapshots have the tables for, with whom it counts."""
        known = {rule.code for rule in _signals(self.before, self.scheme)}
        rules = [rule for rule in _signals(self.after, self.scheme) if rule.code in known]
        if not rules:
            return
        then, now = (_subjects(each, rules, self.scheme) for each in (self.before, self.after))
        for rule in rules:
            yield self._change(rule, then, now)

    def _change(self, rule: FigureRule, then: Subjects, now: Subjects) -> FigureChange:
        sides = []
        for part in PARTS:
            today = {self._called(each) for each in now[rule.code, part]}
            sides.append(self._side(rule, part, then[rule.code, part], today))
        above, below = sides
        standard = self.after.snapshot.standard(self.scheme)
        then_rate = made(rule, standard, {}, above.before, below.before).text
        now_rate = made(rule, standard, {}, above.after, below.after).text
        return FigureChange(
            rule.code, rule.title, self.scheme, {}, {}, rule.per, then_rate, now_rate, above, below
        )

    def _side(self, rule: FigureRule, part: str, before: set[str], after: set[str]) -> Side:
        entered, left = after - before, before - after
        told = [each.stored(rule.code, self.scheme, part) for each in (self.before, self.after)]
        counts = [len(before), len(after)]
        return Side(
            before=counts[0] if told[0] is None else told[0],
            after=counts[1] if told[1] is None else told[1],
            entered=len(entered),
            left=len(left),
            explained=all(each in (None, count) for each, count in zip(told, counts, strict=True)),
            because=(
                *gathered(
                    ((self._name(rule, part, each, self.after), each) for each in entered), 1
                ),
                *gathered(((self._name(rule, part, each, self.before), each) for each in left), -1),
            ),
        )

    def _name(self, rule: FigureRule, part: str, subject: str, basis: Basis) -> str:
        """Name a subject's change: its findings, what changed of the person, or its table."""
        pair = self._pair_of.get(subject)
        if part == "numerator" and FOUND_PEOPLE in rule.numerator:
            codes = self._codes[basis is self.after].get(subject)
            if codes:
                return f"发现 {'、'.join(sorted(codes))}"
        tables = [name for name, _, _ in (need.partition(".") for need in rule.needs)]
        titles = "、".join(TABLES[name].title for name in tables if name in TABLES)
        return titles if pair is None else self._namer.of(pair, otherwise=f"{titles}表的记录")

    @cached_property
    def _namer(self) -> Namer:
        return Namer(self.paired, self.after.snapshot.standard(self.scheme))

    @cached_property
    def _codes(self) -> tuple[Mapping[str, set[str]], Mapping[str, set[str]]]:
        now = found_codes(self.after)
        return found_codes(self.before), {self._called(each): codes for each, codes in now.items()}

    @cached_property
    def _pair_of(self) -> Mapping[str, int]:
        count = len(self.paired.pairs.before)
        return {self._called(self.paired.who(at).graduate_id): at for at in range(count)}

    def _called(self, subject: str) -> str:
        """Return what the earlier snapshot calls a subject of the later one."""
        return self._names.get(subject, subject)

    @cached_property
    def _names(self) -> Mapping[str, str]:
        pairs = self.paired.pairs
        both = (pairs.before >= 0) & (pairs.after >= 0)
        old = self.paired.before.column("graduate_id").take(pairs.before[both]).to_pylist()
        new = self.paired.after.column("graduate_id").take(pairs.after[both]).to_pylist()
        return {now: then for then, now in zip(old, new, strict=True) if now != then}


def _signals(basis: Basis, scheme: str) -> list[FigureRule]:
    dataset = basis.snapshot.dataset
    return [
        rule
        for rule in basis.figures
        if rule.kind == "subjects"
        and rule.applies(scheme, basis.snapshot.settings)
        and all(dataset.has(*need.partition(".")[::2]) for need in rule.needs)
        and (FOUND_PEOPLE not in rule.numerator or basis.ran_under(scheme))
    ]


def _subjects(basis: Basis, rules: Sequence[FigureRule], scheme: str) -> Subjects:
    snapshot = basis.snapshot
    dataset = _placed_by_content(snapshot.dataset)
    found: dict[tuple[str, str], set[str]] = {}
    with basis.views(), Session(dataset, snapshot.standard(scheme), snapshot.settings) as session:
        session.create(FOUND_PEOPLE, found_table(basis))
        for rule in rules:
            for part in PARTS:
                text = query_facts(getattr(rule, part)).statement.bound({})
                rows = session.execute(f"select distinct subject from ({text}) as s").fetchall()
                found[rule.code, part] = {str(row[0]) for row in rows if row[0] is not None}
    return found


def _placed_by_content(dataset: Dataset) -> Dataset:
    """Let a row be called by what it says, for its place in a file says nothing a week later."""
    tables = dict(dataset.tables)
    for name in PLACED:
        if name in tables:
            tables[name] = _by_content(tables[name])
    return replace(dataset, tables=tables)


def _by_content(data: pa.Table) -> pa.Table:
    said = data.select([name for name in data.column_names if name not in _SOURCE])
    with connect() as connection:
        digests = row_digests(said, connection)
    times: dict[int, int] = {}
    numbers = []
    for digest in digests.tolist():
        numbers.append(times.setdefault(digest, 0))
        times[digest] += 1
    placed = {
        "source_file": pa.array([f"{digest:016x}" for digest in digests.tolist()], pa.string()),
        "source_sheet": pa.array([""] * len(numbers), pa.string()),
        "source_row": pa.array(np.array(numbers, np.int64)),
    }
    for name, values in placed.items():
        data = data.set_column(data.column_names.index(name), name, values)
    return data
