"""The registering system's export, read back: entered, returned, confirmed nationally."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from quxiang.web.common import clock
from quxiang.web.common.columns import write_columns
from quxiang.web.destinations.filefields import CODE, PEOPLE, SAID, Graduates, label_of
from quxiang.web.destinations.models import SystemRow
from quxiang.web.destinations.services.echoing import take_in_all
from quxiang.web.imports import fields as f
from quxiang.web.imports.fields import CLEAR, Field
from quxiang.web.imports.meanwhile import CHANGED, KEPT, leave_out
from quxiang.web.imports.models import Import, StagedRow
from quxiang.web.imports.targets import Given, Staged, Target, differing, register
from quxiang.web.orgs.kinds import PostKind
from quxiang.web.orgs.selectors import posts_of
from quxiang.web.roster.models import Cohort, Graduate

K = StagedRow.Kind
S = SystemRow.State
_STATES = {
    **dict.fromkeys(
        ("已登记", "已录入", "已上报", "上报成功", "审核通过", "已审核", "通过", "已接收",
         "登记成功", "有效", "生效", "正常"), S.ENTERED.value,
    ),
    **dict.fromkeys(
        ("退回", "已退回", "被退回", "退回修改", "审核不通过", "不通过", "未通过", "驳回",
         "已驳回"), S.RETURNED.value,
    ),
    **dict.fromkeys(("待审核", "审核中", "未上报", "未提交", "草稿"), S.OTHER.value),
}  # fmt: skip
FIELDS = (
    *PEOPLE,
    CODE,
    *(each for each in SAID if each.name in ("employer_name", "employer_uscc")),
    Field(
        "state", "登记状态",
        ("审核状态", "上报状态", "毕业去向状态", "去向状态", "审核结果", "状态"),
        f.choice(_STATES), sample="审核通过", told=lambda value: S(value).label if value else "",
    ),
    Field("reason", "退回原因", ("审核意见", "退回意见", "不通过原因"), f.text(200)),
    Field(
        "confirmed_on", "本人确认日期", ("确认时间", "学生确认时间", "本人确认时间", "确认日期"),
        f.day, sample="2024-06-25",
    ),
)  # fmt: skip
KEPT_NAMES = ("code", "employer_uscc", "employer_name", "state", "reason", "confirmed_on")
_WRITTEN = (*KEPT_NAMES, "seen_at")
TITLES = {each.name: each.title for each in FIELDS}


def may_read_back(user: Any) -> bool:
    """Say whether somebody brings the registering system's export: recorders and the centre."""
    return posts_of(user).has(PostKind.RECORDER, PostKind.CENTRE_OFFICER)


def stage(upload: Import, rows: Iterable[Given]) -> Iterator[Staged]:
    """Compare the export with the one before; say whom each row is about."""
    graduates = Graduates(upload)
    known = {each.graduate_id: each for each in SystemRow.objects.filter(cohort=upload.cohort)}
    for row in rows:
        pk, problems = graduates.find(row)
        problems = [*row.problems, *problems]
        if problems or pk is None:
            about = {"graduate_id": pk}
            yield Staged(row.number, K.PROBLEM, label_of(row), values=about, problems=problems)
            continue
        yield _one(row, pk, known.get(pk))


def _one(row: Given, graduate_id: int, found: SystemRow | None) -> Staged:
    # the export is the whole truth of that system: what it leaves empty is empty there
    values = {name: _plain(row.values.get(name)) for name in KEPT_NAMES}
    values["state"] = values["state"] or S.ENTERED.value
    before = {} if found is None else {n: _plain(getattr(found, n)) for n in KEPT_NAMES}
    changes, diff = differing(values, before, TITLES, _told)
    seen = before or None
    kept = {"graduate_id": graduate_id, "seen": seen, **values}
    kind = K.NEW if found is None else K.CHANGED if changes else K.UNCHANGED
    return Staged(row.number, kind, label_of(row), found.pk if found else None, kept, diff)


def _plain(value: object) -> str:
    return "" if value in (None, CLEAR) else str(value)


def _told(name: str, value: object) -> str:
    told = next((each.told for each in FIELDS if each.name == name), str)
    return told(str(value)) if value else ""


def apply(upload: Import, batch: Sequence[StagedRow]) -> dict[int, Any]:
    """Keep what the system says, and let registrations follow: entered, refused, confirmed."""
    assert upload.cohort is not None  # noqa: S101 - the target needs a cohort
    Cohort.objects.select_for_update(no_key=True).only("pk").get(pk=upload.cohort.pk)
    ids = [row.values["graduate_id"] for row in batch]
    graduates = Graduate.objects.in_bulk(ids)
    known = {each.graduate_id: each for each in SystemRow.objects.filter(graduate_id__in=ids)}
    said: dict[int, SystemRow] = {}
    for row in batch:
        pk = row.values["graduate_id"]
        if _seen(known.get(pk)) != row.values["seen"]:
            leave_out(row, CHANGED)
        else:
            said[row.pk] = _said(upload, graduates[pk], known.get(pk), row.values)
    _write(said.values())
    moved = take_in_all(list(said.values()), by=upload.by)
    undo: dict[int, Any] = {}
    for row in batch:
        if row.pk in said:
            row.object_id = said[row.pk].pk
            has_moved = row.values["graduate_id"] in moved
            undo[row.pk] = {"before": row.values["seen"], "moved": has_moved}
    return undo


def _write(rows: Iterable[SystemRow]) -> None:
    new, known = [e for e in rows if e.pk is None], [e for e in rows if e.pk is not None]
    SystemRow.objects.bulk_create(new)
    write_columns(known, _WRITTEN)


def _seen(found: SystemRow | None) -> dict[str, str] | None:
    return None if found is None else {n: _plain(getattr(found, n)) for n in KEPT_NAMES}


def _said(
    upload: Import, graduate: Graduate, found: SystemRow | None, values: Mapping[str, Any]
) -> SystemRow:
    """Return the row of the system as the file has it now, not written yet."""
    row = found or SystemRow(
        school_id=upload.school_id, cohort=upload.cohort, graduate=graduate,
        college_id=graduate.college_id,
    )  # fmt: skip
    for name in KEPT_NAMES:
        setattr(row, name, values[name])
    on = values["confirmed_on"]
    row.confirmed_on = date.fromisoformat(on) if on else None
    row.seen_at = clock.now()
    return row


def undo(_upload: Import, batch: Sequence[StagedRow]) -> None:
    """Put back what the export before said; a registration that moved stays where it is."""
    for row in batch:
        step = row.undo
        if not step:
            continue
        if step["moved"]:
            leave_out(row, KEPT)
            continue
        rows = SystemRow.objects.filter(graduate_id=row.values["graduate_id"])
        if step["before"] is None:
            rows.delete()
        else:
            empty = {
                n: v or (None if n == "confirmed_on" else "") for n, v in step["before"].items()
            }
            rows.update(**empty)


register(
    Target(
        name="registering", title="登记系统导出", fields=FIELDS, needs_cohort=True, stage=stage,
        sentence="当天从登记系统导出的表。读回已录入、被退回和本人确认，算出今日四张清单。",
        may=may_read_back, apply=apply, undo=undo,
        about=lambda row: row.values.get("graduate_id"),
    )
)  # fmt: skip
