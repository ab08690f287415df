"""Compare a roster file with a cohort: whom each row means, what it would change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple

from quxiang.problems import Problem, Where
from quxiang.standards import identity as identity_numbers
from quxiang.web.common.sealed import Sealer
from quxiang.web.imports.fields import CLEAR
from quxiang.web.imports.models import Import, StagedRow
from quxiang.web.imports.targets import Diff, Given, Staged, differing
from quxiang.web.orgs.models import Unit
from quxiang.web.roster import importphones
from quxiang.web.roster.importfields import TITLES, TOLD
from quxiang.web.roster.models import Graduate, Status
from quxiang.web.roster.services.facts import FACTS

K = StagedRow.Kind
#: rows compared at once, with one query for all they match
AT_ONCE = 2_000
#: problems that are shown and do not keep a row out
WARNINGS: frozenset[str] = frozenset()
_OF_PERSON = ("person__identity_blind", "person__identity_masked", *importphones.KNOWN)
#: what a row is told apart by, the surest first
KINDS = ("exam_no", "student_no", "identity")
_NUMBER = Where(column=TITLES["student_no"])
_UNIT_KINDS = {"college": Unit.Kind.COLLEGE, "residence": Unit.Kind.RESIDENCE}
Known = Mapping[str, Any]
#: by kind and number: a graduate, or the row of a file
Numbers = dict[str, dict[str, int]]


class Staging:
    """Compares the rows of one file: the numbers of a cohort are read once, facts as needed."""

    def __init__(self, upload: Import) -> None:
        self.cohort = upload.cohort
        units = Unit.objects.filter(school_id=upload.school_id, kind__in=_UNIT_KINDS.values())
        self.units = {(unit.kind, unit.name): unit for unit in units}
        self.by_number = self._numbers()
        self.sealers = Sealers(*(Sealer(each) for each in ("identity", "identity_tail", "phone")))
        self.shown = shown_with({unit.pk: unit.name for unit in self.units.values()})
        self.seen: Numbers = {kind: {} for kind in (*KINDS, "graduate")}

    def _numbers(self) -> Numbers:
        """Return whom a number means; of several, who is still on the roster, then the first."""
        found: Numbers = {kind: {} for kind in KINDS}
        rows = Graduate.objects.filter(cohort=self.cohort).order_by("removed", "pk")
        names = ("pk", "exam_no", "student_no", "person__identity_blind")
        for key, *numbers in rows.values_list(*names).iterator(AT_ONCE):
            for kind, number in zip(KINDS, numbers, strict=True):
                if number:
                    found[kind].setdefault(number, key)
        return found

    def staged(self, rows: Iterable[Given]) -> Iterator[Staged]:
        waiting = iter(rows)
        while batch := list(islice(waiting, AT_ONCE)):
            matched = [Match(row, self.by_number, self.sealers) for row in batch]
            known = self._facts({each.found for each in matched if each.found is not None})
            for each in matched:
                yield self._one(each, known)

    def _facts(self, keys: set[int]) -> dict[int, Known]:
        names = ("pk", *FACTS, *_OF_PERSON)
        rows = Graduate.objects.filter(pk__in=keys).values_list(*names) if keys else ()
        return {row[0]: dict(zip(names, map(plain, row), strict=True)) for row in rows}

    def _one(self, match: Match, known: Mapping[int, Known]) -> Staged:
        row, found = match.row, match.found
        problems = [*row.problems, *match.problems]
        label = _label(row, known.get(found or 0, {}))
        facts = self._facts_given(row, problems)
        problems += [*self._twice(match), *_emptied(row)]
        if found is None:
            problems += _lacking(row, facts)
        if any(each.code not in WARNINGS for each in problems):
            return Staged(row.number, K.PROBLEM, label, found, problems=problems)
        if found is None:
            return self._new(match, label, facts)
        return self._known(match, label, facts, known[found])

    def _facts_given(self, row: Given, problems: list[Problem]) -> dict[str, Any]:
        facts = {name: value for name, value in row.values.items() if name in _FACTS}
        for name in ("college", "residence"):
            if (text := row.text(name)) and (unit := self._unit(text, name, problems)):
                facts[f"{name}_id"] = unit.pk
        return facts

    def _unit(self, text: str, name: str, problems: list[Problem]) -> Unit | None:
        unit = self.units.get((_UNIT_KINDS[name], text))
        if unit is None:
            kind = "学院" if name == "college" else "书院"
            problems.append(
                Problem(
                    "unknown_unit", f"没有名为“{text}”的{kind}。",
                    "请改成系统里的名称，或先在“单位与岗位”里添加。",
                    Where(column=TITLES[name]), text,
                )
            )  # fmt: skip
        return unit

    def _twice(self, match: Match) -> list[Problem]:
        """Return a problem where one of a row's numbers, or whom they mean, was there before."""
        given = [*match.numbers, ("graduate", str(match.found or ""))]
        row, number = match.row, match.row.number
        firsts = {self.seen[kind].setdefault(text, number) for kind, text in given if text}
        if firsts <= {number}:
            return []
        message = f"与第 {min(firsts)} 行是同一个人。"
        return [Problem("row_twice", message, "请只保留一行。", _NUMBER, row.text("student_no"))]

    def _new(self, match: Match, label: str, facts: dict[str, Any]) -> Staged:
        known = {"status": Status.EXPECTED.value, **_without_clear(facts)}
        values = {"facts": known, "person": match.person(), "account": match.account()}
        return Staged(match.row.number, K.NEW, label, None, values)

    def _known(self, match: Match, label: str, facts: dict[str, Any], before: Known) -> Staged:
        if before["removed"]:
            facts["removed"] = False
        changes, diff = differing(facts, before, TITLES, self.shown)
        seen = {name: before[name] for name in (*changes, "removed")}
        values: dict[str, Any] = {"facts": changes, "seen": seen}
        if match.blind and match.blind != before["person__identity_blind"]:
            person = values["person"] = match.person()
            values["identity_seen"] = before["person__identity_blind"]
            diff.append(("身份证号", before["person__identity_masked"], person["identity_masked"]))
        if importphones.is_filled_in(before, match.phone):
            values["phone"] = self.sealers.phone.columns(match.row.text("phone"), match.phone)
            diff.append((importphones.TITLE, "", values["phone"]["phone_masked"]))
        kept = importphones.kept(before, match.phone)
        kind = K.CHANGED if diff else K.UNCHANGED
        said = [kept] if kept is not None else []
        return Staged(match.row.number, kind, label, match.found, values, diff, said)


