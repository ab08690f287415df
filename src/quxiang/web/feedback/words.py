"""What is said of a row's case: in a reply, and in the file that goes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from quxiang.web.alerts.models import CaseEvent, CaseFile
from quxiang.web.alerts.selectors import files_of
from quxiang.web.alerts.states import Answer, CaseState, Outcome
from quxiang.web.common import clock
from quxiang.web.common.columns import among
from quxiang.web.destinations.changes import said
from quxiang.web.evidence.models import Evidence
from quxiang.web.feedback.models import FeedbackRow
from quxiang.web.reference.selectors import standard_of
from quxiang.web.roster.models import Cohort

#: what an answer is called outside of the school
ANSWERS = {
    Answer.FIXED: "已更正", Answer.EXPLAINED: "情况属实，说明如下",
    Answer.WRONG: "经核实与反馈不符",
}  # fmt: skip


@dataclass(frozen=True)
class Answered:
    """One row with what was answered, what it was changed to, and the papers that prove it."""

    row: FeedbackRow
    answer: str = ""
    text: str = ""
    version: str = ""
    papers: Sequence[tuple[str, str, str]] = field(default_factory=list)

    @property
    def who(self) -> str:
        if self.row.graduate is not None:
            return f"{self.row.graduate.name}（{self.row.graduate.student_no}）"
        return self.row.name or "未写明姓名的一条"

    @property
    def standing(self) -> str:
        """Say how far the case has come, and how it ended."""
        case = self.row.case
        if case.state == CaseState.CLOSED:
            return f"已核实：{Outcome(case.outcome).label}"
        return "已答复，待核实" if case.state == CaseState.ANSWERED else "尚未答复"

    @property
    def line(self) -> str:
        """Return the answer in one sentence."""
        told = ANSWERS[Answer(self.answer)] if self.answer else "尚未答复"
        return "：".join(filter(None, ("；".join(filter(None, (told, self.version))), self.text)))


def answers_to(rows: Sequence[FeedbackRow], cohort: Cohort) -> list[Answered]:
    """Return rows with their answers, in the order given; six statements, however many."""
    cases = [each.case_id for each in rows]
    events, files = _events(cases), files_of(cases)
    papers = _papers([each.graduate_id for each in rows if each.graduate_id is not None], cohort)
    standard = standard_of(cohort.school_id, cohort.scheme)
    found = []
    for row in rows:
        event = events.get(row.case_id) if row.case.answer else None
        if event is None:
            found.append(Answered(row))
            continue
        version = event.version
        changed = f"第 {version.number} 版 {said(standard, version, 'code')}" if version else ""
        listed = [*papers.get(row.graduate_id or 0, []), *_filed(files.get(event.pk, ()))]
        found.append(Answered(row, event.answer, event.text, changed, listed))
    return found


def _events(cases: Sequence[int]) -> Mapping[int, CaseEvent]:
    """Return the last answer of each case."""
    rows = CaseEvent.objects.filter(
        among(CaseEvent, "case_id", cases), kind=CaseEvent.Kind.ANSWERED
    )
    return {each.case_id: each for each in rows.select_related("version").order_by("pk")}


def _papers(people: Sequence[int], cohort: Cohort) -> Mapping[int, list[tuple[str, str, str]]]:
    """Return the papers bound to a version of each: title, hash, when it was taken in."""
    kinds = standard_of(cohort.school_id, cohort.scheme).tables["evidence_kind"].rows
    rows = Evidence.objects.filter(
        among(Evidence, "graduate_id", people), version__isnull=False, removed_at__isnull=True
    )
    found: dict[int, list[tuple[str, str, str]]] = {}
    for each in rows.order_by("at", "pk"):
        kind = str(getattr(kinds.get(each.kind), "name", "")) or each.kind
        title = " · ".join(filter(None, (kind, each.title)))
        found.setdefault(each.graduate_id, []).append((title, each.sha256, _at(each.at)))
    return found


def _filed(files: Sequence[CaseFile]) -> list[tuple[str, str, str]]:
    """Return the files that came with an answer, without withdrawn ones, as papers are told."""
    return [(e.title, e.sha256, _at(e.at)) for e in files if e.withdrawn_at is None]


def _at(moment: datetime) -> str:
    return f"{clock.local(moment):%Y-%m-%d %H:%M}"
