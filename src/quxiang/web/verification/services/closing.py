"""What follows from a survey that has ended: a case for each record that turned out otherwise."""

from __future__ import annotations

from collections import defaultdict

from quxiang.web.alerts.duedates import due_dates
from quxiang.web.alerts.models import Origin
from quxiang.web.alerts.services.opening import Outside, open_cases
from quxiang.web.alerts.states import Desk, Severity
from quxiang.web.common import clock
from quxiang.web.common.columns import update_columns
from quxiang.web.verification.models import Call, SampledRecord, Survey
from quxiang.web.verification.scripts import ITEMS
from quxiang.web.verification.states import Outcome
from quxiang.web.visits.models import VisitPerson

#: the word such cases are listed under
RULE = "抽查核实"


def open_cases_of(survey: Survey) -> int:
    """Open a case of its college for each graduate of whom either call found a difference."""
    rows = SampledRecord.objects.filter(survey=survey, outcome=Outcome.INCONSISTENT)
    found: dict[int, list[SampledRecord]] = defaultdict(list)
    for each in rows.select_related("graduate").order_by("order", "round"):
        found[each.graduate_id].append(each)
    if not found:
        return 0
    now = clock.now()
    due = due_dates(survey.school_id, survey.cohort_id, clock.today())[Severity.ERROR]
    said = _comments(survey)
    told = [
        Outside(
            _message(survey, records, said), Desk.COLLEGE, due,
            college=records[0].graduate.college_id, graduate=graduate,
        )
        for graduate, records in found.items()
    ]  # fmt: skip
    keys = open_cases(told, cohort=survey.cohort, origin=Origin.CALL, rule=RULE, at=now)
    pairs = [(key, r.pk) for key, rs in zip(keys, found.values(), strict=True) for r in rs]
    update_columns(SampledRecord, ("case_id",), pairs)
    _tell_visits(found, dict(zip(found, keys, strict=True)))
    return len(keys)


def _tell_visits(found: dict[int, list[SampledRecord]], cases: dict[int, int]) -> None:
    """Put the case of a graduate to the visit that found the difference: none is opened twice."""
    visits = {key: records[0].visit_id for key, records in found.items() if records[0].visit_id}
    rows = VisitPerson.objects.filter(visit__in=visits.values(), graduate__in=visits)
    people = [each for each in rows if visits[each.graduate_id] == each.visit_id]
    for each in people:
        each.case_id = cases[each.graduate_id]
    VisitPerson.objects.bulk_update(people, ["case"])


def _comments(survey: Survey) -> dict[int, str]:
    """Return what callers noted of each record whose call stands."""
    calls = Call.objects.filter(record__survey=survey, undone_at__isnull=True).exclude(comment="")
    return dict(calls.order_by("pk").values_list("record_id", "comment"))


def _message(survey: Survey, records: list[SampledRecord], said: dict[int, str]) -> str:
    items = dict.fromkeys(item for each in records for item in each.differing)
    named = "、".join(ITEMS[each] for each in items)
    notes = "；".join(said[each.pk] for each in records if each.pk in said)
    twice = "，两次核查结果" if len(records) > 1 else ""
    tail = f"核查记录：{notes}" if notes else "没有另记说明。"
    text = f"{survey.get_kind_display()}核查（{survey}）{twice}与登记不一致：{named}。{tail}"
    return text[:500]