class Sealers(NamedTuple):
    """What seals the numbers of a row, each kind for its own purpose."""

    identity: Sealer
    tail: Sealer
    phone: Sealer


class Match:
    """A row and whom its numbers mean; numbers of different people are a problem."""

    def __init__(self, row: Given, by_number: Numbers, sealers: Sealers) -> None:
        self.row, self.sealers = row, sealers
        self.blind = sealers.identity.blind(row.text("identity_no"))
        self.phone = sealers.phone.blind(row.text("phone"))
        texts = (row.text("exam_no"), row.text("student_no"), self.blind)
        self.numbers = tuple(zip(KINDS, texts, strict=True))
        found = [by_number[kind][text] for kind, text in self.numbers if text in by_number[kind]]
        self.found = found[0] if found else None
        self.problems: Sequence[Problem] = ()
        if len(set(found)) > 1:
            message = "考生号、学号、身份证号分属名册里的不同人。"
            number = row.text("student_no")
            self.problems = (Problem("numbers_disagree", message, "请核对号码。", _NUMBER, number),)

    def person(self) -> dict[str, Any]:
        """Return the columns of a person the identity number gives."""
        number = self.row.text("identity_no")
        if not number:
            return {}
        inspected = identity_numbers.inspect(number)
        return {
            **self.sealers.identity.columns(number, self.blind), "identity_check": inspected.check,
            "birth_on": inspected.birth_on.isoformat() if inspected.birth_on else None,
        }  # fmt: skip

    def account(self) -> dict[str, Any]:
        """Return the columns of an account: the phone, and what is asked at activation."""
        columns: dict[str, Any] = {}
        if number := self.row.text("identity_no"):
            columns["identity_tail_blind"] = self.sealers.tail.blind(number[-6:])
        if phone := self.row.text("phone"):
            columns |= self.sealers.phone.columns(phone)
        return columns


