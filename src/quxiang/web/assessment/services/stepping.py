"""The steps of a listing: reply, withdrawal, decision, appeal, decision on it, revocation.

Each has a reason that stays, sees what its page showed, and is told to the other side.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from quxiang.web.assessment.access import (
    DECIDES,
    PROPOSES,
    REPLIES,
    may_decide,
    may_propose,
    may_reply,
)
from quxiang.web.assessment.models import Listing, ListingStep
from quxiang.web.assessment.services.telling import tell_centre, tell_college, tell_deciders
from quxiang.web.assessment.states import LISTING, ListingState
from quxiang.web.assessment.terms import terms_of, uses_of
from quxiang.web.assessment.wording import reason_for
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.common.states import move
from quxiang.web.reference.workdays import after_working_days

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

S = ListingState
OWN = "这是您自己提出的，须由另一人决定；请学校其他负责人决定。"
SAME = "列入是您决定的，申诉须由另一人决定；请学校其他负责人决定。"


@trail.atomic()
def reply(*, listing: Listing, text: str, seen: int, by: User) -> None:
    """Answer for the college; once, also after the date as long as nothing is decided."""
    require(may_reply(by, listing), REPLIES)
    _step(listing, "reply", reason_for(listing, text, "请写明学院的答复。"), seen, by)
    tell_deciders(listing, "学院已答复，请决定")


@trail.atomic()
def withdraw(*, listing: Listing, text: str, seen: int, by: User) -> None:
    """Take a proposal back before it is decided."""
    require(may_propose(by), PROPOSES)
    _step(listing, "withdraw", reason_for(listing, text, "请写明撤回的理由。"), seen, by)
    tell_college(listing, "中心已撤回，不再列入")


@trail.atomic()
def include(*, listing: Listing, text: str, seen: int, by: User, uses: Sequence[str] = ()) -> None:
    """Put it on the list, for the uses decided on; the time to appeal begins.

    Refuses who proposed it, and to do so before the college replied or its time is over.
    """
    _refuse_own(listing, by)
    if listing.state == S.PROPOSED and clock.today() <= listing.reply_due_on:
        raise InvalidError(
            f"学院还没有答复，答复期限是 {listing.reply_due_on}（含当日），期满前不能决定列入。"
        )
    known = uses_of(listing.cohort)
    if not uses or not set(uses) <= set(known):
        raise InvalidError("没有选用于哪些方面。请从列出的用途里至少选一项。")
    words = reason_for(listing, text, "请写明列入的理由。")
    days = terms_of(listing.cohort_id).appeal_days
    due = after_working_days(listing.school_id, clock.today(), days)
    _step(
        listing, "include", words, seen, by, appeal_due_on=due,
        uses=[each for each in known if each in uses], **_decided(by),
    )  # fmt: skip
    tell_college(listing, f"学校已决定列入，可于 {due} 前（含当日）申诉")


@trail.atomic()
def drop(*, listing: Listing, text: str, seen: int, by: User) -> None:
    """Decide that it does not come onto the list; this needs no reply."""
    _refuse_own(listing, by)
    words = reason_for(listing, text, "请写明不列入的理由。")
    _step(listing, "drop", words, seen, by, **_decided(by))
    tell_college(listing, "学校决定不列入")


@trail.atomic()
def appeal(*, listing: Listing, text: str, seen: int, by: User) -> None:
    """Appeal for the college, in time."""
    require(may_reply(by, listing), REPLIES)
    due = listing.appeal_due_on
    if listing.state == S.LISTED and due is not None and clock.today() > due:
        raise InvalidError(f"申诉期限是 {due}（含当日），已经过了。确有错误的，请学校撤销。")
    _step(listing, "appeal", reason_for(listing, text, "请写明申诉的理由。"), seen, by)
    tell_deciders(listing, "学院提出申诉，请由作出决定的人以外的一位决定")


@trail.atomic()
def uphold(*, listing: Listing, text: str, seen: int, by: User) -> None:
    """Decide that it stays on the list; another than who put it there."""
    _refuse_first(listing, by)
    _step(listing, "uphold", reason_for(listing, text, "请写明维持的理由。"), seen, by)
    tell_college(listing, "申诉不成立，维持列入")


@trail.atomic()
def overturn(*, listing: Listing, text: str, seen: int, by: User) -> None:
    """Decide that it comes off the list; another than who put it there."""
    _refuse_first(listing, by)
    _step(listing, "overturn", reason_for(listing, text, "请写明移出的理由。"), seen, by)
    tell_college(listing, "申诉成立，已移出")


@trail.atomic()
def revoke(*, listing: Listing, text: str, seen: int, by: User) -> None:
    """Take a mistaken one off the list, for everybody to see; nothing of it is deleted."""
    _refuse_own(listing, by)
    _step(listing, "revoke", reason_for(listing, text, "请写明撤销的理由。"), seen, by)
    tell_college(listing, "学校已撤销，不再列入")


def _refuse_own(listing: Listing, by: User) -> None:
    require(may_decide(by, listing), DECIDES)
    if listing.proposed_by_id == by.pk:
        raise InvalidError(OWN)


def _refuse_first(listing: Listing, by: User) -> None:
    _refuse_own(listing, by)
    if listing.decided_by_id == by.pk:
        raise InvalidError(SAME)


def _decided(by: User) -> dict[str, Any]:
    return {"decided_by": by, "decided_at": clock.now()}


def _step(listing: Listing, verb: str, text: str, seen: int, by: User, **changes: Any) -> None:
    """Move a listing and keep the step; raises :class:`StaleStateError` for an older page."""
    if listing.revision != seen:
        raise StaleStateError
    revised(listing)
    move(listing, LISTING[verb], by=by, reason=text[:200], **changes)
    note(listing, verb, text, by)
    if verb in ("reply", "appeal"):
        tell_centre(listing, f"{listing.get_state_display()}")


def revised(listing: Listing) -> None:
    """Count one more revision; raises :class:`StaleStateError` when somebody else did."""
    rows = Listing.objects.filter(pk=listing.pk, revision=listing.revision)
    if not rows.update(revision=listing.revision + 1):
        raise StaleStateError
    listing.revision += 1


def note(listing: Listing, verb: str, text: str, by: User) -> None:
    ListingStep.objects.create(
        school_id=listing.school_id, listing=listing, verb=verb, target=listing.state, text=text,
        uses=listing.uses, by=by, at=clock.now(),
    )  # fmt: skip
