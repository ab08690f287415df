"""The chain of manifests: each holds the hash of the one before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from quxiang.engine.snapshots.canonical import sha256_of
from quxiang.engine.snapshots.manifest import MANIFEST, Manifest
from quxiang.engine.snapshots.opened import Snapshot, open_snapshot
from quxiang.engine.snapshots.report import Link, Report
from quxiang.problems import UnusableError


def check_chain(snapshot: Snapshot, report: Report, others: Iterable[Path]) -> None:
    """Follow the chain to its first manifest; snapshots lie side by side, or are among ``others``.

    Only manifests are read: data that retention took away do not break the chain.
    """
    wanted, name = snapshot.manifest.previous, snapshot.manifest.previous_name
    there = dict(_manifests((*others, *_beside(snapshot.folder))))
    while wanted is not None:
        folder = there.get(wanted)
        if folder is None:
            _say_broken(report, wanted, name or "", there)
            return
        report.chain.append(Link(folder.name, wanted, "same"))
        earlier = _opened(folder, report)
        if earlier is None:
            return
        _check_kin(snapshot.manifest, earlier, folder, report)
        wanted, name = earlier.previous, earlier.previous_name


def _check_kin(later: Manifest, earlier: Manifest, folder: Path, report: Report) -> None:
    if (earlier.school, earlier.cohort) != (later.school, later.cohort):
        message = f"链里的“{folder.name}”是{earlier.school} {earlier.cohort} 届的，不是同一届。"
        report.differs("chain_of_another", message, file=f"{folder.name}/{MANIFEST}")


def _beside(folder: Path) -> Iterator[Path]:
    parent = folder.absolute().parent
    try:
        yield from (each for each in sorted(parent.iterdir()) if each.is_dir())
    except OSError:
        return


def _manifests(folders: Iterable[Path]) -> Iterator[tuple[str, Path]]:
    for folder in folders:
        try:
            yield sha256_of(folder / MANIFEST), folder
        except OSError:
            continue


def _opened(folder: Path, report: Report) -> Manifest | None:
    try:
        return open_snapshot(folder).manifest
    except UnusableError as error:
        report.differs("chain_changed", error.problems[0].message, file=folder.name)
        return None


def _say_broken(report: Report, wanted: str, name: str, there: dict[str, Path]) -> None:
    """Say whether the manifest before was changed, or is not to be found."""
    namesake = next((digest for digest, folder in there.items() if folder.name == name), None)
    state = "missing" if namesake is None else "changed"
    report.chain.append(Link(name, wanted, state))
    if namesake is None:
        message = f"链断了：找不到上一份快照“{name}”的清单（SHA-256 应为 {wanted}）。"
    else:
        message = f"链断了：上一份快照“{name}”的清单已改，SHA-256 应为 {wanted}，现为 {namesake}。"
    report.differs(f"chain_{state}", message, file=f"{name}/{MANIFEST}")
