"""What is told of a graduate beside the destination: who did what when, part by part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quxiang.web.alerts.models import Case, CasePerson
from quxiang.web.destinations.models import Confirmation
from quxiang.web.evidence.models import Evidence
from quxiang.web.evidence.words import kind_names
from quxiang.web.inspection.parts import Part, moment, tells_part
from quxiang.web.reference.selectors import standard_of
from quxiang.web.roster.models import Graduate, GraduateVersion
from quxiang.web.verification.models import Call, SampledRecord
from quxiang.web.verification.scripts import ITEMS
from quxiang.web.verification.states import SurveyState
from quxiang.web.visits.models import VisitPerson
from quxiang.web.visits.states import VisitingState
from quxiang.web.worksheets.models import UNREGISTERED
from quxiang.web.worksheets.selectors import conclusions_of, record_shown, sides_shown

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User
    from quxiang.web.worksheets.models import Conclusion


def _named(who: User | None) -> str:
    return who.name if who is not None else "系统"


@tells_part(5)
def roster(graduate: Graduate, _: User) -> Part:
    """Give every version of the roster's row with what it changed."""
    rows = GraduateVersion.objects.filter(graduate=graduate).select_related("by", "college")
    told, before = [], None
    for each in rows.order_by("number"):
        told.append((
            f"第 {each.number} 版", each.get_reason_display(), _changed(before, each), each.note,
            f"{each.source} {_named(each.by)}".strip(), moment(each.recorded_at),
        ))  # fmt: skip
        before = each
    return Part("学籍和名册", ("版本", "原因", "改了什么", "说明", "来源和经办", "记入"), told)


#: facts of the roster in words; what only a helper sees is not among them
_FACTS = {
    "name": "姓名", "student_no": "学号", "exam_no": "考生号", "college": "登记责任单位",
    "class_name": "班级", "major_code": "专业代码", "major_name": "专业", "direction": "专业方向",
    "level": "学历层次", "study_mode": "学习形式", "training_mode": "培养方式",
    "graduation_on": "毕业日期", "status": "学籍状态", "removed": "移出名册",
}  # fmt: skip


def _changed(before: GraduateVersion | None, after: GraduateVersion) -> str:
    if before is None:
        return "记入名册"
    told = []
    for name, title in _FACTS.items():
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            told.append(f"{title}：{_plain(old)} → {_plain(new)}")
    return "；".join(told) or "其他项目"


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value) if value not in (None, "") else "空"


@tells_part(8)
def evidence(graduate: Graduate, _: User) -> Part:
    """Give every file there was, also those that were taken away."""
    words = kind_names(standard_of(graduate.school_id, graduate.cohort.scheme))
    told = [
        (
            f"第 {each.version} 版" if each.version else "待登记", words.get(each.kind, each.kind),
            each.title, f"{each.pages} 页，{each.sha256[:16]}",
            f"{_named(each.by)} {moment(each.at)}", _removal(each),
        )
        for each in graduate.evidence.select_related("by", "removed_by").order_by("pk")
    ]  # fmt: skip
    return Part("材料经过", ("版本", "种类", "说明", "页数和散列", "提交", "撤下"), told)


def _removal(file: Evidence) -> str:
    if file.removed_at is None:
        return ""
    return f"{_named(file.removed_by)} {moment(file.removed_at)} {file.removal_reason}".strip()


@tells_part(10)
def confirmations(graduate: Graduate, _: User) -> Part:
    rows = Confirmation.objects.filter(version__registration__graduate=graduate)
    told = [
        (
            f"第 {each.version.number} 版", each.get_place_display(), each.get_state_display(),
            f"{each.marked}，须电话核实" if each.marked else "", moment(each.at),
        )
        for each in rows.select_related("version").order_by("pk")
    ]  # fmt: skip
    return Part("本人确认", ("版本", "在哪里", "结果", "标记", "时间"), told)


