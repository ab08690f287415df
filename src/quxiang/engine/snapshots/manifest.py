"""The manifests: what a snapshot and a run say of themselves, exactly as their files hold it.

Within one ``SCHEMA`` keys are added, never renamed, retyped or removed. Moments are local
Asia/Shanghai without zone, as everywhere in the data world.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, get_args

import msgspec

from quxiang.engine.snapshots.canonical import sha256
from quxiang.engine.snapshots.folders import UNFINISHED
from quxiang.problems import Problem, UnusableError, Where
from quxiang.standards.tables import TABLES

SCHEMA = 1
MANIFEST = "manifest.json"
#: the manifest's own hash, in the form ``sha256sum -c`` reads
SEAL = "manifest.sha256"
#: cells nobody could read; a reference table, kept beside the declared ones
UNREADABLE = "unreadable"

#: a bigger file is no manifest
MOST_BYTES = 1 << 26
_RETURN = "它被改动过或不是清单，请取回原来的文件。"

Scalar = int | bool | str
#: what a run's folder holds, one value a line
Kind = Literal["figures", "findings", "not_run"]
#: names and hashes become names of files, so they must not lead anywhere else
Name = Annotated[str, msgspec.Meta(pattern="^[a-z][a-z0-9_]*$")]
Sha256 = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
Moment = Annotated[datetime, msgspec.Meta(tz=False)]
Count = Annotated[int, msgspec.Meta(ge=0, lt=2**53)]


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A file of rows: how many, and the SHA-256 of its bytes."""

    rows: Count
    sha256: Sha256


class TableEntry(Entry, frozen=True, kw_only=True):
    """A Parquet file. ``given`` are the columns an input really had; ``row_digests`` is the
    SHA-256 of the file that holds eight bytes for each row, so that a changed row can be named.
    """

    given: tuple[str, ...]
    row_digests: Sha256


class OverlayRow(msgspec.Struct, frozen=True, kw_only=True):
    table: str
    code: str
    field: str
    value: str
    by: str
    at: str
    reason: str


class OverlayEntry(msgspec.Struct, frozen=True, kw_only=True):
    """The school's changes to the code tables, in the order they take effect."""

    digest: str
    rows: tuple[OverlayRow, ...]


class SettingsEntry(msgspec.Struct, frozen=True, kw_only=True):
    digest: str
    values: dict[str, Any]


class InputEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A file the rows were read from."""

    table: str
    file: str
    sheet: str
    rows: Count
    sha256: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a snapshot is of: whose rows, of which moment, known at which, judged by what.

    ``standards`` holds the digest of each scheme, the overlay included. ``problems`` counts by
    code what reading the inputs complained of. ``previous`` is the SHA-256 of the manifest this
    one follows, and ``previous_name`` what its folder was called.
    """

    schema: int = SCHEMA
    kind: Literal["snapshot"] = "snapshot"
    program: str
    school: str
    cohort: str
    moment: Moment | None
    moments: dict[str, Moment | None]
    known_at: Moment | None
    standards: dict[str, str]
    overlay: OverlayEntry | None
    settings: SettingsEntry
    key_id: str
    tables: dict[Name, TableEntry]
    inputs: tuple[InputEntry, ...]
    problems: dict[str, Count]
    previous: Sha256 | None
    previous_name: str | None


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """How many people a run counted, and whom and what it left out."""

    counted: Count
    not_counted: dict[str, Count]
    left_out: Count
    muted: dict[str, Count]


class RunManifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a run was: of which snapshot, by which texts and parameters, with which results.

    ``standards`` maps schemes to digests, ``compared`` are those beside the one rules ran under.
    ``rules``, ``figures`` and ``shared`` are the SHA-256 of the texts in ``rules/``; ``own`` names
    the school's own rules.
    """

    schema: int = SCHEMA
    kind: Literal["run"] = "run"
    program: str
    snapshot: Sha256
    standard: str
    compared: tuple[str, ...]
    standards: dict[str, str]
    parameters: dict[str, dict[str, Scalar | tuple[Scalar, ...]]]
    by: tuple[str, ...]
    lang: Annotated[str, msgspec.Meta(pattern="^(zh|en)$")]
    rules: dict[str, Sha256]
    own: tuple[str, ...]
    figures: dict[str, Sha256]
    shared: Sha256
    answers: TableEntry | None
    counts: Counts
    results: dict[Kind, Entry]


_M = TypeVar("_M", Manifest, RunManifest)


class _Head(msgspec.Struct):
    schema: Annotated[int, msgspec.Meta(ge=1)]
    kind: str


def manifest_bytes(folder: Path) -> bytes:
    """Return the bytes of a folder's manifest.

    Raises :class:`UnusableError`: no such folder, no snapshot, one half written, no permission.
    """
    path = folder / MANIFEST
    try:
        if path.exists() and not (path.is_file() and path.stat().st_size <= MOST_BYTES):
            message = f"“{folder}”里的 {MANIFEST} 不是清单：它不是普通文件，或大得不像清单。"
            where = Where(str(path))
            raise UnusableError(Problem("snapshot_bad_manifest", message, _RETURN, where))
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise UnusableError(_missing(folder)) from error
    except OSError as error:
        message = f"读不了“{folder}”里的 {MANIFEST}：没有权限，或磁盘有误。"
        remedy = "请核对文件夹的权限。"
        problem = Problem("snapshot_unreadable", message, remedy, Where(str(folder)))
        raise UnusableError(problem) from error


def _missing(folder: Path) -> Problem:
    where = Where(str(folder))
    if folder.exists() and not folder.is_dir():
        message = f"“{folder}”是文件，不是快照的文件夹。"
        return Problem("not_a_snapshot", message, "请给出快照的文件夹名。", where)
    if not folder.is_dir():
        message = f"没有文件夹“{folder}”。"
        return Problem("not_a_snapshot", message, "请核对快照的文件夹名。", where)
    if UNFINISHED in folder.name or any(folder.glob("*.parquet")):
        message = f"“{folder}”是没有写完的快照，没有 {MANIFEST}。"
        remedy = "请删去它，重新建立快照。"
        return Problem("snapshot_half_written", message, remedy, where)
    message = f"“{folder}”不是快照：里面没有 {MANIFEST}。"
    return Problem(
        "not_a_snapshot", message, "请给出 quxiang snapshot create 写成的文件夹。", where
    )


def decoded(data: bytes, kind: type[_M], folder: Path) -> _M:
    """Return a manifest of its bytes; raise :class:`UnusableError` for one we cannot read."""
    try:
        head = msgspec.json.decode(data, type=_Head)
        if head.schema > SCHEMA:
            raise UnusableError(_newer(folder, head.schema))
        manifest = msgspec.json.decode(data, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UnusableError(_malformed(folder, _place(error))) from error
    if lacking := _lacking(manifest):
        raise UnusableError(_malformed(folder, lacking))
    return manifest


def _newer(folder: Path, schema: int) -> Problem:
    message = f"“{folder.name}”的清单是第 {schema} 版，本程序只认到第 {SCHEMA} 版。"
    remedy = "请用写它的那个版本或更新的版本。"
    return Problem("snapshot_newer_schema", message, remedy, Where(str(folder / MANIFEST)))


def _malformed(folder: Path, what: str) -> Problem:
    message = f"“{folder.name}”的 {MANIFEST} 不合格式（{what}）。"
    return Problem("snapshot_bad_manifest", message, _RETURN, Where(str(folder / MANIFEST)))


def _place(error: Exception) -> str:
    _, at, place = str(error).rpartition(" - at `")
    return place.rstrip("`") if at else "不是 JSON"


def _lacking(manifest: Manifest | RunManifest) -> str:
    """Return what a manifest must name and does not, or names and we do not know."""
    if isinstance(manifest, RunManifest):
        kinds = get_args(Kind)
        return "、".join(f"缺少 results.{each}" for each in kinds if each not in manifest.results)
    if "graduates" not in manifest.tables:
        return "缺少 tables.graduates"
    if not manifest.tables["graduates"].given:
        return "tables.graduates.given 是空的"
    strange = [each for each in manifest.tables if each not in (*TABLES, UNREADABLE)]
    return "、".join(f"tables.{each} 不是本程序认识的表" for each in strange)


def read_manifest(folder: Path, kind: type[_M]) -> tuple[_M, str]:
    """Return a folder's manifest and the SHA-256 of its bytes."""
    data = manifest_bytes(folder)
    return decoded(data, kind, folder), sha256(data)
