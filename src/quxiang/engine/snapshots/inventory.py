"""What lies in a snapshot's folder: only plain files, and only those somebody wrote there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from quxiang.engine.snapshots.folders import UNFINISHED
from quxiang.engine.snapshots.manifest import MANIFEST, SEAL, RunManifest, read_manifest
from quxiang.engine.snapshots.opened import Snapshot
from quxiang.engine.snapshots.report import Report
from quxiang.engine.snapshots.results import KINDS, file_of
from quxiang.engine.snapshots.retention import RETIRED, note_of
from quxiang.engine.snapshots.runs import ANSWERS, RUNS, TEXTS, run_folders, text_of
from quxiang.engine.snapshots.strange import everything
from quxiang.engine.snapshots.tables import digests_of, parquet_of
from quxiang.problems import UnusableError

_RUN = re.compile(r"([0-9]{4,})-[0-9a-f]{12}")


def check_inventory(snapshot: Snapshot, report: Report) -> None:
    """Name files nobody wrote, texts no run used, and how many runs are missing."""
    _count_runs(snapshot, report)
    expected = set(_expected(snapshot))
    there = [path for path in everything(snapshot.folder) if not path.is_dir()]
    texts = snapshot.folder / TEXTS
    unused = 0
    for path in (each for each in there if each not in expected):
        if path.name.startswith(".") or UNFINISHED in str(path.relative_to(snapshot.folder)):
            report.notices.append(f"{_name(snapshot, path)} 不属于快照，没有看。")
        elif path.parent == texts and path.suffix == ".yaml":
            unused += 1
        else:
            name = _name(snapshot, path)
            report.differs("unknown_file", f"{name} 不在清单里。", file=name)
    if unused:
        message = f"{unused} 份原文没有运行用到：有运行被拿走了，或运行时中断了。"
        report.differs("run_missing", message, file=TEXTS)


def _name(snapshot: Snapshot, path: Path) -> str:
    return path.relative_to(snapshot.folder).as_posix()


def _count_runs(snapshot: Snapshot, report: Report) -> None:
    """Say how many runs are missing: they are numbered from one on."""
    folders = run_folders(snapshot.folder)
    numbers = [int(found[1]) for each in folders if (found := _RUN.fullmatch(each.name))]
    last = max(numbers, default=0)
    if (missing := last - len(folders)) > 0:
        message = f"运行编到第 {last} 次，只有 {len(folders)} 次在，缺少 {missing} 次。"
        report.differs("run_missing", message, file=RUNS)


def _expected(snapshot: Snapshot) -> Iterator[Path]:
    folder = snapshot.folder
    yield from (folder / name for name in (MANIFEST, SEAL))
    if note_of(snapshot) is not None:
        yield folder / RETIRED
    for name in snapshot.manifest.tables:
        yield from (parquet_of(folder, name), digests_of(folder, name))
    for run in run_folders(folder):
        yield from _of_run(folder, run)


def _of_run(folder: Path, run: Path) -> Iterator[Path]:
    yield run / MANIFEST
    yield from (run / file_of(kind) for kind in KINDS)
    try:
        manifest, _ = read_manifest(run, RunManifest)
    except UnusableError:  # said already; which texts it used cannot be known
        yield from (folder / TEXTS).iterdir()
        return
    if manifest.answers is not None:
        yield from (parquet_of(run, ANSWERS), digests_of(run, ANSWERS))
    digests = (*manifest.rules.values(), *manifest.figures.values(), manifest.shared)
    yield from (text_of(folder, digest) for digest in digests)
