"""Rows that somebody changed after they were previewed or applied: left as they are, and said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from quxiang.problems import Problem
from quxiang.web.common.columns import write_columns
from quxiang.web.imports.models import StagedRow
from quxiang.web.imports.services.uploading import as_json

AGAIN = "这一行没有改动。要以文件为准的，请重新上传，核对新的预览后再应用。"
CHANGED = Problem("changed_meanwhile", "预览之后，这条记录又被改过。", AGAIN)
ADDED = Problem("added_meanwhile", "预览之后，已经有了同样的一条记录。", AGAIN)
GONE = Problem("gone_meanwhile", "预览之后，这条记录被合并或删除了。", AGAIN)
KEPT = Problem(
    "changed_since_applied", "应用之后，这条记录又被改过或用到。",
    "这一行没有撤销，后来的改动保持不变。请逐条核对。",
)  # fmt: skip


def leave_out(row: StagedRow, *why: Problem) -> None:
    """Let a row be one that was left as it is; applying and undoing go on with the next."""
    row.kind = StagedRow.Kind.STALE
    row.problems = [*row.problems, *map(as_json, why)]


def is_left_out(row: StagedRow) -> bool:
    return row.kind == StagedRow.Kind.STALE


def keep_left_out(batch: Sequence[StagedRow]) -> None:
    """Write which rows of a batch were left out, and why."""
    write_columns([row for row in batch if is_left_out(row)], ["kind", "problems"])


def told(left: int) -> Iterable[str]:
    if left:
        yield f"{left} 行后来又被改过，没有改动，请在导入页逐行查看。"
