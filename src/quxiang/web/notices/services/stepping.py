"""The steps of a notice: edited, issued, answered, returned or accepted, withdrawn.

Each sees what its page showed; facts are no step's to change.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from quxiang.problems import Problem, Where
from quxiang.web.alerts.models import CaseEvent
from quxiang.web.alerts.services.filing import Paper
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.common.states import move
from quxiang.web.documents.services.making import make_notice, take_back
from quxiang.web.notices.access import ANSWERS, DRAFTS, may_answer, may_draft
from quxiang.web.notices.facts import subjects_of
from quxiang.web.notices.models import CollegeNotice, Kind, NoticeFile
from quxiang.web.notices.paper import data_of
from quxiang.web.notices.services.drafting import meeting_at, note
from quxiang.web.notices.services.telling import tell_answered, tell_heads
from quxiang.web.notices.states import NOTICE, NoticeState
from quxiang.web.notices.wording import SHORT, TITLE, refuse_names, refuse_past, written
from quxiang.web.roster.models import Graduate
from quxiang.web.wordfiles.selectors import latest

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

ENOUGH = 4
#: what is written by hand, as the trail and the page call it
_TITLES = {
    "title": "标题", "matter": "事由", "demand": "要求", "reply_by": "答复期限",
    "whom": "约谈对象", "meet_at": "约谈时间", "place": "约谈地点",
}  # fmt: skip


@dataclass(frozen=True)
class Words:
    """What of a notice is written by hand."""

    title: str
    matter: str
    demand: str
    reply_by: date
    whom: str = ""
    meet_at: datetime | None = None
    place: str = ""


@trail.atomic()
def edit(*, notice: CollegeNotice, words: Words, seen: int, by: User) -> None:
    """Change the words of a draft; raises :class:`StaleStateError` once it went out."""
    require(may_draft(by), DRAFTS)
    if notice.state != NoticeState.DRAFTED or notice.revision != seen:
        raise StaleStateError
    new = _checked(notice, words)
    before = {name: getattr(notice, name) for name in new}
    changed = [name for name in new if new[name] != before[name]]
    if not changed:
        raise InvalidError("文字和原来一样，没有改动。")
    _revised(notice, **new)
    titles = "、".join(_TITLES[name] for name in changed)
    note(notice, "edit", f"改了{titles}", by)
    trail.record(
        "collegenotice.edit", notice, by=by, before={name: str(before[name]) for name in changed},
        after={name: str(new[name]) for name in changed},
    )  # fmt: skip


def _checked(notice: CollegeNotice, words: Words) -> dict[str, Any]:
    new: dict[str, Any] = {
        "title": written(words.title, "title", "标题", TITLE).replace("\n", ""),
        "matter": written(words.matter, "matter", "事由"),
        "demand": written(words.demand, "demand", "要求"), "reply_by": words.reply_by,
    }  # fmt: skip
    refuse_past(words.reply_by, clock.now())
    if notice.kind == Kind.TALK:
        new["whom"] = written(words.whom, "whom", "约谈对象", SHORT)
        new["place"] = written(words.place, "place", "约谈地点", SHORT)
        new["meet_at"] = meeting_at(words.meet_at)
        people = Graduate.objects.filter(pk__in=subjects_of(notice.facts)).order_by()
        said = "\n".join(str(new[name]) for name in ("title", "matter", "demand", "place"))
        refuse_names(said, list(people.values_list("name", flat=True)))
    return new


@trail.atomic()
def issue(*, notice: CollegeNotice, site: str, seen: int, by: User) -> None:
    """Number it, keep its PDF, tell the college's heads, and each of its cases.

    The number is the next of its kind and year: whoever takes one holds the counter until the
    notice stands, and what fails gives it back.
    """
    require(may_draft(by), DRAFTS)
    if notice.revision != seen or notice.state != NoticeState.DRAFTED:
        raise StaleStateError
    now = clock.now()
    refuse_past(notice.reply_by, now)
    if notice.kind == Kind.TALK:
        meeting_at(notice.meet_at)
    made = make_notice(
        kind=notice.kind, notice=notice.pk, college=notice.college,
        subjects=subjects_of(notice.facts), said=data_of(notice, now), site=site, by=by,
    )  # fmt: skip
    done = {
        "issued_by": by, "issued_at": now, "document": made,
        "template": latest(notice.school_id, notice.kind),
    }  # fmt: skip
    _step(notice, "issue", "", seen, by, **done)
    text = f"{notice.get_kind_display()} {made.label}：{notice.title}"
    CaseEvent.objects.bulk_create([
        CaseEvent(
            school_id=notice.school_id, case_id=each.case_id, kind=CaseEvent.Kind.NOTICED,
            text=text[:500], by=by, at=now,
        )
        for each in notice.cases.all()
    ])  # fmt: skip
    tell_heads(notice, "已发出", "请阅读并在期限前答复")


@trail.atomic()
def answer(*, notice: CollegeNotice, text: str, paper: Paper | None, seen: int, by: User) -> None:
    """Answer for the college, with a file or without."""
    require(may_answer(by, notice), ANSWERS)
    said = written(text, "text", "答复")
    step = _step(notice, "answer", said, seen, by)
    if paper is not None:
        made = NoticeFile.objects.create(
            school_id=notice.school_id, step=step, title=paper.title, sha256=paper.sha256,
            size=paper.size, pages=paper.pages, media_type=paper.media_type, at=step.at,
        )  # fmt: skip
        told = {"title": made.title, "sha256": made.sha256, "pages": made.pages}
        trail.record("noticefile.put", made, by=by, after=told)
    tell_answered(notice)


@trail.atomic()
def send_back(
    *, notice: CollegeNotice, text: str, reply_by: date | None, seen: int, by: User
) -> None:
    """Ask for another answer, by another day where the first is over."""
    require(may_draft(by), DRAFTS)
    reason = _reason(text, "请写明退回的原因、还要说明什么。")
    until = reply_by or notice.reply_by
    refuse_past(until, clock.now())
    _step(notice, "return", reason, seen, by, reply_by=until)
    tell_heads(notice, "的答复被退回", "请按退回的原因重新答复")


@trail.atomic()
def accept(*, notice: CollegeNotice, text: str, seen: int, by: User) -> None:
    """End a notice whose answer will do; its cases go on by themselves."""
    require(may_draft(by), DRAFTS)
    _step(notice, "accept", text.strip()[:500], seen, by)
    tell_heads(notice, "已办结", "您不必再办理")


@trail.atomic()
def withdraw(*, notice: CollegeNotice, text: str, seen: int, by: User) -> None:
    """Take a notice back, for whoever saw it to see; its number is not given to another."""
    require(may_draft(by), DRAFTS)
    out = notice.issued_at is not None
    _step(notice, "withdraw", _reason(text, "请写明撤回的原因。"), seen, by)
    if notice.document is not None:
        take_back(notice.document)
    if out:
        tell_heads(notice, "已撤回", "您不必再答复")


def _revised(notice: CollegeNotice, **changes: Any) -> None:
    """Count one more revision; raises :class:`StaleStateError` when somebody else did."""
    rows = CollegeNotice.objects.filter(pk=notice.pk, revision=notice.revision, state=notice.state)
    if not rows.update(revision=notice.revision + 1, **changes):
        raise StaleStateError
    notice.revision += 1
    for name, value in changes.items():
        setattr(notice, name, value)


def _step(notice: CollegeNotice, verb: str, text: str, seen: int, by: User, **changes: Any) -> Any:
    """Move a notice and keep the step; raises :class:`StaleStateError` for an older page."""
    if notice.revision != seen:
        raise StaleStateError
    _revised(notice)
    move(notice, NOTICE[verb], by=by, reason=text[:200], **changes)
    return note(notice, verb, text, by)


def _reason(text: str, wanted: str) -> str:
    if len(text.strip()) < ENOUGH:
        message = f"{wanted}（至少 {ENOUGH} 个字）"
        raise InvalidError(Problem("notice.reason", message, "", Where(column="text")))
    return text.strip()[:500]
