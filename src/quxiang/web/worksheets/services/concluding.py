"""Conclude on one record, bound to what the page showed; a problem becomes a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from quxiang.web.alerts.duedates import due_dates
from quxiang.web.alerts.models import Case, CaseEvent, Origin
from quxiang.web.alerts.services.opening import Outside, open_cases, take_back_cases
from quxiang.web.alerts.states import LIVE, Desk, Severity
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.destinations.services.holding import refuse_archived
from quxiang.web.orgs.kinds import COLLEGE_POSTS, PostKind
from quxiang.web.orgs.selectors import posts_of
from quxiang.web.roster.models import Graduate
from quxiang.web.worksheets.access import lent_to, why_not
from quxiang.web.worksheets.binding import Shown, hold, shown
from quxiang.web.worksheets.models import UNREGISTERED, Conclusion, Data, Papers, Side

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

#: the word such cases are listed under, as no rule found them
RULE = "逐一核查"
LONGEST = 300
CHANGED = (
    "这条记录或它的材料刚才有变化，或已有人先下了结论，您的结论没有记下。请看过现在的再下结论。"
)
THIN = "请写明问题在哪里（至少 4 个字），学院要照着它更正。"
UNSAID = "请选择数据和材料各自的结论。"
NO_PAPERS = "没有登记的记录只说登记与否：请选“未登记属实”或“应登记未登记”。"
WITHDRAWN = "核查人已改变结论，这件不用再答复。"


@dataclass(frozen=True)
class Said:
    """What is concluded: of the data, of the evidence, and what is wrong."""

    data: str
    papers: str
    note: str = ""

    @property
    def is_problem(self) -> bool:
        return self.data == Data.PROBLEM or self.papers in (Papers.PROBLEM, Papers.MISSING)


@trail.atomic()
def conclude(*, graduate: Graduate, side: str, said: Said, seen: str, by: User) -> Conclusion:
    """Keep what a side concludes of a record, in place of what it said before.

    Raises ``PermissionDenied`` with who may instead, ``StaleStateError`` where the record is
    another than the page showed, and refuses a problem without a sentence.
    """
    held = hold([graduate.pk])[0]
    refuse_archived(held.cohort)
    record = shown([held.pk], side)[held.pk]
    refusal = why_not(by, held, side, record.version, record.others)
    require(not refusal, refusal)
    _refuse_unsaid(record, said)
    if record.token != seen:
        raise StaleStateError(CHANGED)
    now = clock.now()
    made = keep(held, side, record, said, by=by, at=now)
    made.case_id = _case(held, side, record, said, by=by, at=now)
    if made.case_id is not None:
        made.save(update_fields=["case"])
    after = {
        "side": side, "data": made.data, "papers": made.papers, "version": made.version,
        "papers_digest": made.papers_digest, "case": made.case_id,
    }  # fmt: skip
    trail.record(
        "conclusion.make", made, by=by, reason=made.note, subjects=[held.pk], after=after,
        post_id=made.post,
    )  # fmt: skip
    return made


def _refuse_unsaid(record: Shown, said: Said) -> None:
    if said.data not in Data.values or said.papers not in Papers.values:
        raise InvalidError(UNSAID)
    if (record.version is None) != (said.papers == Papers.NONE):
        raise InvalidError(NO_PAPERS if record.version is None else UNSAID)
    if said.is_problem and len(said.note.strip()) < 4:
        raise InvalidError(THIN)


def keep(
    graduate: Graduate, side: str, record: Shown, said: Said, *, by: User, at: datetime,
    list_digest: str = "",
) -> Conclusion:  # fmt: skip
    """Write a conclusion over the one that stands; within the caller's transaction."""
    if record.before is not None:
        Conclusion.objects.filter(pk=record.before.pk).update(superseded_at=at)
    return Conclusion.objects.create(
        school_id=graduate.school_id, cohort_id=graduate.cohort_id, college_id=graduate.college_id,
        graduate=graduate, side=side, data=said.data, papers=said.papers,
        note=said.note.strip()[:LONGEST] if said.is_problem else "",
        version=record.number, version_digest=record.version_digest, files=len(record.files),
        newest_file=record.newest_file, papers_digest=record.papers_digest,
        list_digest=list_digest, round_id=_round(by, graduate) if side == Side.CROSS else None,
        by=by, post=_post(by, graduate, side), at=at,
    )  # fmt: skip


def _round(by: User, graduate: Graduate) -> int | None:
    return lent_to(by).filter(graduate=graduate).values_list("round_id", flat=True).first()


def _post(by: User, graduate: Graduate, side: str) -> int | None:
    """Return the post by which somebody concludes; a checker's is at the own college."""
    if side == Side.CENTRE:
        return posts_of(by).acting(PostKind.CENTRE_OFFICER)
    unit = graduate.college_id if side == Side.COLLEGE else None
    return posts_of(by).acting(*COLLEGE_POSTS, unit_id=unit)


def _case(
    graduate: Graduate, side: str, record: Shown, said: Said, *, by: User, at: datetime
) -> int | None:
    """Return the case of a problem: the one that waits already, else a new one."""
    before = record.before.case if record.before is not None else None
    live = before if before is not None and before.state in LIVE else None
    text = _sentence(graduate, side, record, said)
    if not said.is_problem:
        if live is not None:
            take_back_cases([live.pk], text=WITHDRAWN, by=by)
        return None
    if live is not None:
        _add(live, text, by, at)
        return live.pk
    due = due_dates(graduate.school_id, graduate.cohort_id, clock.local(at).date())
    told = Outside(text, Desk.COLLEGE, due[Severity.ERROR], graduate.college_id, graduate.pk)
    cohort = graduate.cohort
    return open_cases([told], cohort=cohort, origin=Origin.CHECK, rule=RULE, at=at)[0]


def _add(case: Case, text: str, by: User, at: datetime) -> None:
    case.events.create(
        school_id=case.school_id, kind=CaseEvent.Kind.CHANGED, text=text[:500], by=by, at=at
    )


def _sentence(graduate: Graduate, side: str, record: Shown, said: Said) -> str:
    """Say what is wrong with whose record, and who found it."""
    words = [UNREGISTERED[said.data]] if record.version is None else []
    if record.version is not None and said.data == Data.PROBLEM:
        words.append(Data.PROBLEM.label)
    if said.papers in (Papers.PROBLEM, Papers.MISSING):
        words.append(Papers(said.papers).label)
    of = f"第 {record.number} 版登记" if record.version is not None else "没有登记"
    what = "、".join(str(each) for each in words)
    return f"{graduate.name}（{of}）：{Side(side).label}发现{what}。{said.note.strip()[:LONGEST]}"
