"""Runs of a snapshot: folders beside its tables, and the texts they used."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import msgspec
import pyarrow as pa

from quxiang.engine.dataset import Dataset, completed
from quxiang.engine.results import Finding
from quxiang.engine.snapshots.canonical import sha256_of
from quxiang.engine.snapshots.manifest import Kind, RunManifest, read_manifest
from quxiang.engine.snapshots.opened import Snapshot
from quxiang.engine.snapshots.results import FigureLine, NotRunLine, file_of
from quxiang.problems import Problem, UnusableError
from quxiang.standards import TABLES

RUNS, TEXTS = "runs", "rules"
ANSWERS = "answers"
#: so much of its manifest's SHA-256 a run's folder is named after
NAME_DIGITS = 12
_V = TypeVar("_V")
_VERIFY = "请用 quxiang snapshot verify 查看，并取回原来的文件。"


@dataclass(frozen=True)
class Run:
    """A run's folder and manifest; the folder's name ends in the start of the manifest's hash."""

    folder: Path
    manifest: RunManifest
    sha256: str

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def named_rightly(self) -> bool:
        return self.name.rpartition("-")[2] == self.sha256[:NAME_DIGITS]

    def found(self, kind: Kind) -> list[bytes]:
        """Return the results of a kind as they stand in the file, whoever wrote them."""
        return (self.folder / file_of(kind)).read_bytes().splitlines()

    def lines(self, kind: Kind) -> list[bytes]:
        """Return the stored results of a kind; raise :class:`UnusableError` for changed ones."""
        path = self.folder / file_of(kind)
        if not path.exists() or sha256_of(path) != self.manifest.results[kind].sha256:
            message = f"运行 {self.name} 的 {path.name} 已被改动，或不见了。"
            raise UnusableError(Problem("snapshot_results_changed", message, _VERIFY))
        return self.found(kind)

    def figures(self) -> list[FigureLine]:
        """Return the stored figures; raise :class:`UnusableError` for what is none."""
        return self._values("figures", FigureLine)

    def findings(self) -> list[Finding]:
        """Return the stored findings; raise :class:`UnusableError` for what is none."""
        return self._values("findings", Finding)

    def not_run(self) -> list[NotRunLine]:
        """Return what did not run, or in part; raise :class:`UnusableError` for what is none."""
        return self._values("not_run", NotRunLine)

    def _values(self, kind: Kind, shape: type[_V]) -> list[_V]:
        decode = msgspec.json.Decoder(shape).decode
        try:
            return [decode(line) for line in self.lines(kind)]
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            message = f"运行 {self.name} 的 {file_of(kind)} 里有一行不合格式。"
            raise UnusableError(Problem("snapshot_results_changed", message, _VERIFY)) from error


def text_of(folder: Path, digest: str) -> Path:
    """Return where a snapshot keeps the text of a rule, a figure or the shared views."""
    return folder / TEXTS / f"{digest}.yaml"


def sound_text(folder: Path, digest: str) -> Path:
    """Return the file of a text that is as it was; raise :class:`UnusableError` for another."""
    path = text_of(folder, digest)
    if not path.exists() or sha256_of(path) != digest:
        message = f"规则或指标的原文 {path.name} 已被改动，或不见了。"
        raise UnusableError(Problem("snapshot_text_changed", message, _VERIFY))
    return path


def run_folders(snapshot: Path) -> list[Path]:
    """Return the folders of the finished runs, in the order they were made."""
    folder = snapshot / RUNS
    found = folder.iterdir() if folder.is_dir() else ()
    return sorted(path for path in found if path.is_dir() and not path.name.startswith("."))


def runs_of(snapshot: Snapshot) -> Iterator[Run]:
    """Give every run of a snapshot; raise :class:`UnusableError` at one we cannot read."""
    for folder in run_folders(snapshot.folder):
        manifest, digest = read_manifest(folder, RunManifest)
        yield Run(folder, manifest, digest)


def answered(dataset: Dataset, answers: pa.Table | None) -> Dataset:
    """Return a dataset with other answers than those frozen in it."""
    if answers is None:
        return dataset
    tables = {**dataset.tables, ANSWERS: completed(answers, TABLES[ANSWERS])}
    given = {**dataset.given, ANSWERS: frozenset(answers.column_names)}
    return replace(dataset, tables=tables, given=given)
