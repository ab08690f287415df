"""What the centre makes of a visit: close its cases by it, open others, release it to colleges."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quxiang.web.alerts.duedates import due_dates
from quxiang.web.alerts.models import Case, Origin
from quxiang.web.alerts.services.filing import Paper, take_in
from quxiang.web.alerts.services.opening import Outside, open_cases
from quxiang.web.alerts.services.proving import Proof, conclude, file_proof
from quxiang.web.alerts.states import Answer, CaseState, Desk, Severity
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.common.states import move
from quxiang.web.documents import store
from quxiang.web.visits.access import PLANS, may_plan, may_settle
from quxiang.web.visits.models import FieldVisit, VisitPerson
from quxiang.web.visits.services.revising import revised, wrong
from quxiang.web.visits.states import FIELD_VISIT, Conclusion, Told, VisitingState

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

OWN = "您是这次走访的走访人，结论须由中心另一位工作人员作出。"
HIDDEN = "这是抽查的走访，抽查结束前不向学院立预警；不一致的在结束抽查时统一立。请去掉勾选。"
#: what a visit answers for a case it closes
ANSWERS = {Conclusion.TRUE: Answer.EXPLAINED, Conclusion.FALSE: Answer.WRONG}
RULE = "实地走访"


@dataclass(frozen=True)
class Settlement:
    """What is concluded, what colleges are told, which cases end, about whom others begin."""

    conclusion: str
    released: str
    closes: frozenset[int] = frozenset()
    opens: frozenset[int] = frozenset()

    @property
    def words(self) -> str:
        return f"实地走访（{Conclusion(self.conclusion).label}）：{self.released.strip()}"


def settle(*, visit: FieldVisit, said: Settlement, seen: int, by: User) -> None:
    """Conclude from a visit, with its sheet as the proof of every case it touches.

    A case it ends is as registered (属实合理), or not so at all (误报). Refuses a visitor, a case
    to close on a finding that settles nothing, and one to open about whom nobody found wanting.
    """
    require(may_plan(by), PLANS)
    if not may_settle(by, visit):
        raise InvalidError(OWN)
    _sound(said)
    if visit.sheet is None or visit.state != VisitingState.DONE:
        raise StaleStateError
    title = f"实地走访记录表 {visit.sheet.label}"
    content = store.content_of(visit.sheet)
    paper = take_in(school_id=visit.school_id, content=content, title=title)
    with trail.atomic():
        revised(visit, seen)
        _conclude(visit, said, paper, by)
        _open(visit, said.opens, paper, by)
        move(
            visit, FIELD_VISIT["settle"], by=by, reason=Conclusion(said.conclusion).label,
            conclusion=said.conclusion, released=said.released.strip(), ended_by=by,
            ended_at=clock.now(),
        )  # fmt: skip


def _sound(said: Settlement) -> None:
    if said.conclusion not in Conclusion.values:
        raise wrong("conclusion", "没有选结论。", "请选一项。")
    if len(said.released.strip()) < 5:
        raise wrong("released", "没有写给学院的说明。", "请写明查到什么、要学院做什么。")
    if said.closes and said.conclusion not in ANSWERS:
        message = "“部分属实”和“未能核实”不能据以关闭预警。"
        raise wrong("closes", message, "请不勾选要关闭的预警，只附上走访记录。")


def _conclude(visit: FieldVisit, said: Settlement, paper: Paper, by: User) -> None:
    """Close the chosen cases by what two others found; put the sheet to the rest."""
    linked = list(visit.cases.select_related("case").order_by("case_id"))
    live = [each for each in linked if each.case.state != CaseState.CLOSED]
    if not said.closes <= {each.case_id for each in live}:
        raise StaleStateError("要关闭的预警刚才有人处理了，没有办结。请刷新后再看。")
    for link in live:
        if link.case_id in said.closes:
            answer = ANSWERS[Conclusion(said.conclusion)]
            proof = Proof(answer, said.words, paper, visit.reported_by)
            conclude(case=link.case, proof=proof, by=by)
            link.closed = True
            link.save(update_fields=["closed"])
        else:
            file_proof(case=link.case, proof=Proof("", said.words, paper, None), by=by)


def _open(visit: FieldVisit, opens: Collection[int], paper: Paper, by: User) -> None:
    """Open a case of the college about each graduate who was not found where registered."""
    if visit.hidden and opens:
        raise InvalidError(HIDDEN)
    rows = visit.people.select_related("graduate", "college").filter(
        graduate_id__in=opens, told__in=(Told.LEFT, Told.UNKNOWN), case__isnull=True
    )
    people = list(rows.order_by("pk"))
    if len(people) != len(opens):
        raise wrong("opens", "所选的毕业生里有在岗或无法核实的。", "请只勾选没有找到的人。")
    if not people:
        return
    now = clock.now()
    due = due_dates(visit.school_id, visit.cohort_id, clock.local(now).date())[Severity.ERROR]
    told = [
        Outside(
            f"{each.graduate.name} 登记在 {visit.name}，实地走访：{each.get_told_display()}。",
            Desk.COLLEGE, due, each.college_id, each.graduate_id,
        )
        for each in people
    ]  # fmt: skip
    keys = open_cases(told, cohort=visit.cohort, origin=Origin.VISIT, rule=RULE, at=now)
    for each, key in zip(people, keys, strict=True):
        each.case_id = key
        proof = Proof("", "实地走访的记录", paper, None)
        file_proof(case=Case.objects.get(pk=key), proof=proof, by=by)
    VisitPerson.objects.bulk_update(people, ["case"])
    after = {"count": len(keys), "ids": list(keys)}
    subjects = [each.graduate_id for each in people]
    trail.record("fieldvisit.open", visit, by=by, subjects=subjects, after=after)
