"""The registry copy as an import: a row replaces the one of the same person, which stays dated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from quxiang.problems import Problem
from quxiang.standards import load
from quxiang.standards.tables import IDENTITY, REGISTRY
from quxiang.web.common import clock, sealed
from quxiang.web.imports import fields as f
from quxiang.web.imports.fields import CLEAR, Field
from quxiang.web.imports.meanwhile import ADDED, CHANGED, KEPT, leave_out
from quxiang.web.imports.models import Import, StagedRow
from quxiang.web.imports.targets import Given, Staged, Target, differing, register
from quxiang.web.orgs.kinds import PostKind
from quxiang.web.orgs.selectors import posts_of
from quxiang.web.roster.importfields import read_level
from quxiang.web.roster.models import Cohort, Graduate, RegistryRow, Status
from quxiang.web.roster.services.registry import compare

K = StagedRow.Kind


def _aliases(name: str) -> tuple[str, ...]:
    column = REGISTRY.by_name[name]
    return (*column.aliases, *column.names)


FIELDS = (
    Field("student_no", "学号", _aliases("student_no"), f.text(30), sample="20200101001"),
    Field("exam_no", "考生号", _aliases("exam_no"), f.text(20), sample="20411001150001"),
    Field("name", "姓名", _aliases("name"), f.text(60), required=True, sample="王晓禾"),
    Field("gender", "性别", _aliases("gender"), f.code_of(load().tables["gender"]), sample="女"),
    Field("identity_no", "身份证号", IDENTITY.aliases, f.identity, sealed=True),
    Field("birth_on", "出生日期", _aliases("birth_on"), f.day, sample="2002-05-01"),
    Field("college_name", "学院", _aliases("college"), f.text(60), sample="农学院"),
    Field("major_code", "专业代码", _aliases("major_code"), f.text(20), sample="090101"),
    Field("major_name", "专业", _aliases("major_name"), f.text(80), sample="农学"),
    Field("direction", "专业方向", _aliases("direction"), f.text(80)),
    Field("level", "学历", _aliases("level"), read_level, sample="本科生毕业"),
    Field("status", "学籍状态", _aliases("status"), f.choice({s.value: s.value for s in Status})),
)
OWN = tuple(each.name for each in FIELDS if each.name != "identity_no")
TITLES = {each.name: each.title for each in FIELDS} | {"identity_masked": "身份证号"}


def may_copy_registry(user: Any) -> bool:
    """Say whether somebody brings the registry copy: its officers and the centre."""
    return posts_of(user).has(PostKind.REGISTRY_OFFICER, PostKind.CENTRE_OFFICER)


def stage(upload: Import, rows: Iterable[Given]) -> Iterator[Staged]:
    """Compare the file with the copy there is; say whom each row is about."""
    known = {
        row.key: row
        for row in RegistryRow.objects.filter(cohort=upload.cohort, replaced_at__isnull=True)
    }
    graduates = _graduates(upload)
    seen: dict[str, int] = {}
    for row in rows:
        yield _one(row, known, graduates, seen)


def _graduates(upload: Import) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    rows = Graduate.objects.filter(cohort=upload.cohort, removed=False).values_list(
        "pk", "exam_no", "student_no", "person__identity_blind"
    )
    for pk, exam, student, identity in rows:
        for kind, number in (("exam_no", exam), ("student_no", student), ("identity", identity)):
            if number:
                found[(kind, number)] = pk
    return found


def _one(
    row: Given, known: Mapping[str, RegistryRow], graduates: Mapping[tuple[str, str], int],
    seen: dict[str, int],
) -> Staged:  # fmt: skip
    identity = sealed.blind(row.text("identity_no"), "identity")
    numbers = [
        ("exam_no", row.text("exam_no")), ("student_no", row.text("student_no")),
        ("identity", identity),
    ]  # fmt: skip
    key = next((number for _, number in numbers if number), "")
    label = f"{row.text('name')} {row.text('student_no') or row.text('exam_no')}".strip()
    problems = list(row.problems)
    if not key:
        problems.append(Problem("no_number", "没有考生号、学号或身份证号。", "请至少填写一个。"))
    if (first := seen.setdefault(key, row.number)) != row.number:
        problems.append(Problem("row_twice", f"与第 {first} 行是同一个人。", "请只保留一行。"))
    graduate = next((graduates[each] for each in numbers if each in graduates), None)
    if problems:
        about = {"graduate_id": graduate}
        return Staged(row.number, K.PROBLEM, label, values=about, problems=problems)
    values = {name: v for name, v in row.values.items() if name in OWN and v != CLEAR}
    if identity:
        values |= {
            "identity_blind": identity,
            "identity_masked": sealed.masked(row.text("identity_no")),
        }
    kept = {"key": key, "graduate_id": graduate, **values}
    found = known.get(key)
    if found is None:
        diff = [(TITLES.get(n, n), "", str(v)) for n, v in values.items() if n != "identity_blind"]
        return Staged(row.number, K.NEW, label, None, kept, diff)
    before = {n: str(getattr(found, n) or "") for n in (*OWN, "identity_blind", "identity_masked")}
    changes, diff = differing(values, before, TITLES)
    diff = [each for each in diff if each[0] != "identity_blind"]
    moved = found.graduate_id != graduate
    kind = K.CHANGED if changes or moved else K.UNCHANGED
    return Staged(row.number, kind, label, found.pk, {**_values(found), **kept}, diff)


def _values(row: RegistryRow) -> dict[str, Any]:
    names = (*OWN, "identity_blind", "identity_masked")
    return {n: str(v) if (v := getattr(row, n)) is not None else None for n in names}


def apply(upload: Import, batch: Sequence[StagedRow]) -> dict[int, Any]:
    """Write new rows; those they replace stay with the time they were replaced.

    A row that another import replaced or added since the preview is left out.
    """
    now = clock.now()
    in_force = _in_force(upload, [row.values["key"] for row in batch])
    rows = []
    for row in batch:
        found = in_force.get(row.values["key"])
        if found == row.object_id:
            rows.append(row)
        else:
            leave_out(row, ADDED if row.object_id is None else CHANGED)
    replaced = [row.object_id for row in rows if row.object_id is not None]
    RegistryRow.objects.filter(pk__in=replaced).update(replaced_at=now)
    made = [
        RegistryRow(school_id=upload.school_id, cohort=upload.cohort, recorded_at=now, **row.values)
        for row in rows
    ]
    RegistryRow.objects.bulk_create(made, batch_size=500)
    return {
        row.pk: {"made": new.pk, "replaced": row.object_id}
        for row, new in zip(rows, made, strict=True)
    }


def _in_force(upload: Import, keys: Sequence[str]) -> dict[str, int]:
    """Return the rows in force by key; another import of the cohort waits until we are through."""
    assert upload.cohort is not None  # noqa: S101 - the target needs a cohort
    Cohort.objects.select_for_update(no_key=True).only("pk").get(pk=upload.cohort.pk)
    rows = RegistryRow.objects.filter(cohort=upload.cohort, replaced_at__isnull=True, key__in=keys)
    return dict(rows.values_list("key", "pk"))


def undo(upload: Import, batch: Sequence[StagedRow]) -> None:
    """Take the new rows out of force and put back those they replaced.

    A row that a later import replaced stays replaced, and what it replaced stays so too.
    """
    in_force = set(_in_force(upload, [row.values["key"] for row in batch]).values())
    steps = []
    for row, step in ((row, row.undo) for row in batch if row.undo):
        if step["made"] in in_force:
            steps.append(step)
        else:
            leave_out(row, KEPT)
    RegistryRow.objects.filter(pk__in=[s["made"] for s in steps]).update(replaced_at=clock.now())
    back = [s["replaced"] for s in steps if s["replaced"]]
    RegistryRow.objects.filter(pk__in=back).update(replaced_at=None)


def after(upload: Import) -> None:
    """Compare anew once the copy has changed."""
    if upload.cohort is not None:
        compare(upload.cohort, by=upload.by)


register(
    Target(
        name="registry", title="学籍比对表", fields=FIELDS, needs_cohort=True, stage=stage,
        sentence="教务处、研究生院导出的学籍信息，只用来与名册比对，不改动名册。",
        may=may_copy_registry, apply=apply, undo=undo, after=after,
        about=lambda row: row.values.get("graduate_id"),
    )
)  # fmt: skip
