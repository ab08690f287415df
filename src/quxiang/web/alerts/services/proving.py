"""Close a case on what others proved elsewhere, such as two visitors on the spot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from quxiang.web.alerts.access import VERIFIES, may_verify
from quxiang.web.alerts.models import Case, CaseEvent
from quxiang.web.alerts.services import filing
from quxiang.web.alerts.services.answering import OWN, Said, close_held, tell
from quxiang.web.alerts.services.filing import Paper
from quxiang.web.alerts.states import CASES, CaseState
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.common.states import move

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

Kind = CaseEvent.Kind


@dataclass(frozen=True)
class Proof:
    """What was proved: the answer it gives, in words, by which paper, on whose word."""

    answer: str
    text: str
    paper: Paper
    found_by: User | None


@trail.atomic()
def conclude(*, case: Case, proof: Proof, by: User) -> None:
    """Close a live case by a proof: who found it answers, ``by`` verifies; never one person.

    What its desk answered before stands in the thread.
    """
    require(may_verify(by), VERIFIES)
    if proof.found_by is None or proof.found_by.pk == by.pk:
        raise InvalidError(OWN)
    held = Case.objects.select_for_update(no_key=True).get(pk=case.pk)
    if held.state == CaseState.CLOSED:
        raise StaleStateError
    said, now = Said(proof.answer, proof.text, paper=proof.paper), clock.now()
    answered = {"answer": proof.answer, "answered_by": proof.found_by, "answered_at": now}
    if held.state == CaseState.OPEN:
        move(held, CASES["answer"], by=by, reason=proof.text[:200], **answered)
    else:
        Case.objects.filter(pk=held.pk).update(**answered)
    tell([held], Kind.ANSWERED, said, proof.found_by, now)
    close_held([held], Said(proof.answer, proof.text), by)


@trail.atomic()
def file_proof(*, case: Case, proof: Proof, by: User) -> None:
    """Put a proof to a case that goes on: what it says, and its paper, in the thread."""
    now = clock.now()
    event = CaseEvent.objects.create(
        school_id=case.school_id, case=case, kind=Kind.COMMENT, text=proof.text[:500], by=by,
        at=now,
    )  # fmt: skip
    filing.put(proof.paper, [case], [event.pk], by=by, at=now)
    subjects = [case.graduate_id] if case.graduate_id is not None else []
    trail.record("case.comment", case, by=by, subjects=subjects, after={"event": event.pk})
