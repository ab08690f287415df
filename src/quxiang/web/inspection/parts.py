"""What the whole file of a graduate says beside the destination: part by part, apps tell theirs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from quxiang.web.alerts.models import Case, CasePerson
from quxiang.web.common import clock
from quxiang.web.destinations.models import Confirmation
from quxiang.web.roster.models import Graduate
from quxiang.web.verification.models import SampledRecord
from quxiang.web.verification.states import SurveyState
from quxiang.web.visits.models import VisitPerson
from quxiang.web.visits.states import VisitingState
from quxiang.web.worksheets.models import UNREGISTERED, Conclusion


@dataclass(frozen=True)
class Part:
    """One table of the file."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]


Telling = Callable[[Graduate], Part]
_telling: list[tuple[int, Telling]] = []


def tells_part(order: int) -> Callable[[Telling], Telling]:
    """Register who knows one part of a graduate's whole file; smaller orders stand first."""

    def known(telling: Telling) -> Telling:
        _telling.append((order, telling))
        _telling.sort(key=lambda each: each[0])
        return telling

    return known


def parts_of(graduate: Graduate) -> list[Part]:
    return [telling(graduate) for _, telling in _telling]


def as_data(parts: Sequence[Part]) -> list[dict[str, Any]]:
    """Return parts as plain data, for the printer."""
    return [asdict(each) for each in parts]


@tells_part(10)
def confirmations(graduate: Graduate) -> Part:
    rows = Confirmation.objects.filter(version__registration__graduate=graduate)
    told = [
        (
            f"第 {each.version.number} 版", each.get_place_display(), each.get_state_display(),
            _at(each.at),
        )
        for each in rows.select_related("version").order_by("pk")
    ]  # fmt: skip
    return Part("本人确认", ("版本", "在哪里", "结果", "时间"), told)


@tells_part(20)
def cases(graduate: Graduate) -> Part:
    proved = CasePerson.objects.filter(graduate=graduate)
    rows = Case.objects.filter(pk__in=proved.values("case_id")).select_related("closed_by")
    told = [
        (
            _at(each.found_at), each.rule or "本人异议", each.message,
            each.get_outcome_display() or each.get_state_display(),
            _at(each.closed_at),
        )
        for each in rows.order_by("found_at", "pk")
    ]  # fmt: skip
    return Part("预警", ("发现", "规则", "内容", "结果", "关闭"), told)


@tells_part(30)
def conclusions(graduate: Graduate) -> Part:
    rows = Conclusion.objects.filter(graduate=graduate).select_related("by").order_by("pk")
    told = [
        (
            each.get_side_display(), f"第 {each.version} 版" if each.version else "未登记",
            UNREGISTERED[each.data] if not each.version else each.get_data_display(),
            each.get_papers_display(), each.note, f"{each.by.name} {_at(each.at)}",
        )
        for each in rows
    ]  # fmt: skip
    return Part("逐一核查的结论", ("哪一方", "版本", "数据", "材料", "问题", "核查人"), told)


@tells_part(35)
def calls(graduate: Graduate) -> Part:
    """Give what surveys that are closed came to; who is in one that runs nobody is told."""
    rows = SampledRecord.objects.filter(graduate=graduate, survey__state=SurveyState.CLOSED)
    told = [
        (
            each.survey.title, each.survey.get_kind_display(), f"第 {each.round} 次",
            each.get_outcome_display() or "没有核查到", _at(each.done_at),
        )
        for each in rows.select_related("survey").order_by("pk")
    ]  # fmt: skip
    return Part("抽查核实", ("抽查", "方式", "次数", "结果", "时间"), told)


@tells_part(40)
def visits(graduate: Graduate) -> Part:
    rows = VisitPerson.objects.filter(graduate=graduate, visit__hidden=False).exclude(
        visit__state__in=(VisitingState.PLANNED, VisitingState.CALLED_OFF)
    )
    told = [
        (
            _at(each.visit.arrived_at), each.visit.name, each.get_told_display(), each.note,
            each.visit.get_conclusion_display() or each.visit.get_state_display(),
        )
        for each in rows.select_related("visit").order_by("pk")
    ]  # fmt: skip
    return Part("实地走访", ("到达", "单位", "本人情况", "说明", "结论"), told)


def _at(moment: Any) -> str:
    return f"{clock.local(moment):%Y-%m-%d %H:%M}" if moment else ""
