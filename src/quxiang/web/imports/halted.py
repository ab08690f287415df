"""Imports that stopped half-way: what was written can be put back the same day, or finished."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError
from quxiang.web.imports.models import Import, StagedRow
from quxiang.web.imports.states import ImportState

HALTED = (
    "这次导入中途停下，已经写入了一部分。请先撤销已写入的部分，或继续应用剩下的行；"
    "在此之前不能重新读取、改正或放弃，否则就撤销不了了。"
)


def same_day(one: datetime, other: datetime) -> bool:
    return clock.local(one).date() == clock.local(other).date()


def may_be_undone(upload: Import) -> bool:
    """Say whether what an import wrote can be put back: on the day it was written."""
    states = (ImportState.APPLIED, ImportState.PREVIEW)
    at = upload.applied_at
    return upload.state in states and at is not None and same_day(at, clock.now())


def is_halted(upload: Import) -> bool:
    """Say whether an import shows its preview again, with a part written that can be put back."""
    return upload.state == ImportState.PREVIEW and may_be_undone(upload)


def written(upload: Import) -> int:
    """Return how many rows are written now."""
    return StagedRow.objects.filter(upload=upload, applied=True).count()


def halted_now(upload: Import) -> dict[str, Any]:
    """Return what is kept of an import that stops: when, if it wrote a part."""
    return {"applied_at": clock.now()} if written(upload) else {}


def refuse_halted(upload: Import) -> None:
    """Refuse what would forget how to put a part back; called once the import has been moved.

    The move holds the row, so what is read here stays so until the end of the transaction.
    """
    at = Import.objects.values_list("applied_at", flat=True).get(pk=upload.pk)
    if at is not None and same_day(at, clock.now()):
        raise InvalidError(HALTED)
