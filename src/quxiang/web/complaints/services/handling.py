"""Handle a complaint: accept, ask, pass on, close with an outcome; state an opinion on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quxiang.problems import Problem
from quxiang.web.audit import trail
from quxiang.web.common import sealed
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.common.states import move
from quxiang.web.complaints.access import HANDLES, STATES, may_handle, may_state
from quxiang.web.complaints.models import About, Complaint, Voice
from quxiang.web.complaints.services.receiving import COMPLAINANT, LONGEST, note_move, say
from quxiang.web.complaints.states import HANDLING, ComplaintState, Outcome
from quxiang.web.orgs.models import Unit
from quxiang.web.roster.access import graduates_visible_to

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User


@trail.atomic()
def accept(*, complaint: Complaint, by: User) -> None:
    """Begin to handle. Raises :class:`StaleStateError` where somebody did."""
    require(may_handle(by, complaint), HANDLES)
    move(complaint, HANDLING["accept"], by=by)
    note_move(complaint, "accept", by)


@trail.atomic()
def ask(*, complaint: Complaint, text: str, by: User) -> None:
    """Ask the complainant for more; they read it with their receipt."""
    require(may_handle(by, complaint), HANDLES)
    words = _written(text, "请写清楚要举报人补充什么。")
    move(complaint, HANDLING["ask"], by=by)
    say(complaint, Voice.REPLY, words, by)
    note_move(complaint, "ask", by)


@trail.atomic()
def close(*, complaint: Complaint, outcome: str, text: str, by: User) -> None:
    """End with an outcome and what the complainant is told of it."""
    require(may_handle(by, complaint), HANDLES)
    if outcome not in Outcome.values:
        raise InvalidError(Problem("complaint.outcome", "没有选结果。", "请选一项再办结。"))
    words = _written(text, "请写明核实到什么、怎么处理，举报人会看到。")
    move(complaint, HANDLING["close"], by=by, outcome=outcome)
    say(complaint, Voice.REPLY, words, by)
    note_move(complaint, "close", by)


@trail.atomic()
def reopen(*, complaint: Complaint, text: str, by: User) -> None:
    """Take up what was closed, for a reason that is kept."""
    require(may_handle(by, complaint), HANDLES)
    words = _written(text, "请写明为什么重新办理。")
    move(complaint, HANDLING["reopen"], by=by, reason=words[:200], outcome="")
    say(complaint, Voice.NOTE, words, by)
    note_move(complaint, "reopen", by)


@trail.atomic()
def pass_on(*, complaint: Complaint, about: str, college_id: str, by: User) -> None:
    """Say who it is really about; it goes to whoever handles that, and begins anew there."""
    require(may_handle(by, complaint), HANDLES)
    college = None
    if about == About.COLLEGE:
        colleges = Unit.objects.filter(school_id=by.school_id, kind=Unit.Kind.COLLEGE)
        known = college_id.isdecimal() and len(college_id) < 10
        college = colleges.filter(pk=int(college_id)).first() if known else None
    if about not in About.values or (about == About.COLLEGE and college is None):
        raise InvalidError("没有选改由谁办理。请选被举报的是谁；是学院的，还要选学院。")
    if (about, college) == (complaint.about, complaint.college):
        raise InvalidError("选的和原来一样，没有改动。")
    before = {"about": complaint.about, "college": complaint.college_id, "state": complaint.state}
    new = {"about": about, "college": college, "state": ComplaintState.RECEIVED, "outcome": ""}
    if not Complaint.objects.filter(pk=complaint.pk, **before).update(**new):
        raise StaleStateError
    for name, value in new.items():
        setattr(complaint, name, value)
    note_move(complaint, "pass_on", by)
    trail.record("complaint.pass_on", complaint, by=by, before=before, after={"about": about})


@trail.atomic()
def concern(*, complaint: Complaint, number: str, by: User) -> None:
    """Say whose record a complaint concerns, by student number; nothing is nobody's."""
    require(may_handle(by, complaint), HANDLES)
    plain = sealed.folded(number)
    found = graduates_visible_to(by).filter(student_no=plain).order_by("-cohort__year").first()
    if plain and found is None:
        raise InvalidError(f"名册里没有学号 {plain[:30]}。请核对后再填；不涉及某个人的留空。")
    complaint.graduate = found
    complaint.cohort = found.cohort if found else complaint.cohort
    complaint.save(update_fields=["graduate", "cohort"])
    note_move(complaint, "concern", by)
    subjects = [found.pk] if found else []
    trail.record("complaint.concern", complaint, by=by, subjects=subjects)


@trail.atomic()
def note(*, complaint: Complaint, text: str, by: User) -> None:
    """Keep what was done; handlers and the auditor read it, the complainant does not."""
    require(may_handle(by, complaint), HANDLES)
    say(complaint, Voice.NOTE, _written(text, "请写明做了什么。"), by)
    trail.record("complaint.note", complaint, by=by)


@trail.atomic()
def state(*, complaint: Complaint, text: str, by: User) -> None:
    """Append the auditor's opinion; it changes nothing else."""
    require(may_state(by), STATES)
    say(complaint, Voice.STATEMENT, _written(text, "请写明意见。"), by)
    trail.record("complaint.state", complaint, by=by)


@trail.atomic()
def complainant_of(*, complaint: Complaint, by: User) -> tuple[str, str]:
    """Return name and contact of who complained, for the handler alone; that it was asked stays."""
    require(may_handle(by, complaint), HANDLES)
    trail.record("complaint.reveal", complaint, by=by)
    name, _, contact = sealed.unseal(complaint.complainant_sealed, COMPLAINANT).partition("\n")
    return name, contact


def _written(text: str, wanted: str) -> str:
    words = text.strip()
    if not 2 <= len(words) <= LONGEST:
        raise InvalidError(Problem("complaint.text", f"要写 2 到 {LONGEST} 个字。", wanted))
    return words
