"""Verify a snapshot: seal, tables, runs worked out again, and the chain behind it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from quxiang.engine.dataset import Dataset
from quxiang.engine.snapshots.canonical import sha256
from quxiang.engine.snapshots.chain import check_chain
from quxiang.engine.snapshots.folders import on_disk
from quxiang.engine.snapshots.inventory import check_inventory
from quxiang.engine.snapshots.manifest import MANIFEST, SEAL, Manifest, decoded, manifest_bytes
from quxiang.engine.snapshots.opened import Snapshot
from quxiang.engine.snapshots.report import Report
from quxiang.engine.snapshots.retention import RETIRED, not_removed, note_of
from quxiang.engine.snapshots.runcheck import RunCheck
from quxiang.engine.snapshots.runs import run_folders
from quxiang.engine.snapshots.strange import strange_files
from quxiang.engine.snapshots.tablecheck import check_tables
from quxiang.problems import UnusableError
from quxiang.standards.sources import SCHEMES
from quxiang.standards.sources import digest as digest_of_values


def verify(
    folder: Path, *, expected: str | None = None, others: Sequence[Path] = (),
    chain_only: bool = False,
) -> Report:  # fmt: skip
    """Compare a snapshot with what it says of itself, and name what differs.

    ``expected`` is the SHA-256 somebody wrote down elsewhere: whoever can change every file can
    also make them agree, and only this or a later snapshot of the chain tells. ``others`` are
    folders in which earlier snapshots lie. ``chain_only`` leaves tables and runs alone. Raises
    :class:`UnusableError` where there is no snapshot to read.
    """
    data = manifest_bytes(folder)
    report = Report(folder, sha256(data))
    with on_disk(folder):
        if _say_strange(report):
            return report
    whole = _check_seal(report, expected)
    try:
        snapshot = Snapshot(folder, decoded(data, Manifest, folder), report.sha256)
        snapshot.standard()
    except UnusableError:
        if whole:
            raise
        return report
    with on_disk(folder):
        _check_own_digests(snapshot, report)
        if chain_only:
            report.leave_out("只核对清单与链，没有看数据与运行。")
        else:
            _check_contents(snapshot, report)
        check_chain(snapshot, report, others)
    return report


def _say_strange(report: Report) -> bool:
    """Name links and the like; nothing is read through them."""
    found = list(strange_files(report.folder))
    for path, what in found:
        name = path.relative_to(report.folder).as_posix()
        report.differs("unknown_file", f"{name} 是{what}，不是文件，没有再看下去。", file=name)
    return bool(found)


def _check_seal(report: Report, expected: str | None) -> bool:
    """Say whether the manifest's bytes are those that were sealed, and those expected."""
    path, before = report.folder / SEAL, len(report.differences)
    try:
        sealed = path.read_bytes().split(b" ")[0].decode("ascii", "replace")
    except OSError:
        report.differs("seal_missing", f"缺少 {SEAL}，不知道清单封存时的散列。", file=SEAL)
        sealed = report.sha256
    if sealed != report.sha256:
        message = f"{MANIFEST} 与封存时不符：SHA-256 应为 {sealed}，现为 {report.sha256}。"
        report.differs("manifest_changed", message, file=MANIFEST)
    if expected is not None and expected.lower() != report.sha256:
        message = f"这份快照的 SHA-256 是 {report.sha256}，不是 {expected.lower()}。"
        report.differs("not_the_expected", message, file=MANIFEST)
    return len(report.differences) == before


def _check_own_digests(snapshot: Snapshot, report: Report) -> None:
    """Compare the digests a manifest states with what it states them of."""
    manifest = snapshot.manifest
    if digest_of_values(manifest.settings.values) != manifest.settings.digest:
        report.differs("manifest_changed", "清单里的设置与其散列不符。", file=MANIFEST)
    if manifest.overlay is not None and snapshot.overlay.digest != manifest.overlay.digest:
        report.differs("manifest_changed", "清单里的本校代码表修改与其散列不符。", file=MANIFEST)
    known = [scheme for scheme in manifest.standards if scheme in SCHEMES]
    now = {scheme: snapshot.standard(scheme).digest for scheme in known}
    if changed := [
        scheme for scheme, digest in manifest.standards.items() if now.get(scheme) != digest
    ]:
        report.notices.append(
            f"{'、'.join(changed)} 方案的代码表与当时（{manifest.program}）不同，"
            "重算用的是现在的代码表；要逐位重算，请用当时的版本。"
        )


def _check_contents(snapshot: Snapshot, report: Report) -> None:
    note = note_of(snapshot)
    if note is not None and (left := not_removed(snapshot.folder, note)):
        message = f"{RETIRED} 说已删去 {left[0]} 等 {len(left)} 个文件，它们还在。"
        report.differs("retired_unfinished", message, file=RETIRED)
    retired: frozenset[str] = frozenset() if note is None else frozenset(note.removed)
    readable = check_tables(snapshot, report, retired)
    if note is not None:
        report.leave_out(
            f"数据已于 {note.at:%Y-%m-%d} 由{note.by}清理（{note.reason}），"
            "只核对清单、指标与链，没有重算。"
        )
    dataset = _read(snapshot, report) if readable else None
    check = RunCheck(snapshot, dataset, report, retired)
    folders = run_folders(snapshot.folder)
    for each in folders:
        check.check(each)
    if not folders:
        report.leave_out("这份快照还没有运行，没有可以重算的指标。")
    check_inventory(snapshot, report)


def _read(snapshot: Snapshot, report: Report) -> Dataset | None:
    try:
        return snapshot.unguarded()
    except UnusableError as error:
        problem = error.problems[0]
        report.differs("table_changed", problem.message, file=Path(problem.where.file).name)
        return None
