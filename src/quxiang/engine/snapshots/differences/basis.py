"""What the figures of a snapshot rest on: its newest run's texts, else those shipped today."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from quxiang.engine.figureform import FigureRule, read_figures, shipped_figures
from quxiang.engine.results import Finding
from quxiang.engine.shared import SHARED_FILE, shared_from
from quxiang.engine.snapshots.opened import Snapshot
from quxiang.engine.snapshots.recomputing import rules_of
from quxiang.engine.snapshots.results import FigureLine
from quxiang.engine.snapshots.runs import Run, runs_of, sound_text


@dataclass(frozen=True)
class Basis:
    """A snapshot with its newest run, if it has any."""

    snapshot: Snapshot
    run: Run | None

    @property
    def schemes(self) -> Sequence[str]:
        if self.run is None:
            return (self.snapshot.settings.scheme,)
        return (self.run.manifest.standard, *self.run.manifest.compared)

    @cached_property
    def figures(self) -> Sequence[FigureRule]:
        if self.run is None:
            return shipped_figures()
        folder, digests = self.snapshot.folder, self.run.manifest.figures.values()
        return read_figures(sound_text(folder, digest) for digest in digests)

    @property
    def shared(self) -> Path:
        if self.run is None:
            return SHARED_FILE
        return sound_text(self.snapshot.folder, self.run.manifest.shared)

    @contextmanager
    def views(self) -> Iterator[None]:
        with shared_from(self.shared):
            yield

    @cached_property
    def findings(self) -> Sequence[Finding]:
        return self.run.findings() if self.run is not None else ()

    @cached_property
    def ran(self) -> frozenset[str]:
        """Return the rules that ran, in full or in part."""
        if self.run is None:
            return frozenset()
        stopped = {each.rule for each in self.run.not_run() if not each.partial}
        return frozenset(self.run.manifest.rules) - stopped

    def ran_under(self, scheme: str) -> bool:
        """Say whether there are findings of a scheme: rules run under one only."""
        return self.run is not None and self.run.manifest.standard == scheme

    def stored(self, code: str, scheme: str, part: str) -> int | None:
        """Return the numerator or denominator of everyone that the run stored."""
        found = self._stored.get((code, scheme))
        return None if found is None else int(getattr(found, part))

    @cached_property
    def _stored(self) -> dict[tuple[str, str], FigureLine]:
        figures = self.run.figures() if self.run is not None else ()
        return {(each.code, each.standard): each for each in figures if not each.group}

    @cached_property
    def feeding(self) -> frozenset[str]:
        """Return the rules whose findings count in the signals."""
        rules = rules_of(self.snapshot, self.run) if self.run is not None else ()
        return frozenset(rule.code for rule in rules if rule.feeds_signals)


def basis_of(snapshot: Snapshot) -> Basis:
    runs = list(runs_of(snapshot))
    return Basis(snapshot, runs[-1] if runs else None)
