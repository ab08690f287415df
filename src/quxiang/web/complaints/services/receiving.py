"""Take in a complaint, and what its author adds later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Max

from quxiang.problems import Problem
from quxiang.web.audit import trail
from quxiang.web.common import clock, sealed
from quxiang.web.common.refusals import InvalidError
from quxiang.web.common.requests import from_nowhere
from quxiang.web.common.states import move
from quxiang.web.complaints.models import About, Complaint, ComplaintMove, Said, Voice
from quxiang.web.complaints.receipts import hash_of, receipt_of
from quxiang.web.complaints.states import HANDLING, ComplaintState
from quxiang.web.orgs.models import School, Unit
from quxiang.web.roster.models import Cohort

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

TEXT, COMPLAINANT = "text", "complainant"
SHORTEST, LONGEST = 10, 3000
LONGEST_NAME, LONGEST_CONTACT = 50, 100


@dataclass(frozen=True)
class Filed:
    """What somebody wrote into the form."""

    about: str
    college_id: str
    text: str
    name: str = ""
    contact: str = ""


def receive(*, school: School, filed: Filed, nonce: str) -> str:
    """Keep a complaint and return its receipt; the same form sent twice is one complaint.

    Nothing of where it was sent from is kept, in the trail neither. Raises
    :class:`InvalidError`.
    """
    college = _checked(school, filed)
    receipt = receipt_of(nonce)
    with from_nowhere(), trail.atomic():
        School.objects.select_for_update().get(pk=school.pk)  # one number after another
        if not Complaint.objects.filter(code_hash=hash_of(receipt)).exists():
            _keep(school, filed, college, receipt)
    return receipt


def _checked(school: School, filed: Filed) -> Unit | None:
    """Return the college complained of; raises for what cannot be taken in."""
    problems = []
    if not SHORTEST <= len(filed.text.strip()) <= LONGEST:
        message = f"情况说明要写 {SHORTEST} 到 {LONGEST} 个字。"
        problems.append(Problem("complaint.text", message, "请写明时间、涉及谁、发生了什么。"))
    if filed.about not in About.values:
        problems.append(Problem("complaint.about", "没有选被举报的是谁。", "请选一项。"))
    if len(filed.name) > LONGEST_NAME or len(filed.contact) > LONGEST_CONTACT:
        problems.append(Problem("complaint.name", "姓名或联系方式太长。", "请写短一些。"))
    if bool(filed.name.strip()) != bool(filed.contact.strip()):
        message = "姓名和联系方式只填了一项。"
        problems.append(Problem("complaint.name", message, "实名的两项都填；匿名的两项都空着。"))
    college = _college(school, filed)
    if filed.about == About.COLLEGE and college is None:
        message = "没有选是哪个学院。"
        problems.append(Problem("complaint.college", message, "请选学院，或改选“其他或说不清”。"))
    if problems:
        raise InvalidError(problems)
    return college


def _college(school: School, filed: Filed) -> Unit | None:
    if filed.about != About.COLLEGE or not filed.college_id.isdecimal():
        return None
    rows = Unit.objects.filter(school=school, kind=Unit.Kind.COLLEGE)
    return rows.filter(pk=int(filed.college_id[:9])).first()


def _keep(school: School, filed: Filed, college: Unit | None, receipt: str) -> None:
    last = Complaint.objects.filter(school=school).aggregate(last=Max("number"))["last"]
    who = f"{filed.name.strip()}\n{filed.contact.strip()}" if filed.name.strip() else ""
    made = Complaint.objects.create(
        school=school, number=(last or 0) + 1, about=filed.about, college=college,
        cohort=Cohort.objects.filter(school=school).order_by("-year").first(), at=clock.now(),
        state=ComplaintState.RECEIVED, code_hash=hash_of(receipt),
        complainant_sealed=sealed.seal(who, COMPLAINANT),
    )  # fmt: skip
    say(made, Voice.COMPLAINANT, filed.text)
    note_move(made, "receive")
    trail.record("complaint.receive", made, by=None, after={"about": filed.about})


def supplement(*, complaint: Complaint, text: str) -> None:
    """Add what the complainant wants to add; raises :class:`InvalidError`, also once closed."""
    if complaint.state == ComplaintState.CLOSED:
        raise InvalidError("这件举报已经办结，不能再补充。有新的情况，请另提交一件。")
    if not 2 <= len(text.strip()) <= LONGEST:
        raise InvalidError(f"补充的内容要写 2 到 {LONGEST} 个字。")
    with from_nowhere(), trail.atomic():
        say(complaint, Voice.COMPLAINANT, text)
        if complaint.state == ComplaintState.WAITING:
            move(complaint, HANDLING["supplement"], by=None)
            note_move(complaint, "supplement")
        else:
            trail.record("complaint.supplement", complaint, by=None)


def say(complaint: Complaint, voice: Voice, text: str, by: User | None = None) -> None:
    """Append words of one side; within the service that says what for."""
    Said.objects.create(
        school_id=complaint.school_id, complaint=complaint, voice=voice, at=clock.now(), by=by,
        text_sealed=sealed.seal(text.strip(), TEXT),
    )  # fmt: skip


def note_move(complaint: Complaint, verb: str, by: User | None = None) -> None:
    """Keep a step with what it left: a snapshot of an earlier moment reads these."""
    ComplaintMove.objects.create(
        school_id=complaint.school_id, complaint=complaint, verb=verb, target=complaint.state,
        outcome=complaint.outcome, college_id=complaint.college_id,
        graduate_id=complaint.graduate_id, at=clock.now(), by=by,
    )  # fmt: skip
