"""What retention may take away: data and findings, never a manifest, and never without a trace."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import msgspec

from quxiang.engine.snapshots.canonical import json_bytes
from quxiang.engine.snapshots.folders import write_once
from quxiang.engine.snapshots.manifest import SCHEMA, Moment
from quxiang.engine.snapshots.opened import Snapshot
from quxiang.engine.snapshots.runs import run_folders
from quxiang.engine.snapshots.strange import refuse_strange
from quxiang.problems import Problem, UnusableError, Where

RETIRED = "retired.json"
#: results that name people; figures are head counts and stay
PERSONAL = ("findings.jsonl",)


class Retired(msgspec.Struct, frozen=True, kw_only=True):
    """The note left in place of what was taken: of which snapshot, when, by whom, why."""

    schema: int = SCHEMA
    snapshot: str
    at: Moment
    by: str
    reason: str
    removed: tuple[str, ...]


def retire(snapshot: Snapshot, *, at: datetime, by: str, reason: str) -> Retired:
    """Delete a snapshot's tables and findings; manifests, figures and texts stay.

    The note is written first, so that a half-done removal can be told from tampering, and is
    brought to its end by asking again. Raises :class:`UnusableError` where it was done before or
    is not allowed.
    """
    folder = snapshot.folder
    refuse_strange(folder)
    doomed = sorted(_doomed(folder))
    begun = note_of(snapshot)
    note = begun or Retired(
        snapshot=snapshot.sha256, at=at, by=by, reason=reason,
        removed=tuple(path.relative_to(folder).as_posix() for path in doomed),
    )  # fmt: skip
    try:
        if begun is None or not not_removed(folder, begun):
            write_once(folder / RETIRED, json_bytes(note))
        for path in doomed:
            path.unlink(missing_ok=True)
    except OSError as error:
        raise UnusableError(_refusal(snapshot)) from error
    return note


def _refusal(snapshot: Snapshot) -> Problem:
    folder = snapshot.folder
    done = (folder / RETIRED).exists()
    message = f"快照“{snapshot.name}”已经清理过。" if done else f"不能改动“{folder}”。"
    remedy = "用 quxiang snapshot show 查看记录。" if done else "请核对文件夹的权限。"
    return Problem("snapshot_not_retired", message, remedy, Where(str(folder)))


def not_removed(folder: Path, note: Retired) -> list[str]:
    """Return the names of files a note calls removed that are still there."""
    there = (path.relative_to(folder).as_posix() for path in _doomed(folder))
    return [name for name in there if name in note.removed]


def _doomed(folder: Path) -> list[Path]:
    personal = [path / name for path in run_folders(folder) for name in PERSONAL]
    answers = [path for each in run_folders(folder) for path in each.glob("answers.*")]
    tables = [*folder.glob("*.parquet"), *folder.glob("*.rows")]
    return [*tables, *answers, *(path for path in personal if path.exists())]


def note_of(snapshot: Snapshot) -> Retired | None:
    """Return the note of a snapshot whose data were taken away; ``None`` where none is its own."""
    try:
        note = msgspec.json.decode((snapshot.folder / RETIRED).read_bytes(), type=Retired)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    own = note.schema == SCHEMA and note.snapshot == snapshot.sha256
    return note if own else None
