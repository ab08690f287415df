"""Apply a previewed import in batches, or put it back the same day."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Count

from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.columns import write_columns
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.common.states import move
from quxiang.web.imports import files
from quxiang.web.imports.halted import halted_now, may_be_undone, refuse_halted
from quxiang.web.imports.meanwhile import is_left_out, keep_left_out, told
from quxiang.web.imports.models import Import, StagedRow
from quxiang.web.imports.services.correcting import forget_values
from quxiang.web.imports.services.uploading import forget_rows
from quxiang.web.imports.states import TRANSITIONS, ImportState
from quxiang.web.imports.targets import get_target
from quxiang.web.jobs import services as jobs
from quxiang.web.jobs.progress import Progress
from quxiang.web.jobs.registry import task
from quxiang.web.roster.services.cohorts import hold_open

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

K = StagedRow.Kind
#: seconds between two batches; without it one who waits may find the lock taken every time
PAUSE = 0.02


@trail.atomic()
def apply_import(*, upload: Import, by: User) -> None:
    """Have the rows of a preview written in the background; rows with problems stay out."""
    require(get_target(upload.target).may(by))
    _hold_open(upload)
    move(upload, TRANSITIONS["apply"], by=by)
    jobs.enqueue("imports.apply", by=by, key=str(upload.pk), import_id=upload.pk)


@trail.atomic()
def undo_import(*, upload: Import, by: User) -> None:
    """Have an import put back. Refused after the day it was applied on, and once it is undone."""
    require(get_target(upload.target).may(by))
    if upload.state not in TRANSITIONS["undo"].sources:
        raise StaleStateError(f"这次导入{ImportState(upload.state).label}，没有再撤销。")
    if not may_be_undone(upload):
        raise InvalidError("只能在应用的当天撤销。请导入更正后的表，或逐条更正。")
    _hold_open(upload)
    move(upload, TRANSITIONS["undo"], by=by)
    jobs.enqueue("imports.undo", by=by, key=str(upload.pk), import_id=upload.pk)


def _hold_open(upload: Import) -> None:
    """Refuse where the cohort a file is about is archived, and let nobody archive it meanwhile."""
    if upload.cohort_id is not None:
        hold_open(upload.cohort_id)


def drop(*, upload: Import, by: User) -> None:
    """Give a preview up; the file is deleted, nothing was changed."""
    require(get_target(upload.target).may(by))
    path = upload.path
    with trail.atomic():
        move(upload, TRANSITIONS["drop"], by=by, path="")
        refuse_halted(upload)
        forget_values(upload)
    forget_rows(upload)
    files.forget(path)


@task("imports.apply", "应用导入")
def apply(progress: Progress, *, import_id: int) -> dict[str, Any]:
    """Write what is staged, batch by batch; a redelivery goes on where the last batch ended."""
    upload = Import.objects.select_related("by", "school", "cohort").get(pk=import_id)
    if upload.state != ImportState.APPLYING:
        return {}
    target = get_target(upload.target)

    def write(batch: Sequence[StagedRow]) -> None:
        undo = target.apply(upload, batch)
        for row in batch:
            row.undo, row.applied = undo.get(row.pk), not is_left_out(row)
        write_columns(batch, ["undo", "applied", "object_id"])
        keep_left_out(batch)

    with _back_to(upload, "halt"):
        _in_batches(progress, upload, write, applied=False)
        target.after(upload)
    path, counts = upload.path, counts_of(upload)  # the move empties the path
    rows = counts.get(K.NEW, 0) + counts.get(K.CHANGED, 0)
    with trail.atomic():
        move(
            upload, TRANSITIONS["finish"], by=upload.by, applied_at=clock.now(), path="",
            counts=counts,
        )  # fmt: skip
        after = {"rows": rows, "left_out": counts.get(K.STALE, 0)}
        trail.record("import.applied", upload, by=upload.by, after=after)
        forget_values(upload)
    files.forget(path)
    return {"message": "".join((f"已应用 {rows} 行。", *told(counts.get(K.STALE, 0))))}


@task("imports.undo", "撤销导入")
def undo(progress: Progress, *, import_id: int) -> dict[str, Any]:
    """Put back what an import changed, batch by batch."""
    upload = Import.objects.select_related("by", "school", "cohort").get(pk=import_id)
    if upload.state != ImportState.UNDOING:
        return {}
    target = get_target(upload.target)

    def put_back(batch: Sequence[StagedRow]) -> None:
        target.undo(upload, batch)
        done = [row.pk for row in batch if not is_left_out(row)]
        StagedRow.objects.filter(pk__in=done).update(applied=False)
        keep_left_out(batch)

    path = upload.path  # one that was halted still has its file
    with _back_to(upload, "stay_halted" if path else "stay"):
        _in_batches(progress, upload, put_back, applied=True)
        target.after(upload)
    counts = counts_of(upload)
    rows = counts.get(K.NEW, 0) + counts.get(K.CHANGED, 0)
    with trail.atomic():
        move(
            upload, TRANSITIONS["undone"], by=upload.by, undone_at=clock.now(), path="",
            counts=counts,
        )  # fmt: skip
        forget_values(upload)
        after = {"rows": rows, "left_out": counts.get(K.STALE, 0)}
        trail.record("import.undone", upload, by=upload.by, after=after)
    files.forget(path)
    return {"message": "".join((f"已撤销 {rows} 行。", *told(counts.get(K.STALE, 0))))}


def counts_of(upload: Import) -> dict[str, int]:
    """Return how many rows are of each kind, now that some may have been left out."""
    kinds = StagedRow.objects.filter(upload=upload).values_list("kind").order_by("kind")
    return dict(kinds.annotate(rows=Count("pk")))


@contextmanager
def _back_to(upload: Import, transition: str) -> Iterator[None]:
    """Let an import that was cancelled or failed be tried again; whole batches stay done.

    A part that was written can be put back on the day it was.
    """
    try:
        yield
    except Exception:
        part = halted_now(upload) if transition == "halt" else {}
        with trail.atomic():
            move(upload, TRANSITIONS[transition], by=None, **part)
        raise


def _in_batches(
    progress: Progress, upload: Import, work: Callable[[Sequence[StagedRow]], None],
    *, applied: bool,
) -> None:  # fmt: skip
    """Do ``work`` on all staged rows still to do, each batch in a transaction of its own.

    Rows are read outside of it. A task that is delivered twice at once does no row twice: within,
    only what is still to do counts.
    """
    rows = StagedRow.objects.filter(upload=upload, kind__in=[K.NEW, K.CHANGED])
    waiting = rows.filter(applied=applied).order_by("number").defer("diff", "label", "problems")
    total, left = rows.count(), waiting.count()
    progress.start(total)
    size, last = get_target(upload.target).batch, 0
    while batch := list(waiting.filter(number__gt=last)[:size]):
        with trail.atomic():
            _hold_open(upload)
            Import.objects.select_for_update(no_key=True).only("pk").get(pk=upload.pk)
            ours = waiting.filter(number__gt=last, number__lte=batch[-1].number)
            still = set(ours.values_list("pk", flat=True))
            work([row for row in batch if row.pk in still])
        _let_others_write()
        last, left = batch[-1].number, left - len(batch)
        progress.at(total - left, f"{total - left} / {total}")


def _let_others_write() -> None:
    """Leave SQLite's one lock alone for a moment: who waits for it looks every 10 ms."""
    if connection.vendor == "sqlite":
        time.sleep(PAUSE)
