"""The graduate's three buttons: 对, 不对, 变了, on exactly the version that was shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from quxiang.web.accounts.selectors import present_marks
from quxiang.web.audit import trail
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.common.states import move
from quxiang.web.destinations.access import SELF
from quxiang.web.destinations.models import Confirmation, ConfirmationMove, Registration
from quxiang.web.destinations.services.disputing import open_dispute
from quxiang.web.destinations.services.holding import hold, moment_of, registration_of
from quxiang.web.destinations.states import CONFIRMING, ConfirmationState, Place
from quxiang.web.roster.models import Graduate

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

C = ConfirmationState
VERBS = {
    "right": "confirm",
    "changed": "ask_correction",
    # "wrong" is disputed, or a correction asked of the college, as the graduate chooses
    "wrong": "dispute",
}


@dataclass(frozen=True)
class Said:
    """What a graduate says; with ``to_college`` the college reads the note of a 不对 too."""

    button: str
    note: str = ""
    to_college: bool = False
    device: str = ""

    @property
    def verb(self) -> str:
        told = self.button == "wrong" and self.to_college
        return "ask_correction" if told else VERBS[self.button]


@trail.atomic()
def answer(*, graduate: Graduate, said: Said, seen: int, by: User) -> Confirmation:
    """Keep what the graduate says of the version in force, as the page showed it.

    Nobody else can confirm for a graduate (403). Raises :class:`StaleStateError` when a newer
    version came meanwhile. What a dispute says is kept sealed, apart, for the centre alone.
    """
    require(graduate.person.user_id == by.pk, SELF)
    if said.button not in VERBS:
        raise InvalidError("请选“对”“不对”或“变了”。")
    if said.button == "wrong" and len(said.note.strip()) < 2:
        raise InvalidError("请写一句哪里不对，老师好去核实。")
    held = hold(registration_of(graduate))
    confirmation = _of_shown(held, seen)
    source, disputes = confirmation.state, said.verb == "dispute"
    open_note = "" if disputes else said.note[:400]
    now, marks = moment_of(held), "、".join(present_marks(by))[:60]
    move(confirmation, CONFIRMING[said.verb], by=by, at=now, note=open_note, marked=marks)
    ConfirmationMove.objects.create(
        school_id=held.school_id, confirmation=confirmation, source=source,
        target=confirmation.state, by=by, at=now, note=open_note, device_hash=said.device,
    )  # fmt: skip
    after = {"said": said.button, **({"marks": marks} if marks else {})}
    trail.record("confirmation.answer", confirmation, by=by, subjects=[graduate.pk], after=after)
    if disputes:
        open_dispute(held, confirmation, text=said.note.strip(), by=by)
    return confirmation


def _of_shown(registration: Registration, seen: int) -> Confirmation:
    """Return the confirmation of the version that was shown, held until the act is done."""
    shown = registration.in_force or registration.current
    if shown is None or shown.number != seen:
        raise StaleStateError("您看到的内容刚刚有了新版本，请按新的内容再核对一次。")
    found, _ = Confirmation.objects.select_for_update().get_or_create(
        version=shown, place=Place.SCHOOL,
        defaults={"school_id": registration.school_id, "college_id": registration.college_id},
    )  # fmt: skip
    return found
