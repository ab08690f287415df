"""Cases as lists: what waits, and what is closed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.http import HttpRequest
from django.urls import reverse

from quxiang.web.accounts.readers import reader
from quxiang.web.alerts.access import may_answer_any, may_run, may_verify
from quxiang.web.alerts.models import Case
from quxiang.web.alerts.origins import offered_to
from quxiang.web.alerts.ownrules import own_titles
from quxiang.web.alerts.plans import named
from quxiang.web.alerts.selectors import desk_name
from quxiang.web.alerts.states import Answer, CaseState, Desk, Outcome, Severity, Verdict
from quxiang.web.lists.spec import BulkAction, Column, Filter, ListSpec, Rows, opening
from quxiang.web.orgs.models import Unit
from quxiang.web.roster.lists import unit_names
from quxiang.web.roster.models import Graduate
from quxiang.web.roster.selectors import found_by

TONES = {CaseState.OPEN: "doubt", CaseState.ANSWERED: "info", CaseState.CLOSED: "good"}
SEVERITIES = {Severity.ERROR: "wrong", Severity.SUSPECT: "doubt", Severity.NOTICE: "info"}


def tone_of(case: Case) -> str:
    """Return red only for what is overdue."""
    late = getattr(case, "late", 0)
    return "wrong" if late else TONES[CaseState(case.state)]


def state_of(case: Case) -> str:
    if getattr(case, "late", 0):
        return "逾期未答复"
    if case.muted_by:
        return f"待 {case.muted_by} 一并处理"
    if case.state == CaseState.CLOSED:
        return str(Outcome(case.outcome).label)
    return str(CaseState(case.state).label)


def severity_of(case: Case) -> str:
    """Return how serious it is; what is not sure is to be checked, whatever its rule."""
    if case.verdict == Verdict.TO_CHECK:
        return str(Verdict.TO_CHECK.label)
    return str(Severity(case.severity).label)


def severity_tone(case: Case) -> str:
    return "doubt" if case.verdict == Verdict.TO_CHECK else SEVERITIES[Severity(case.severity)]


def _rules(request: HttpRequest) -> Mapping[str, str]:
    return _Titles(own_titles(reader(request).school_id))


class _Titles(dict[str, str]):
    """What a rule is called, whichever rules a list holds; it holds those of the school's own."""

    def get(self, code: str, default: object = "") -> str:
        return f"{code} {self[code]}" if code in self else named(code)


def _searched(rows: Rows, text: str) -> Rows:
    if text.strip().isascii() and len(text.strip()) == 4 and text.strip()[1:].isdecimal():
        return rows.filter(rule=text.strip().upper())
    people = found_by(Graduate.objects.all(), text).values("pk")
    return rows.filter(graduate__in=people)


def _bulk(request: HttpRequest) -> list[BulkAction]:
    user, actions = reader(request), []
    if may_answer_any(user):
        actions.append(BulkAction("answer", "一并答复", reverse("alerts:answer_many")))
    if may_verify(user):
        actions.append(BulkAction("close", "一并核实并关闭", reverse("alerts:close_many")))
    if may_run(user):
        actions.append(BulkAction("hand", "一并改派", reverse("alerts:reassign_many")))
    return [*actions, *offered_to(request)]


_COLUMNS = (
    Column("rule", "规则", value=lambda c: named(c.rule, c.title), order=("rule",)),
    Column("message", "发现了什么"),
    Column("desk", "谁来答复", value=desk_name),
    Column(
        "severity",
        "程度",
        value=severity_of,
        order=("severity",),
        tone=severity_tone,
    ),
    Column(
        "verdict",
        "判断",
        value=lambda c: Verdict(c.verdict).label,
        order=("verdict",),
        shown=False,
    ),
    Column("people_count", "人数", number=True, order=("people_count",)),
    Column("due_on", "期限", order=("due_on",)),
    Column("state", "状态", value=state_of, tone=tone_of),
)
_FILTERS = (
    Filter("state", "状态", "state", lambda _: dict(CaseState.choices)),
    Filter("late", "逾期", "late", lambda _: {1: "逾期未答复", 0: "未逾期"}),
    Filter("rule", "规则", "rule", _rules, empty="本人异议"),
    Filter("severity", "程度", "severity", lambda _: dict(Severity.choices)),
    Filter("verdict", "判断", "verdict", lambda _: dict(Verdict.choices)),
    Filter("desk", "谁来答复", "desk", lambda _: dict(Desk.choices)),
    Filter("college", "学院", "college_id", unit_names(Unit.Kind.COLLEGE), empty="不属一个学院"),
)
LIVE_CASES = ListSpec(
    name="cases",
    title="预警",
    columns=_COLUMNS,
    order=("due_on",),
    search=_searched,
    search_hint="姓名、首字母、学号、规则代码",
    filters=_FILTERS,
    link=opening("alerts:case"),
    bulk=_bulk,
    empty_title="没有待办的预警",
    empty_hint="规则运行后，发现的问题会列在这里；已关闭的在“已关闭”里。",
)
CLOSED_CASES = replace(
    LIVE_CASES, name="closed_cases", title="已关闭的预警", order=("-closed_at",), bulk=lambda _: (),
    columns=(
        *(c for c in _COLUMNS if c.key not in ("due_on", "verdict")),
        Column("answer", "答复", value=lambda c: Answer(c.answer).label if c.answer else ""),
        Column("closed_at", "关闭时间", order=("closed_at",)),
    ),
    filters=(
        Filter("outcome", "结果", "outcome", lambda _: dict(Outcome.choices)),
        *(f for f in _FILTERS if f.key in ("rule", "severity", "desk", "college")),
    ),
    empty_title="还没有关闭的预警",
    empty_hint="核实过的、误报的和数据已消失的预警，关闭后列在这里。",
)  # fmt: skip
