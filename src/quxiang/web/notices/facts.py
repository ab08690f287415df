"""What a notice is about, frozen when it is drafted: cases, records, rules and dates.

A 约谈通知 hides who its records are of: no name, student numbers masked. A 整改通知书 names the
college's own graduates, whom its readers see anyway. Of a case of several colleges only the own
graduates are told, and not its sentence, which may be about others.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from quxiang.problems import Problem
from quxiang.web.alerts.models import Case, CasePerson, Origin
from quxiang.web.alerts.plans import named, rule_for
from quxiang.web.common import clock, sealed
from quxiang.web.common.refusals import InvalidError
from quxiang.web.destinations.models import Registration
from quxiang.web.notices.models import Kind
from quxiang.web.orgs.models import Unit
from quxiang.web.roster.models import Graduate

#: cases of one notice, and records one case lists in it
MOST, RECORDS = 100, 500
NONE = "—"


def colleges_of(cases: Sequence[Case]) -> list[int]:
    """Return the colleges every one of these cases is of, or has people of."""
    found: set[int] | None = None
    for each in cases:
        own = {each.college_id} if each.college_id is not None else _of_people(each)
        found = own if found is None else found & own
    return sorted(found or ())


def _of_people(case: Case) -> set[int]:
    rows = CasePerson.objects.filter(case=case).order_by()
    return set(rows.values_list("graduate__college_id", flat=True).distinct())


def refuse_unfit(cases: Sequence[Case]) -> None:
    """Refuse none, too many, of several cohorts, and what only the centre may read."""
    if not cases:
        raise InvalidError("请先选中要发通知的预警。")
    if len(cases) > MOST:
        message = f"一次选了 {len(cases)} 件预警，一份通知最多 {MOST} 件。"
        raise InvalidError(Problem("notice.many", message, "请分几份起草。"))
    if len({each.cohort_id for each in cases}) > 1:
        raise InvalidError("选中的预警不是同一届的，请分开起草。")
    if any(each.origin == Origin.DISPUTE for each in cases):
        message = "选中的预警里有毕业生本人的异议，只由中心办理，不能写进给学院的通知。"
        raise InvalidError(Problem("notice.dispute", message, "请去掉这一件。"))


def facts_of(kind: str, cases: Sequence[Case], college: Unit, at: datetime) -> dict[str, Any]:
    """Return the facts of a notice as plain data."""
    told = [_case(kind, number, each, college) for number, each in enumerate(cases, 1)]
    return {
        "at": f"{clock.local(at):%Y-%m-%d %H:%M}", "cases": told,
        "records": len({key for each in told for key in each["graduates"]}),
    }  # fmt: skip


def _case(kind: str, number: int, case: Case, college: Unit) -> dict[str, Any]:
    rule = rule_for(case.school_id, case.rule)
    people = _people(case, college)
    own = case.college_id == college.pk
    title = named(case.rule, case.title) if case.rule else str(Origin(case.origin).label)
    plain = kind == Kind.RECTIFY and own
    more = case.people_count - len(people) if own else 0
    return {
        "id": case.pk, "number": str(number), "rule": title,
        "clause": rule.clause if rule is not None else "",
        "message": case.message if plain else "",
        "remedy": rule.text("remedy") if rule is not None else "",
        "found_on": f"{clock.local(case.found_at):%Y-%m-%d}", "due_on": case.due_on.isoformat(),
        "state": str(case.get_state_display()), "graduates": [each.pk for each in people],
        "records": _records(kind, people), "more": str(max(0, more)) if more > 0 else "",
    }  # fmt: skip


def _people(case: Case, college: Unit) -> list[Graduate]:
    rows = CasePerson.objects.filter(case=case, graduate__college=college)
    ordered = rows.select_related("graduate").order_by("graduate__student_no", "graduate_id")
    return [each.graduate for each in ordered[:RECORDS]]


def _records(kind: str, people: Sequence[Graduate]) -> list[dict[str, str]]:
    """Return a row a graduate: number, name, which version of the registration stands there."""
    rows = Registration.objects.filter(graduate__in=people).select_related("in_force", "current")
    versions = {each.graduate_id: each.in_force or each.current for each in rows}
    hidden = kind == Kind.TALK
    found = []
    for number, each in enumerate(people, 1):
        version = versions.get(each.pk)
        found.append({
            "number": str(number),
            "student_no": sealed.masked(each.student_no, head=2, tail=2)
            if hidden else each.student_no,
            "name": "" if hidden else each.name, "major": each.major_name,
            "version": f"第 {version.number} 版" if version is not None else "未登记",
            "code": version.code if version is not None else NONE,
        })  # fmt: skip
    return found


def subjects_of(facts: dict[str, Any]) -> list[int]:
    """Return whom a notice is about."""
    return sorted({key for each in facts["cases"] for key in each["graduates"]})
