"""Open a dispute for the centre alone; let the centre answer it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from quxiang.web.audit import trail
from quxiang.web.common import clock, sealed
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.common.states import move
from quxiang.web.destinations.access import READS_DISPUTES, may_read_disputes
from quxiang.web.destinations.models import Confirmation, Dispute, Registration
from quxiang.web.destinations.states import DISPUTING, DisputeState

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

#: what begins with a dispute: the app of cases opens one here
Follower = Callable[[Dispute], None]
_opened: list[Follower] = []
_answered: list[Callable[[Dispute, User], None]] = []
LONGEST = 400


def follows_dispute(follower: Follower) -> Follower:
    _opened.append(follower)
    return follower


def follows_dispute_answer(follower: Callable[[Dispute, User], None]) -> None:
    """Register what goes on once the centre has answered a dispute."""
    _answered.append(follower)


def open_dispute(
    registration: Registration, confirmation: Confirmation, *, text: str, by: User
) -> Dispute:
    """Keep why a graduate disputes a version, sealed; within the service that takes the answer."""
    made = Dispute.objects.create(
        school_id=registration.school_id, cohort_id=registration.cohort_id,
        college_id=registration.college_id, graduate_id=registration.graduate_id,
        version_id=confirmation.version_id, text_sealed=sealed.seal(text[:LONGEST], "text"),
        state=DisputeState.OPEN, at=clock.now(), marked=confirmation.marked,
    )  # fmt: skip
    trail.record("dispute.open", made, by=by, subjects=[registration.graduate_id])
    for follow in _opened:
        follow(made)
    return made


@trail.atomic()
def answer_dispute(*, dispute: Dispute, text: str, by: User) -> None:
    """Tell the graduate what was found. Raises :class:`StaleStateError` if somebody did already."""
    require(may_read_disputes(by), READS_DISPUTES)
    if len(text.strip()) < 2:
        raise InvalidError("请写一句答复，本人会看到。")
    move(
        dispute, DISPUTING["answer"], by=by, answered_at=clock.now(), answered_by=by,
        answer_sealed=sealed.seal(text.strip()[:LONGEST], "answer"),
    )  # fmt: skip
    for follow in _answered:
        follow(dispute, by)


def text_of(dispute: Dispute) -> str:
    """Return why somebody disputes, for whoever may read it."""
    return sealed.unseal(dispute.text_sealed, "text")


def answer_of(dispute: Dispute) -> str:
    return sealed.unseal(dispute.answer_sealed, "answer") if dispute.answer_sealed else ""