_FACTS = frozenset(FACTS)
_UNITS = ("college_id", "residence_id")
_NEVER_EMPTY = ("name", "college", "status", "identity_no", "phone")


def _emptied(row: Given) -> list[Problem]:
    """Return a problem for each value that ``CLEAR`` would empty and nobody can be without."""
    return [
        Problem(
            "cannot_clear", f"“{TITLES[name]}”不能清空。", "请填写正确的值，或留空不改。",
            Where(column=TITLES[name]),
        )
        for name in _NEVER_EMPTY
        if row.values.get(name) == CLEAR
    ]  # fmt: skip


def _label(row: Given, known: Known) -> str:
    """Return name and number of whom a row is about; of somebody known, by number alone."""
    name = row.text("name") or str(known.get("name", ""))
    return f"{name} {row.text('student_no') or row.text('exam_no')}".strip()


def _lacking(row: Given, facts: Known) -> list[Problem]:
    lacking = []
    if not row.text("name") and TITLES["name"] not in {e.where.column for e in row.problems}:
        message, remedy = "没有填写姓名。", "名册里没有这个号码；新增的人要写明姓名。"
        lacking.append(Problem("no_name", message, remedy, Where(column=TITLES["name"])))
    if not row.text("student_no") and not row.text("exam_no"):
        message = "没有学号，也没有考生号。"
        lacking.append(Problem("no_number", message, "请至少填写一个。", _NUMBER))
    if "college_id" not in facts and not row.text("college"):
        where, remedy = Where(column=TITLES["college"]), "新增的人要写明登记责任单位。"
        lacking.append(Problem("no_college", "没有填写学院。", remedy, where))
    return lacking


def plain(value: Any) -> Any:
    """Return a value as JSON has it."""
    return value.isoformat() if isinstance(value, date) else value


def _without_clear(facts: Known) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if value != CLEAR}


def shown_with(units: Mapping[int, str]) -> Callable[[str, Any], str]:
    """Return what tells the value of a fact to a person; ``units`` are names by key."""

    @lru_cache(maxsize=4096)
    def shown(name: str, value: Any) -> str:
        if name in _UNITS:
            return units.get(value, "")
        return "" if value in (None, CLEAR) else TOLD.get(name, str)(str(value))

    return shown


def diffs(_upload: Import, rows: Sequence[StagedRow]) -> list[Diff]:
    """Return what changes of rows; of a new one nothing is kept, its facts say it."""
    new = [row.values["facts"] for row in rows if _is_new(row)]
    keys = {facts.get(name) for facts in new for name in _UNITS} - {None}
    units = dict(Unit.objects.filter(pk__in=keys).values_list("pk", "name")) if keys else {}
    shown = shown_with(units)
    return [_diff_of(row.values["facts"], shown) if _is_new(row) else row.diff for row in rows]


def _is_new(row: StagedRow) -> bool:
    """Say whether a row was of nobody on the roster; left out or undone, it still was."""
    return not row.diff and "facts" in row.values and "seen" not in row.values


def _diff_of(facts: Known, shown: Callable[[str, Any], str]) -> Diff:
    return [(TITLES.get(n, n), "", shown(n, facts[n])) for n in FACTS if n in facts]


def stage(upload: Import, rows: Iterable[Given]) -> Iterator[Staged]:
    return Staging(upload).staged(rows)