@tells_part(20)
def cases(graduate: Graduate, _: User) -> Part:
    proved = CasePerson.objects.filter(graduate=graduate)
    rows = Case.objects.filter(pk__in=proved.values("case_id"))
    told = [
        (
            moment(each.found_at), each.rule or "本人异议", each.message,
            _answer(each),
            each.get_outcome_display() or each.get_state_display(),
            f"{_named(each.closed_by)} {moment(each.closed_at)}" if each.closed_at else "",
        )
        for each in rows.select_related("closed_by", "answered_by").order_by("found_at", "pk")
    ]  # fmt: skip
    return Part("预警", ("发现", "规则", "内容", "答复", "结果", "关闭"), told)


def _answer(case: Case) -> str:
    if not case.answer:
        return ""
    return f"{case.get_answer_display()} {_named(case.answered_by)} {moment(case.answered_at)}"


@tells_part(30)
def conclusions(graduate: Graduate, _: User) -> Part:
    """Give what each side said, and whether it still stands."""
    every = conclusions_of(graduate)
    shown = sides_shown(record_shown(graduate, "", every), every)
    stands = {each.conclusion.pk: each.standing.label for each in shown if each.conclusion}

    def row(each: Conclusion) -> tuple[str, ...]:
        return (
            each.get_side_display(), f"第 {each.version} 版" if each.version else "未登记",
            each.get_data_display() if each.version else UNREGISTERED[each.data],
            each.get_papers_display(), each.note, f"{each.by.name} {moment(each.at)}",
            str(stands.get(each.pk, "已被后来的结论代替")),
        )  # fmt: skip

    heads = ("哪一方", "版本", "数据", "材料", "问题", "核查人", "现在")
    return Part("逐一核查的结论", heads, [row(each) for each in reversed(every)])


@tells_part(35)
def calls(graduate: Graduate, _: User) -> Part:
    """Give the calls of surveys that are closed; who is in one that runs nobody is told."""
    closed = SampledRecord.objects.filter(graduate=graduate, survey__state=SurveyState.CLOSED)
    made: dict[int, list[Call]] = {}
    live = Call.objects.filter(record__in=closed.values("pk"), undone_at__isnull=True)
    for call in live.select_related("by").order_by("pk"):
        made.setdefault(call.record_id, []).append(call)
    told = []
    for each in closed.select_related("survey").order_by("pk"):
        about = (each.survey.title, each.survey.get_kind_display(), f"第 {each.round} 轮")
        found = made.get(each.pk, [])
        told += [
            (*about, _outcome(call.get_outcome_display(), call.differing), call.comment,
             f"{call.by.name} {moment(call.at)}")
            for call in found
        ]  # fmt: skip
        if not found:
            outcome = _outcome(each.get_outcome_display() or "没有核查到", each.differing)
            told.append((*about, outcome, "", moment(each.done_at)))
    return Part("抽查核实", ("抽查", "方式", "轮次", "结果", "说明", "核查人"), told)


def _outcome(words: str, differing: list[str]) -> str:
    items = "、".join(str(ITEMS.get(each, each)) for each in differing)
    return f"{words}：{items}" if items else words


@tells_part(40)
def visits(graduate: Graduate, _: User) -> Part:
    rows = VisitPerson.objects.filter(graduate=graduate, visit__hidden=False).exclude(
        visit__state__in=(VisitingState.PLANNED, VisitingState.CALLED_OFF)
    )
    told = [
        (
            moment(each.visit.arrived_at), each.visit.name, each.get_told_display(), each.note,
            each.visit.get_conclusion_display() or each.visit.get_state_display(),
            "、".join(who.name for who in (each.visit.first, each.visit.second) if who),
        )
        for each in rows.select_related("visit__first", "visit__second").order_by("pk")
    ]  # fmt: skip
    return Part("实地走访", ("到达", "单位", "本人情况", "说明", "结论", "走访人"), told)
