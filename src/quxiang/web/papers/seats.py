"""Who signs a paper: the holders of its posts, two persons for two heads, nobody in their stead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from quxiang.web.common import clock
from quxiang.web.orgs.models import Appointment, Post
from quxiang.web.orgs.selectors import active_appointments, appointments_between
from quxiang.web.papers.kinds import Seat, Side
from quxiang.web.papers.models import Paper, PaperSignature

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

_PARTY = ("书记",)
_OFFICE = ("院长", "校长", "主任", "行政")
#: what an acting head is called
_ACTING = "主持"


@dataclass
class Chair:
    """A seat at one paper: who holds its posts, and the signature if there is one."""

    seat: Seat
    holders: list[Appointment] = field(default_factory=list)
    signature: PaperSignature | None = None

    @property
    def names(self) -> str:
        return "、".join(f"{each.user.name}（{each.post.title}）" for each in self.holders)


def is_deputy(title: str) -> bool:
    """Say whether a post's name is a deputy's: such a one is no 主要负责人, unless acting."""
    return "副" in title and _ACTING not in title


def side_of(title: str) -> str:
    """Return which head a post's name says it is; empty where it says neither or both."""
    sides = {
        side
        for side, words in ((Side.PARTY, _PARTY), (Side.OFFICE, _OFFICE))
        if any(word in title for word in words)
    }
    return str(sides.pop()) if len(sides) == 1 else ""


def chairs_of(paper: Paper, on: date | None = None) -> list[Chair]:
    """Return every seat of a paper with who holds it now, or held it on a day.

    Only who was appointed counts: neither a substitute nor whoever acts by delegation.
    """
    kind = paper.about
    held = _appointments(on).filter(
        school_id=paper.school_id, unit=paper.unit, role=Appointment.Role.HOLDER,
        kind__in={each.post for each in kind.seats},
    )  # fmt: skip
    appointments = list(held.select_related("user", "post"))
    signed = {each.seat: each for each in paper.signatures.select_related("user", "scan")}
    by_seat = assigned(kind.seats, [each.post for each in appointments])
    return [
        Chair(
            seat, [each for each in appointments if by_seat.get(each.post_id) == seat.code],
            signed.get(seat.code),
        )
        for seat in kind.seats
    ]  # fmt: skip


def _appointments(on: date | None) -> QuerySet[Appointment]:
    if on is None:
        return active_appointments(clock.now())
    begin: datetime = clock.start_of(on)
    return appointments_between(begin, begin + timedelta(days=1))


def assigned(seats: Sequence[Seat], posts: Iterable[Post]) -> dict[int, str]:
    """Return which seat each post fills; one whose name says no side takes what nobody claims."""
    found: dict[int, str] = {}
    unclear = []
    for post in sorted(posts, key=lambda each: each.pk):
        if is_deputy(post.title):
            continue
        fitting = [each for each in seats if each.post == post.kind]
        clear = [each for each in fitting if not each.side or each.side == side_of(post.title)]
        if clear:
            found[post.pk] = clear[0].code
        elif not side_of(post.title):
            unclear.append((post, fitting))
    for post, fitting in unclear:
        left = [each.code for each in fitting if each.code not in found.values()]
        if left:
            found[post.pk] = left[0]
    return found


def chair_for(chairs: Sequence[Chair], user: User) -> Chair | None:
    """Return the open chair somebody signs for now; the first of them, as nobody signs twice."""
    if any(each.signature and each.signature.user_id == user.pk for each in chairs):
        return None
    return next(
        (
            each
            for each in chairs
            if each.signature is None and any(h.user_id == user.pk for h in each.holders)
        ),
        None,
    )


def lacking(chairs: Sequence[Chair]) -> list[str]:
    """Return in words what stands against ever signing: an empty seat, one person for two."""
    said = [
        f"{each.seat.title}还没有人：请在“单位与岗位”里任命，岗位名称写明“书记”或“院长”“校长”等，"
        "副职不算主要负责人。"
        for each in chairs
        if each.signature is None and not each.holders
    ]
    people = {h.user_id for each in chairs for h in each.holders}
    people |= {each.signature.user_id for each in chairs if each.signature}
    if not said and len(people) < len(chairs):
        said.append("要签的岗位由同一个人担任，一个人不能签两次；请任命另一人。")
    return said
