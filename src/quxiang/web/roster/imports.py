"""The roster as an import: who is on it, matched by examination, student, identity number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from quxiang.problems import Problem
from quxiang.standards import identity as identity_numbers
from quxiang.web.common import sealed
from quxiang.web.imports.fields import CLEAR
from quxiang.web.imports.models import Import, StagedRow
from quxiang.web.imports.targets import Given, Staged, Target, differing, register
from quxiang.web.orgs.models import Unit
from quxiang.web.roster.access import may_run_roster
from quxiang.web.roster.importfields import FIELDS, TITLES, TOLD
from quxiang.web.roster.models import Graduate, GraduateVersion, Status
from quxiang.web.roster.services import bulk
from quxiang.web.roster.services.facts import FACTS

K = StagedRow.Kind
REASON = GraduateVersion.Reason


class Staging:
    """Compares the rows of one file with a cohort's roster, all of it read once."""

    def __init__(self, upload: Import) -> None:
        self.cohort = upload.cohort
        graduates = Graduate.objects.filter(cohort=upload.cohort).select_related("person")
        self.graduates = {each.pk: each for each in graduates}
        self.units = {unit.name: unit for unit in Unit.objects.filter(school_id=upload.school_id)}
        self.unit_names = {unit.pk: unit.name for unit in self.units.values()}
        self.by_number: dict[tuple[str, str], int] = {}
        for each in self.graduates.values():
            for kind, number in _numbers(each):
                self.by_number.setdefault((kind, number), each.pk)
        self.seen: dict[int | str, int] = {}

    def staged(self, rows: Sequence[Given]) -> Iterator[Staged]:
        for row in rows:
            yield self._one(row)

    def _one(self, row: Given) -> Staged:
        problems = list(row.problems)
        label = f"{row.text('name')} {row.text('student_no') or row.text('exam_no')}".strip()
        facts, person, account = self._split(row, problems)
        found = self._match(row, problems)
        self._once(row, found, problems)
        if found is None:
            problems += self._lacking(row, facts)
        if any(each.code not in WARNINGS for each in problems):
            return Staged(row.number, K.PROBLEM, label, found, problems=problems)
        if found is None:
            return self._new(row, label, facts, person, account)
        return self._known(row, label, found, facts, person)

    def _split(
        self, row: Given, problems: list[Problem]
    ) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
        """Split a row into facts, the person's sealed number and the account's."""
        facts = {name: value for name, value in row.values.items() if name in FACTS}
        person: dict[str, Any] = {}
        account: dict[str, Any] = {}
        for name in ("college", "residence"):
            if (text := row.text(name)) and (unit := self._unit(text, name, problems)):
                facts[f"{name}_id"] = unit.pk
        number = row.text("identity_no")
        if number:
            inspected = identity_numbers.inspect(number)
            person = {
                **sealed.columns("identity", number), "identity_check": inspected.check,
                "birth_on": inspected.birth_on.isoformat() if inspected.birth_on else None,
            }  # fmt: skip
            account["identity_tail_blind"] = sealed.blind(number[-6:], "identity_tail")
        if phone := row.text("phone"):
            account |= sealed.columns("phone", phone)
        return facts, person, account

    def _unit(self, text: str, name: str, problems: list[Problem]) -> Unit | None:
        unit = self.units.get(text)
        if unit is None:
            kind = "学院" if name == "college" else "书院"
            problems.append(
                Problem(
                    "unknown_unit", f"没有名为“{text}”的{kind}。",
                    "请改成系统里的名称，或先在“单位与岗位”里添加。", value=text,
                )
            )  # fmt: skip
        return unit

    def _match(self, row: Given, problems: list[Problem]) -> int | None:
        """Return whom the numbers of a row mean; numbers of different people are a problem."""
        wanted = [
            ("exam_no", row.text("exam_no")), ("student_no", row.text("student_no")),
            ("identity", sealed.blind(row.text("identity_no"), "identity")),
        ]  # fmt: skip
        found = [self.by_number[each] for each in wanted if each[1] and each in self.by_number]
        if len(set(found)) > 1:
            problems.append(
                Problem(
                    "numbers_disagree", "考生号、学号、身份证号分属名册里的不同人。", "请核对号码。"
                )
            )
        return found[0] if found else None

    def _once(self, row: Given, found: int | None, problems: list[Problem]) -> None:
        key = found or f"{row.text('exam_no')}|{row.text('student_no')}"
        if (first := self.seen.setdefault(key, row.number)) != row.number:
            message = f"与第 {first} 行是同一个人。"
            problems.append(Problem("row_twice", message, "请只保留一行。"))

    def _lacking(self, row: Given, facts: Mapping[str, Any]) -> list[Problem]:
        lacking = []
        if not row.text("student_no") and not row.text("exam_no"):
            lacking.append(Problem("no_number", "没有学号，也没有考生号。", "请至少填写一个。"))
        if "college_id" not in facts and not row.text("college"):
            lacking.append(Problem("no_college", "没有填写学院。", "新增的人要写明登记责任单位。"))
        return lacking

    def _new(
        self, row: Given, label: str, facts: dict[str, Any], person: dict[str, Any],
        account: dict[str, Any],
    ) -> Staged:  # fmt: skip
        known = {"status": Status.EXPECTED.value, **_without_clear(facts)}
        diff = [(TITLES.get(n, n), "", self._shown(n, v)) for n, v in known.items()]
        values = {"facts": known, "person": person, "account": account}
        return Staged(row.number, K.NEW, label, None, values, diff, list(row.problems))

    def _known(
        self, row: Given, label: str, found: int, facts: dict[str, Any], person: dict[str, Any]
    ) -> Staged:
        graduate = self.graduates[found]
        before = {name: _plain(getattr(graduate, name)) for name in FACTS}
        if graduate.removed:
            facts["removed"] = False
        changes, diff = differing(facts, before, TITLES, self._shown)
        values: dict[str, Any] = {"facts": changes}
        if person and person["identity_blind"] != graduate.person.identity_blind:
            values["person"] = person
            was, now = graduate.person.identity_masked, person["identity_masked"]
            diff.append(("身份证号", was, now))
        kind = K.CHANGED if diff else K.UNCHANGED
        return Staged(row.number, kind, label, found, values, diff, list(row.problems))

    def _shown(self, name: str, value: Any) -> str:
        if name in ("college_id", "residence_id"):
            return self.unit_names.get(value, "")
        return "" if value in (None, CLEAR) else TOLD.get(name, str)(str(value))


