"""Take a list in: its origin told, its rows kept, each with a case; put it back the same day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from quxiang.standards import levels
from quxiang.web.alerts.duedates import due_dates
from quxiang.web.alerts.models import Origin
from quxiang.web.alerts.services.opening import (
    Outside,
    open_cases,
    postpone_cases,
    take_back_cases,
)
from quxiang.web.alerts.states import Desk, Severity
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.feedback.access import TAKES, may_take
from quxiang.web.feedback.models import FeedbackFile, FeedbackList, FeedbackRow, Match, Source
from quxiang.web.imports.meanwhile import ADDED, KEPT, leave_out
from quxiang.web.imports.models import Import, StagedRow
from quxiang.web.imports.services.uploading import upload as take_file
from quxiang.web.imports.targets import get_target
from quxiang.web.roster.models import Cohort

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

RULE = "核查反馈"
TARGET = "feedback"
#: a row that says this is about the registry, which no college corrects
REGISTRY_WORD = "学籍"
TWICE = "这一届已经有同一来源、轮次和文号的名单。同一份名单的文件请都登记在那一份里。"
_KEPT = ("digest", "name", "student_no", "college_name", "text", "match", "how", "candidates")


@dataclass(frozen=True)
class About:
    """What is told of a list: who sent it, in which round, its number, its dates."""

    source: str
    round: str
    document_no: str
    received_on: date
    due_on: date


@trail.atomic()
def take(*, cohort: Cohort, about: About, filename: str, content: bytes, by: User) -> Import:
    """Take in a file of a list; more files of the same list join it."""
    require(may_take(by), TAKES)
    _refuse_odd(about)
    made = take_file(
        target=get_target(TARGET), filename=filename, content=content, cohort=cohort, by=by
    )
    file = FeedbackFile(school_id=by.school_id, upload=made, filename=made.filename)
    file.sha256, file.of = made.sha256, _list_of(cohort, about, by)
    file.save()
    return made


def _refuse_odd(about: About) -> None:
    if about.source not in (Source.MINISTRY, Source.PROVINCE, Source.OTHER):
        raise InvalidError("没有选来源。请选是谁发来的名单。")
    if not about.round and not about.document_no:
        raise InvalidError("轮次和文号都没有填。请至少填一项，答复时要写明。")
    if about.due_on < about.received_on:
        raise InvalidError("答复期限早于收到日期。请核对两个日期。")


def _list_of(cohort: Cohort, about: About, by: User) -> FeedbackList:
    """Return the list told about, made if it is not there; another tells the same at once."""
    key = {"source": about.source, "round": about.round, "document_no": about.document_no}
    dates = {"received_on": about.received_on, "due_on": about.due_on}
    made, new = FeedbackList.objects.get_or_create(
        cohort=cohort, **key,
        defaults={"school_id": cohort.school_id, "by": by, "at": clock.now(), **dates},
    )  # fmt: skip
    if new:
        trail.record("feedbacklist.take", made, by=by, after={**key, **_told(dates)})
    return made


@trail.atomic()
def describe(*, of: FeedbackList, about: About, by: User) -> None:
    """Set right what is told of a list; what still waits for an answer gets its new date."""
    require(may_take(by), TAKES)
    _refuse_odd(about)
    held = FeedbackList.objects.select_for_update(no_key=True).get(pk=of.pk)
    names = ("source", "round", "document_no", "received_on", "due_on")
    before = {name: getattr(held, name) for name in names}
    for name in names:
        setattr(held, name, getattr(about, name))
    try:
        with transaction.atomic():
            held.save(update_fields=names)
    except IntegrityError as error:
        raise InvalidError(TWICE) from error
    postpone_cases(list(held.rows.values_list("case_id", flat=True)), about.due_on)
    after = {name: getattr(held, name) for name in names}
    trail.record("feedbacklist.describe", held, by=by, before=_told(before), after=_told(after))


def _told(values: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in values.items()}


def list_for(file: FeedbackFile, cohort: Cohort) -> FeedbackList | None:
    """Return the list a file belongs to: the one told, else the one the same file made."""
    if file.of is not None:
        return file.of
    same = FeedbackFile.objects.filter(sha256=file.sha256, of__cohort=cohort)
    found = same.exclude(pk=file.pk).select_related("of").order_by("pk").first()
    return found.of if found is not None else None


def keep_rows(upload: Import, batch: Sequence[StagedRow]) -> Mapping[int, Any]:
    """Keep rows and open a case for each; one another import has brought meanwhile is left out."""
    file, cohort = _held_file(upload), upload.cohort
    assert cohort is not None  # noqa: S101 - the target needs a cohort
    of = _held_list(file, cohort, upload)
    asked = [row.values["digest"] for row in batch]
    there = set(of.rows.filter(digest__in=asked).values_list("digest", flat=True))
    new = []
    for row in batch:
        if row.values["digest"] in there:
            leave_out(row, ADDED)
        else:
            new.append(row)
    told = [_outside(row.values, of.due_on) for row in new]
    keys = open_cases(told, cohort=cohort, origin=Origin.FEEDBACK, rule=RULE, at=clock.now())
    made = FeedbackRow.objects.bulk_create(
        FeedbackRow(
            school_id=of.school_id, of=of, file=file, number=row.number, case_id=key,
            graduate_id=row.values["graduate_id"], college_id=row.values["college_id"],
            **{name: row.values[name] for name in _KEPT},
        )
        for row, key in zip(new, keys, strict=True)
    )  # fmt: skip
    return {row.pk: {"row": each.pk} for row, each in zip(new, made, strict=True)}


def _held_file(upload: Import) -> FeedbackFile:
    files = FeedbackFile.objects.select_for_update(no_key=True, of=("self",))
    return files.select_related("of").get(upload=upload)


def _held_list(file: FeedbackFile, cohort: Cohort, upload: Import) -> FeedbackList:
    """Hold the list rows go into; a file nobody told about makes one that waits to be told."""
    Cohort.objects.select_for_update(no_key=True).only("pk").get(pk=cohort.pk)
    of = list_for(file, cohort)
    if of is None:
        today = clock.today()
        of = FeedbackList.objects.create(
            school_id=cohort.school_id, cohort=cohort, source=Source.UNTOLD, by=upload.by,
            round=f"第 {upload.pk} 次导入", received_on=today, at=clock.now(),
            due_on=due_dates(cohort.school_id, cohort.pk, today)[Severity.ERROR],
        )  # fmt: skip
    if file.of is None:
        file.of = of
        file.save(update_fields=["of"])
    return FeedbackList.objects.select_for_update(no_key=True).get(pk=of.pk)


def _outside(values: Mapping[str, Any], due_on: date) -> Outside:
    said = str(values["text"])
    if values["match"] in (Match.DOUBT, Match.NOBODY):
        named = " ".join(filter(None, (values["name"], values["college_name"]))) or "没有姓名"
        return Outside(f"{said}（名单上写的是：{named}）", Desk.CENTRE, due_on)
    desk = desk_for(said, str(values["level"]))
    return Outside(said, desk, due_on, values["college_id"], values["graduate_id"])


def desk_for(said: str, level: str) -> Desk:
    """Return who answers what is said of somebody: of the registry its keeper, else the college."""
    if REGISTRY_WORD not in said:
        return Desk.COLLEGE
    try:
        research = levels.research(level)
    except KeyError:
        research = False
    return Desk.GRADUATE_SCHOOL if research else Desk.ACADEMIC


def take_back_rows(upload: Import, batch: Sequence[StagedRow]) -> None:
    """Withdraw the cases of rows and let the rows go; one that was worked on stays."""
    steps = {row.undo["row"]: row for row in batch if row.undo}
    held = FeedbackRow.objects.select_for_update(no_key=True).filter(pk__in=steps)
    rows = {each.pk: each for each in held.order_by("pk")}
    fresh = [each.case_id for each in rows.values() if each.match != Match.HAND]
    gone = take_back_cases(fresh, text="名单的导入已撤销。", by=upload.by)
    for key, row in steps.items():
        found = rows.get(key)
        if found is None or found.case_id not in gone:
            leave_out(row, KEPT)
    FeedbackRow.objects.filter(pk__in=rows, case_id__in=gone).delete()
