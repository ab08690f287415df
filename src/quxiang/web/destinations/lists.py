"""Official lists, signing platforms and what was entered before: many registered by one file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from quxiang.problems import Problem
from quxiang.standards import Standard
from quxiang.web.common import sealed
from quxiang.web.destinations.changes import said
from quxiang.web.destinations.cleaning import Cleaned
from quxiang.web.destinations.fields import FIELDS, asked_of
from quxiang.web.destinations.filefields import (
    CODE,
    PEOPLE,
    SAID,
    Graduates,
    label_of,
    typed_from,
)
from quxiang.web.destinations.models import Registration, Version
from quxiang.web.destinations.registering import may_read_back
from quxiang.web.destinations.services import many
from quxiang.web.destinations.services.bulk import Listed, Origin, adopt_all, file_all
from quxiang.web.imports.fields import CLEAR
from quxiang.web.imports.meanwhile import CHANGED, KEPT, leave_out
from quxiang.web.imports.models import Import, StagedRow
from quxiang.web.imports.targets import Given, Staged, Target, register
from quxiang.web.reference.selectors import standard_of
from quxiang.web.roster.models import Graduate

K = StagedRow.Kind
COLUMNS = (*PEOPLE, replace(CODE, required=True), *SAID)
_SAID = tuple(each.name for each in (CODE, *SAID))
TAKEN = Problem(
    "registered_already", "这名毕业生已有登记，名单不会覆盖。",
    "需要以名单为准的，请由本人或录入员在“去向”里办理变更。",
)  # fmt: skip


def _standard(upload: Import) -> Standard:
    assert upload.cohort is not None  # noqa: S101 - the target needs a cohort
    return standard_of(upload.school_id, upload.cohort.scheme)


def _free(registration: Registration | None, *, adopting: bool) -> bool:
    if adopting:
        return registration is None or registration.current_id is None
    return many.free_for_list(registration)


def stage(upload: Import, rows: Iterable[Given], *, adopting: bool) -> Iterator[Staged]:
    """Say what each row would register, and why it cannot."""
    graduates, standard = Graduates(upload), _standard(upload)
    taken = {
        each.graduate_id: each
        for each in Registration.objects.filter(cohort=upload.cohort).select_related(
            "current", "in_force"
        )
    }
    for row in rows:
        pk, problems = graduates.find(row)
        problems = [*row.problems, *problems]
        typed = typed_from({n: v for n, v in row.values.items() if n in _SAID and v != CLEAR})
        cleaned = Cleaned(standard, typed, demanding=False)
        problems += cleaned.problems
        kept: dict[str, Any] = {"graduate_id": pk, "typed": _sealed(typed)}
        if pk is not None and not _free(taken.get(pk), adopting=adopting) and not problems:
            if _same(taken[pk], cleaned):
                yield Staged(row.number, K.UNCHANGED, label_of(row), pk, {"graduate_id": pk})
                continue
            problems.append(TAKEN)
        if problems:
            about = {"graduate_id": pk}
            yield Staged(row.number, K.PROBLEM, label_of(row), values=about, problems=problems)
            continue
        yield Staged(row.number, K.NEW, label_of(row), None, kept, _told(standard, cleaned))


def _sealed(typed: dict[str, str]) -> str:
    """Return what a row says, sealed: a contact's number is among it."""
    return sealed.seal(json.dumps(typed, ensure_ascii=False), "typed")


def _unsealed(text: str) -> dict[str, str]:
    return dict(json.loads(sealed.unseal(text, "typed")))


def _same(registration: Registration, cleaned: Cleaned) -> bool:
    current = registration.current
    return current is not None and current.digest == cleaned.version().digest


def _told(standard: Standard, cleaned: Cleaned) -> list[tuple[str, str, str]]:
    version = cleaned.version()
    names = [asked.field.name for asked in asked_of(standard, version.code)]
    lines = [("毕业去向", "", said(standard, version, "code"))]
    lines += [(FIELDS[name].title, "", said(standard, version, name)) for name in names]
    return [line for line in lines if line[2]]


def _apply(upload: Import, batch: Sequence[StagedRow], *, source: str) -> dict[int, Any]:
    ids = [row.values["graduate_id"] for row in batch]
    graduates = Graduate.objects.in_bulk(ids)
    rows = [
        Listed(graduates[row.values["graduate_id"]], _unsealed(row.values["typed"]))
        for row in batch
    ]
    adopting = source == Version.Source.ADOPTED
    note = "" if adopting else f"名单：{upload.filename}"
    origin = Origin(_standard(upload), source, upload.by, note)
    made = adopt_all(rows, origin) if adopting else file_all(rows, origin)
    many.list_filed(made, upload.pk, upload.by)
    of_graduate = {version.registration.graduate_id: version.pk for version in made}
    undo: dict[int, Any] = {}
    for row in batch:
        pk = row.values["graduate_id"]
        if pk not in of_graduate:
            leave_out(row, CHANGED)
            continue
        row.object_id, undo[row.pk] = pk, {"version": of_graduate[pk]}
    return undo


def _undo(upload: Import, batch: Sequence[StagedRow], *, adopting: bool) -> None:
    put_back = many.forget_adopted if adopting else many.take_back_listed
    for row in batch:
        if row.undo and not put_back(row.undo["version"], by=upload.by):
            leave_out(row, KEPT)


def _target(name: str, title: str, sentence: str, source: str) -> Target:
    adopting = source == Version.Source.ADOPTED
    return register(
        Target(
            name=name, title=title, sentence=sentence, fields=COLUMNS, needs_cohort=True,
            may=may_read_back, stage=partial(stage, adopting=adopting),
            apply=partial(_apply, source=source), undo=partial(_undo, adopting=adopting),
            about=lambda row: row.values.get("graduate_id"), batch=500,
        )
    )  # fmt: skip


_target(
    "official_list",
    "录取、录用名单",
    "考研、推免、专升本、入伍、西部计划、特岗、选调等正式名单：一次登记多人，名单就是他们共同的佐证。",
    Version.Source.LIST,
)
_target(
    "platform",
    "网签平台名单",
    "从国家或省网签平台导出的已签约名单，逐人进入审签。",
    Version.Source.PLATFORM,
)
_target(
    "adoption",
    "启用前的登记系统数据",
    "学期中途启用时，把登记系统里已有的去向作为起点：视为已录入、已纸质审签，不再重签，也不算逾期。",
    Version.Source.ADOPTED,
)
