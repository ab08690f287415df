"""Compare two snapshots of one school: everything that changed between two moments, by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime

import msgspec

from quxiang.engine.backends.duckdb import connect
from quxiang.engine.snapshots.differences.basis import Basis, basis_of
from quxiang.engine.snapshots.differences.figures import MemberChanges
from quxiang.engine.snapshots.differences.findings import finding_changes
from quxiang.engine.snapshots.differences.forms import (
    NO_FINDINGS,
    Fact,
    FigureChange,
    Findings,
    People,
    TableChange,
)
from quxiang.engine.snapshots.differences.people import HASHES, Paired
from quxiang.engine.snapshots.differences.runfacts import run_at_one_end, run_facts
from quxiang.engine.snapshots.differences.subjects import SignalChanges
from quxiang.engine.snapshots.folders import on_disk
from quxiang.engine.snapshots.opened import Snapshot
from quxiang.engine.snapshots.tables import row_digests
from quxiang.engine.titles import field_title
from quxiang.problems import Problem, UnusableError
from quxiang.standards.tables import SOURCE, TABLES

_PLACES = frozenset(column.name for column in SOURCE)
#: what says nothing about figures: a version of the settings, an identity made with the key
_UNSAID = frozenset({"version"})


class Moments(msgspec.Struct, frozen=True):
    """A snapshot by its folder, hash, and the moments it is of."""

    folder: str
    sha256: str
    moment: datetime | None
    known_at: datetime | None


class Comparison(msgspec.Struct, frozen=True):
    """What changed from one snapshot to another; ``not_compared`` says what could not be."""

    before: Moments
    after: Moments
    facts: tuple[Fact, ...]
    tables: tuple[TableChange, ...]
    people: People
    figures: tuple[FigureChange, ...]
    findings: Findings
    not_compared: tuple[str, ...]

    @property
    def differs(self) -> bool:
        people, findings = self.people, self.findings
        return bool(
            self.facts
            or any(each.new or each.gone for each in self.tables)
            or people.new or people.gone or people.changed
            or any(each.changed for each in self.figures)
            or findings.new or findings.gone or findings.changed
        )  # fmt: skip


def compare(before: Snapshot, after: Snapshot, by: tuple[str, ...] = ()) -> Comparison:
    """Return everything that changed between two snapshots of one school and cohort.

    Figures are those of each one's newest run, for the whole and for groups of ``by``; head counts
    differ by exactly the people named. Raises :class:`UnusableError` for two schools or cohorts.
    """
    _refuse_strangers(before, after)
    with on_disk(after.folder):
        return _compared(before, after, by)


def compare_figure(
    before: Snapshot, after: Snapshot, code: str, where: Mapping[str, str]
) -> FigureChange | None:
    """Return what changed in one figure of one group, as :func:`compare` says it, and no more.

    ``None`` where one of the snapshots has not this figure by its scheme, or not this group.
    """
    _refuse_strangers(before, after)
    scheme = after.settings.scheme
    with on_disk(after.folder):
        bases = basis_of(before), basis_of(after)
        if not all(scheme in each.schemes for each in bases):
            return None
        changes = MemberChanges(*bases, Paired(before, after), scheme, tuple(where))
        return changes.one(code, where)


def _compared(before: Snapshot, after: Snapshot, by: tuple[str, ...]) -> Comparison:
    paired = Paired(before, after)
    bases = basis_of(before), basis_of(after)
    unsaid = list(_not_compared(bases, paired))
    usable = tuple(name for name in by if name in paired.fields)
    unsaid += [f"没有按“{name}”分组：两份快照不都有这一列。" for name in by if name not in usable]
    ran = all(each.run is not None for each in bases)
    return Comparison(
        _moments(before),
        _moments(after),
        (*_facts(before, after), *run_facts(*bases)),
        tuple(_tables(before, after)),
        paired.people(),
        tuple(_figures(*bases, paired, usable)),
        finding_changes(bases[0].findings, bases[1].findings) if ran else NO_FINDINGS,
        tuple(unsaid),
    )


def _refuse_strangers(before: Snapshot, after: Snapshot) -> None:
    who = [(each.manifest.school, each.manifest.cohort) for each in (before, after)]
    if who[0] != who[1]:
        names = "与".join(f"{school} {cohort} 届" for school, cohort in who)
        message = f"两份快照不是同一学校、同一届的（{names}）。"
        raise UnusableError(Problem("snapshot_of_another", message, "请比较同一届的快照。"))


def _moments(snapshot: Snapshot) -> Moments:
    manifest = snapshot.manifest
    return Moments(str(snapshot.folder), snapshot.sha256, manifest.moment, manifest.known_at)


def _not_compared(bases: tuple[Basis, Basis], paired: Paired) -> Iterator[str]:
    for basis in bases:
        if basis.run is None:
            yield f"快照“{basis.snapshot.name}”还没有运行，发现没有比较。"
    yield from run_at_one_end(*bases)
    if not paired.same_key:
        yield "两份快照的散列密钥不同，证件与电话的散列没有比较；人按考生号、学号对应。"
    if paired.one_sided:
        names = "、".join(field_title(name) for name in paired.one_sided)
        yield f"只有一份快照有这些列，没有逐人比较：{names}。"


def _facts(before: Snapshot, after: Snapshot) -> Iterator[Fact]:
    old, new = before.manifest, after.manifest
    values = old.settings.values, new.settings.values
    for name in sorted({*values[0], *values[1]} - _UNSAID):
        if values[0].get(name) != values[1].get(name):
            yield Fact(f"settings.{name}", _json(values[0].get(name)), _json(values[1].get(name)))
    for scheme in sorted({*old.standards, *new.standards}):
        if old.standards.get(scheme) != new.standards.get(scheme):
            then, now = (each.standards.get(scheme, "") for each in (old, new))
            yield Fact(f"standards.{scheme}", then, now)
    if old.key_id != new.key_id:
        yield Fact("key_id", old.key_id, new.key_id)


def _json(value: object) -> str:
    return msgspec.json.encode(value, order="sorted").decode()


def _tables(before: Snapshot, after: Snapshot) -> Iterator[TableChange]:
    """Count the rows only one has, wherever they stand; graduates are compared by person."""
    for name in TABLES:
        held = [each.manifest.tables.get(name) for each in (before, after)]
        if name == "graduates" or held == [None, None]:
            continue
        rows = [0 if each is None else each.rows for each in held]
        yield TableChange(name, rows[0], rows[1], *_new_and_gone(before, after, name))


def _new_and_gone(before: Snapshot, after: Snapshot, name: str) -> tuple[int, int]:
    held = [each.manifest.tables.get(name) for each in (before, after)]
    if held[0] is not None and held[1] is not None and held[0].sha256 == held[1].sha256:
        return 0, 0
    same_key = before.manifest.key_id == after.manifest.key_id
    old, new = (_contents(each, name, same_key) for each in (before, after))
    return (new - old).total(), (old - new).total()


def _contents(snapshot: Snapshot, name: str, same_key: bool) -> Counter[int]:
    data = snapshot.dataset.tables.get(name)
    if data is None or not data.num_rows:
        return Counter()
    left_out = _PLACES if same_key else _PLACES | HASHES | {"graduate_id"}
    with connect() as connection:
        said = data.select([each for each in data.column_names if each not in left_out])
        return Counter(row_digests(said, connection).tolist())


def _figures(
    before: Basis, after: Basis, paired: Paired, by: tuple[str, ...]
) -> Iterator[FigureChange]:
    for scheme in (each for each in before.schemes if each in after.schemes):
        yield from MemberChanges(before, after, paired, scheme, by).changes()
        yield from SignalChanges(before, after, paired, scheme).changes()
