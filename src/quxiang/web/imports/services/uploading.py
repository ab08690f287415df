"""Take a file in, understand it, stage its rows; nothing of the school is changed here."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from quxiang.problems import Problem
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.columns import insert_columns
from quxiang.web.common.refusals import InvalidError, StaleStateError, TooLargeError, require
from quxiang.web.common.states import move
from quxiang.web.imports import files
from quxiang.web.imports.halted import refuse_halted
from quxiang.web.imports.models import Correction, Import, SavedMapping, StagedRow
from quxiang.web.imports.reading import NotUnderstoodError, Understood, understand
from quxiang.web.imports.services.correcting import corrected
from quxiang.web.imports.states import TRANSITIONS, ImportState
from quxiang.web.imports.targets import Staged, Target, get_target
from quxiang.web.jobs import services as jobs
from quxiang.web.jobs.progress import Progress
from quxiang.web.jobs.registry import task
from quxiang.web.roster.services.cohorts import hold_open

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User
    from quxiang.web.roster.models import Cohort

LARGEST = 50 * 2**20
BATCH = 2_000
#: problems of a file as a whole that are listed
SHOWN = 50


def too_large(filename: str) -> TooLargeError:
    return TooLargeError(f"“{filename}”超过 50 MB，没有保存。请拆成几份再传。")


@trail.atomic()
def upload(
    *, target: Target, filename: str, content: bytes, cohort: Cohort | None, by: User
) -> Import:
    """Take a file in and have it read in the background. Refuses one over 50 MB."""
    require(target.may(by))
    if len(content) > LARGEST:
        raise too_large(filename)
    if target.needs_cohort and cohort is None:
        raise InvalidError("还没有届别。请先在“届别与设置”里开设一届。")
    if target.needs_cohort and cohort is not None:
        hold_open(cohort.pk)
    made = Import.objects.create(
        school_id=by.school_id, cohort=cohort if target.needs_cohort else None, by=by,
        target=target.name, state=ImportState.READING, filename=filename[:200],
        sha256=hashlib.sha256(content).hexdigest(), path=files.keep(content), at=clock.now(),
    )  # fmt: skip
    after = {"target": target.name, "sha256": made.sha256}
    trail.record("import.upload", made, by=by, after=after)
    jobs.enqueue("imports.read", by=by, key=str(made.pk), import_id=made.pk)
    return made


@trail.atomic()
def remap(*, upload: Import, mapping: dict[str, str], sheet: str, by: User) -> None:
    """Read the file again with columns set right by hand; the mapping is kept for its like.

    Another worksheet has columns of its own: it is read anew, and cells set right are forgotten.
    """
    require(get_target(upload.target).may(by))
    sheets = upload.problem.get("sheets", [])
    if other := sheet in sheets and sheet != upload.sheet:
        mapping = {}
    move(
        upload, TRANSITIONS["map"], by=by, mapping=mapping, problem={"sheets": sheets},
        sheet=sheet if other else upload.sheet,
    )  # fmt: skip
    refuse_halted(upload)
    if other:
        Correction.objects.filter(upload=upload).delete()
    else:
        _keep_mapping(upload, mapping)
    jobs.enqueue("imports.read", by=by, key=str(upload.pk), import_id=upload.pk)


def _keep_mapping(upload: Import, mapping: dict[str, str]) -> None:
    shape = shape_of([str(column["header"]) for column in upload.columns])
    SavedMapping.objects.update_or_create(
        school_id=upload.school_id, target=upload.target, shape=shape,
        defaults={"mapping": mapping, "at": clock.now()},
    )  # fmt: skip


def shape_of(headers: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(headers).encode()).hexdigest()


@task("imports.read", "读取上传的表")
def read(progress: Progress, *, import_id: int) -> dict[str, Any]:
    """Read and stage an uploaded file; again begins anew."""
    upload = Import.objects.select_related("by", "school", "cohort").get(pk=import_id)
    if upload.state != ImportState.READING:
        return {}
    target = get_target(upload.target)
    progress.start(2)
    try:
        understood = _understood(upload, target)
    except NotUnderstoodError as error:
        _give_up(upload, error)
        return {"message": "文件无法使用，原因见页面。"}
    progress.at(1, "正在与现有数据比较 …")
    counts = stage(upload, target, understood)
    with trail.atomic():
        _refuse_read(upload)
        if StagedRow.objects.filter(upload=upload).count() != sum(counts.values()):
            raise StaleStateError  # the same task, delivered twice, is staging them anew
        move(
            upload, TRANSITIONS["show"], by=None, counts=counts, columns=understood.columns,
            sheet=understood.sheet,
            problem=_about_file(upload, understood.problems, understood.sheets),
        )  # fmt: skip
    progress.at(2)
    return {"message": "已读取，请核对预览。"}


def _understood(upload: Import, target: Target) -> Understood:
    right = corrected(upload)
    with files.opened(upload.path, upload.filename) as path:
        try:
            first = understand(path, target, upload.mapping, upload.sheet, right)
        except NotUnderstoodError as error:
            if not (kept := _kept_mapping(upload, error.columns)):
                raise
        else:
            if not (kept := _kept_mapping(upload, first.columns)):
                return first
        upload.mapping = kept
        Import.objects.filter(pk=upload.pk).update(mapping=kept)
        return understand(path, target, kept, upload.sheet, right)


def _kept_mapping(upload: Import, columns: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """Return how a file of the same columns was understood, where nobody said so of this one."""
    if upload.mapping:
        return {}
    shape = shape_of([str(column["header"]) for column in columns])
    kept = SavedMapping.objects.filter(
        school_id=upload.school_id, target=upload.target, shape=shape
    ).first()
    return dict(kept.mapping) if kept is not None else {}


def _give_up(upload: Import, error: NotUnderstoodError) -> None:
    about = _about_file(upload, error.problems, error.sheets)
    sheet = next(iter(error.sheets), upload.sheet)
    with trail.atomic():
        move(
            upload, TRANSITIONS["give_up"], by=None, problem=about, columns=error.columns,
            sheet=sheet,
        )  # fmt: skip


def _about_file(
    upload: Import, problems: Sequence[Problem], sheets: Sequence[str]
) -> dict[str, Any]:
    """Return what is kept about a file as a whole; who chose a worksheet may choose again."""
    listed = [as_json(each) for each in problems[:SHOWN]]
    return {
        "problems": listed, "more": len(problems) - len(listed),
        "sheets": upload.problem.get("sheets") or list(sheets),
    }  # fmt: skip


def as_json(problem: Problem) -> dict[str, Any]:
    return {**asdict(problem), "where": str(problem.where), "column": problem.where.column}


def stage(upload: Import, target: Target, understood: Understood) -> dict[str, int]:
    """Write what every row would do, in commits of its own; return the counts by kind.

    Raises :class:`StaleStateError` when the same task, delivered twice, is further already.
    """
    forget_rows(upload, allowed=_refuse_read)
    counts: Counter[str] = Counter()
    staged = iter(target.stage(upload, understood.rows))
    while batch := list(islice(staged, BATCH)):
        rows = [_columns(upload, each) for each in batch]
        try:
            with transaction.atomic():
                _refuse_read(upload)
                insert_columns(StagedRow, COLUMNS, rows)
        except IntegrityError as error:
            raise StaleStateError from error
        counts.update(each.kind for each in batch)
    return dict(counts)


def _refuse_read(upload: Import) -> None:
    """Raise :class:`StaleStateError` unless the file is still being read; nobody ends that now."""
    reading = Import.objects.select_for_update(no_key=True).filter(state=ImportState.READING)
    if reading.filter(pk=upload.pk).values_list("pk").first() is None:
        raise StaleStateError


COLUMNS = ("upload", "number", "kind", "label", "object_id", "values", "diff", "problems")


def _columns(upload: Import, row: Staged) -> tuple[Any, ...]:
    """Return what is kept of a row, in the order of ``COLUMNS``."""
    problems = [as_json(problem) for problem in row.problems]
    return (
        upload.pk, row.number, row.kind, row.label[:80], row.object_id, row.values, row.diff,
        problems,
    )  # fmt: skip


def forget_rows(upload: Import, allowed: Callable[[Import], None] = lambda _: None) -> None:
    """Delete what is staged, in commits of its own, so that others write meanwhile."""
    rows = StagedRow.objects.filter(upload=upload).order_by("number")
    while numbers := list(rows.values_list("number", flat=True)[:BATCH]):
        with transaction.atomic():
            allowed(upload)
            rows.filter(number__lte=numbers[-1]).delete()