#: problems that are shown and do not keep a row out
WARNINGS: frozenset[str] = frozenset()
_NULLABLE = ("graduation_on", "status_on", "residence_id")


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _without_clear(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if value != CLEAR}


def _numbers(graduate: Graduate) -> Iterator[tuple[str, str]]:
    if graduate.exam_no:
        yield "exam_no", graduate.exam_no
    if graduate.student_no:
        yield "student_no", graduate.student_no
    if graduate.person.identity_blind:
        yield "identity", graduate.person.identity_blind


def _typed(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return facts as the model has them; an emptied date or unit is nothing."""
    return {name: None if v == "" and name in _NULLABLE else v for name, v in facts.items()}


def stage(upload: Import, rows: Sequence[Given]) -> Iterator[Staged]:
    return Staging(upload).staged(rows)


def apply(upload: Import, batch: Sequence[StagedRow]) -> dict[int, Any]:
    """Write new people and changed facts of a batch; return what undo needs."""
    source = f"导入 {upload.filename}"[:80]
    new = [row for row in batch if row.kind == K.NEW]
    assert upload.cohort is not None  # noqa: S101 - the target needs a cohort
    newcomers = [
        bulk.Newcomer(_typed(r.values["facts"]), r.values["person"], r.values["account"])
        for r in new
    ]
    graduates = bulk.add_many(upload.cohort, newcomers, by=upload.by, source=source)
    undo: dict[int, Any] = {}
    for row, graduate in zip(new, graduates, strict=True):
        row.object_id = graduate.pk
        undo[row.pk] = {"graduate": graduate.pk}
    changed = [row for row in batch if row.kind == K.CHANGED]
    return undo | _change(changed, upload, source)


def _change(rows: Sequence[StagedRow], upload: Import, source: str) -> dict[int, Any]:
    ids = [row.object_id for row in rows if row.object_id is not None]
    graduates = {g.pk: g for g in Graduate.objects.filter(pk__in=ids).select_related("person")}
    undo: dict[int, Any] = {}
    changes = []
    for row in rows:
        graduate = graduates[row.object_id or 0]
        facts = _typed(row.values["facts"])
        person = row.values.get("person", {})
        before = {name: _plain(getattr(graduate, name)) for name in facts}
        was = {name: _plain(getattr(graduate.person, name)) for name in person}
        undo[row.pk] = {"graduate": graduate.pk, "facts": before, "person": was}
        if facts:
            changes.append((graduate, facts))
        if person:
            type(graduate.person).objects.filter(pk=graduate.person_id).update(**person)
    bulk.change_many(changes, reason=REASON.CORRECTION, by=upload.by, source=source)
    return undo


def undo(upload: Import, batch: Sequence[StagedRow]) -> None:
    """Put a batch back: new people leave the roster, changed facts get their old values."""
    source = f"撤销导入 {upload.filename}"[:80]
    steps = [row.undo for row in batch if row.undo]
    ids = [step["graduate"] for step in steps]
    graduates = {g.pk: g for g in Graduate.objects.filter(pk__in=ids).select_related("person")}
    gone = [(graduates[s["graduate"]], {"removed": True}) for s in steps if "facts" not in s]
    bulk.change_many(gone, reason=REASON.REMOVAL, by=upload.by, source=source)
    back = [(graduates[s["graduate"]], s["facts"]) for s in steps if s.get("facts")]
    bulk.change_many(back, reason=REASON.CORRECTION, by=upload.by, source=source)
    for step in steps:
        if step.get("person"):
            person = graduates[step["graduate"]].person
            type(person).objects.filter(pk=person.pk).update(**step["person"])


ROSTER = register(
    Target(
        name="roster", title="毕业生名册", needs_cohort=True, fields=FIELDS, stage=stage,
        sentence="一届毕业生的名单与基本信息，按考生号、学号、身份证号与已有的人对上。",
        may=may_run_roster, apply=apply, undo=undo,
    )
)  # fmt: skip
