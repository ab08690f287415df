"""Run a plan over a snapshot and keep what came out, with the texts it came out of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa

from quxiang.engine.backends.duckdb import connect
from quxiang.engine.dataset import completed
from quxiang.engine.results import Outcome
from quxiang.engine.run import Plan, run
from quxiang.engine.shared import shared_file
from quxiang.engine.snapshots.canonical import json_bytes, json_lines, sha256
from quxiang.engine.snapshots.folders import made_whole, on_disk, write_once, write_shared
from quxiang.engine.snapshots.manifest import MANIFEST, RunManifest, TableEntry
from quxiang.engine.snapshots.opened import Snapshot
from quxiang.engine.snapshots.results import Lines, counts_of, entries_of, file_of, lines_of
from quxiang.engine.snapshots.runs import (
    ANSWERS,
    NAME_DIGITS,
    RUNS,
    TEXTS,
    Run,
    answered,
    run_folders,
    runs_of,
    text_of,
)
from quxiang.engine.snapshots.tables import write_table
from quxiang.engine.snapshots.writing import PROGRAM
from quxiang.standards import TABLES, Standard


def record_run(
    snapshot: Snapshot, standard: Standard, plan: Plan, *, answers: pa.Table | None = None
) -> Run:
    """Run a plan over a snapshot and keep results, parameters and texts beside it.

    ``answers`` stand in the place of those frozen in the snapshot. The same run once more is the
    run that is there already.
    """
    outcome = run(answered(snapshot.dataset, answers), standard, snapshot.settings, plan)
    record = _Record(snapshot, standard, plan, outcome, answers)
    with on_disk(snapshot.folder):
        for run_there in runs_of(snapshot):
            if run_there.sha256 == sha256(record.manifest):
                return run_there
        return record.kept()


@dataclass(frozen=True)
class _Record:
    """One run on its way to the disk."""

    snapshot: Snapshot
    standard: Standard
    plan: Plan
    outcome: Outcome
    answers: pa.Table | None

    @cached_property
    def lines(self) -> Lines:
        return lines_of(self.outcome)

    @cached_property
    def rules(self) -> Mapping[str, bytes]:
        return {each.rule.code: Path(each.rule.file).read_bytes() for each in self.plan.rules}

    @cached_property
    def figures(self) -> Mapping[str, bytes]:
        return {Path(each.file).stem: Path(each.file).read_bytes() for each in self.plan.figures}

    @cached_property
    def shared(self) -> bytes:
        return shared_file().read_bytes()

    @cached_property
    def manifest(self) -> bytes:
        schemes = (self.standard, *self.plan.compared_with)
        return json_bytes(
            RunManifest(
                program=PROGRAM,
                snapshot=self.snapshot.sha256,
                standard=self.standard.scheme,
                compared=tuple(each.scheme for each in self.plan.compared_with),
                standards={each.scheme: each.digest for each in schemes},
                parameters={code: dict(each) for code, each in self.plan.parameters.items()},
                by=self.plan.by,
                lang=self.plan.lang,
                rules={code: sha256(text) for code, text in self.rules.items()},
                own=tuple(each.rule.code for each in self.plan.rules if each.rule.own),
                figures={name: sha256(text) for name, text in self.figures.items()},
                shared=sha256(self.shared),
                answers=self._answers_entry(),
                counts=counts_of(self.outcome),
                results=entries_of(self.lines),
            )
        )

    def _answers_entry(self) -> TableEntry | None:
        """Return what the answers' file will be; its bytes follow from its rows."""
        if self.answers is None:
            return None
        with TemporaryDirectory() as folder:
            return write_answers(Path(folder), self.answers)

    def kept(self) -> Run:
        folder = self.snapshot.folder
        for name in (TEXTS, RUNS):
            (folder / name).mkdir(exist_ok=True)
        for text in {*self.rules.values(), *self.figures.values(), self.shared}:
            write_shared(text_of(folder, sha256(text)), text)
        digest = sha256(self.manifest)
        number = len(run_folders(folder)) + 1
        target = folder / RUNS / f"{number:04d}-{digest[:NAME_DIGITS]}"
        with made_whole(target) as inside:
            for kind, lines in self.lines.items():
                write_once(inside / file_of(kind), json_lines(lines))
            if self.answers is not None:
                write_answers(inside, self.answers)
            write_once(inside / MANIFEST, self.manifest)
        return next(each for each in runs_of(self.snapshot) if each.sha256 == digest)


def write_answers(folder: Path, answers: pa.Table) -> TableEntry:
    data, given = completed(answers, TABLES[ANSWERS]), tuple(sorted(answers.column_names))
    with connect() as connection:
        return write_table(folder, ANSWERS, data, given, connection)
