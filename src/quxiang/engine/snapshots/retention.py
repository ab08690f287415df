"""What retention may take away: data and findings, never a manifest, and never without a trace."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import msgspec

from quxiang.engine.snapshots.canonical import json_bytes
from quxiang.engine.snapshots.folders import write_once
from quxiang.engine.snapshots.manifest import SCHEMA
from quxiang.engine.snapshots.opened import Snapshot
from quxiang.engine.snapshots.runs import run_folders
from quxiang.problems import Problem, UnusableError, Where

RETIRED = "retired.json"
#: results that name people; figures are head counts and stay
PERSONAL = ("findings.jsonl",)


class Retired(msgspec.Struct, frozen=True, kw_only=True):
    """The note left in place of what was taken: of which snapshot, when, by whom, why."""

    schema: int = SCHEMA
    snapshot: str
    at: datetime
    by: str
    reason: str
    removed: tuple[str, ...]


def retire(snapshot: Snapshot, *, at: datetime, by: str, reason: str) -> Retired:
    """Delete a snapshot's tables and findings; manifests, figures and texts stay.

    The note is written first, so that a half-done removal can be told from tampering. Raises
    :class:`UnusableError` where it was done before or is not allowed.
    """
    folder = snapshot.folder
    doomed = sorted(_doomed(folder))
    note = Retired(
        snapshot=snapshot.sha256, at=at, by=by, reason=reason,
        removed=tuple(path.relative_to(folder).as_posix() for path in doomed),
    )  # fmt: skip
    try:
        write_once(folder / RETIRED, json_bytes(note))
        for path in doomed:
            path.unlink(missing_ok=True)
    except OSError as error:
        done = (folder / RETIRED).exists()
        message = f"快照“{snapshot.name}”已经清理过。" if done else f"不能改动“{folder}”。"
        remedy = "用 quxiang snapshot show 查看记录。" if done else "请核对文件夹的权限。"
        problem = Problem("snapshot_not_retired", message, remedy, Where(str(folder)))
        raise UnusableError(problem) from error
    return note


def _doomed(folder: Path) -> list[Path]:
    personal = [path / name for path in run_folders(folder) for name in PERSONAL]
    answers = [path for each in run_folders(folder) for path in each.glob("answers.*")]
    tables = [*folder.glob("*.parquet"), *folder.glob("*.rows")]
    return [*tables, *answers, *(path for path in personal if path.exists())]


def note_of(snapshot: Snapshot) -> Retired | None:
    """Return the note of a snapshot whose data were taken away; ``None`` where none is its own."""
    try:
        note = msgspec.json.decode((snapshot.folder / RETIRED).read_bytes(), type=Retired)
    except (OSError, msgspec.DecodeError):
        return None
    return note if note.snapshot == snapshot.sha256 else None
