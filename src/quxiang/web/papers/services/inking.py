"""Print the page to be signed in ink, and take it back in with who signed it on which day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from quxiang.problems import Problem, Where
from quxiang.web.approvals.services.scanning import read
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.documents.models import Document
from quxiang.web.documents.selectors import SigningPage
from quxiang.web.documents.services.making import make_signing_page
from quxiang.web.evidence.intake.prepared import Prepared
from quxiang.web.evidence.storage import vault
from quxiang.web.orgs.models import Appointment
from quxiang.web.papers.access import handles, may_handle
from quxiang.web.papers.models import Paper, PaperFile, PaperSignature
from quxiang.web.papers.printed import refuse_other_page
from quxiang.web.papers.seats import Chair, chairs_of
from quxiang.web.papers.services.keeping import file_of
from quxiang.web.papers.services.signing import TWICE, settle
from quxiang.web.papers.services.stepping import (
    in_state,
    note,
    refuse_broken,
    refuse_problems,
    revised,
)
from quxiang.web.papers.states import PaperState

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User


@dataclass(frozen=True)
class Ink:
    """What somebody reads off the page: which seats are signed, on which day; the hash if typed."""

    seats: frozenset[str]
    on: date
    short: str = ""


@trail.atomic()
def print_page(*, paper: Paper, site: str, by: User) -> Document:
    """Make the page that is signed in ink: what is signed, its hash, a line for each seat."""
    require(may_handle(by, paper), handles(paper))
    in_state(paper, PaperState.SIGNING)
    said = SigningPage(
        about=f"{paper.whose} · {paper.about.title}", title=paper.title,
        version=f"第 {paper.version} 版", sha256=paper.sha256, pages=paper.pages,
        prepared_at=f"{clock.local(paper.prepared_at):%Y-%m-%d %H:%M}",
        seats=[each.seat.title for each in chairs_of(paper)], stamped=paper.about.stamped,
    )  # fmt: skip
    return make_signing_page(
        paper=paper.pk, unit=paper.unit, school=paper.school, said=said, site=site, by=by
    )


def sign_in_ink(*, paper: Paper, said: Ink, content: bytes, seen: int, by: User) -> PaperFile:
    """Record signatures in ink with their scan. Nothing of what is refused is kept.

    Refuses a page of another paper or version, a day it cannot have been signed on, a seat nobody
    held then, and one person for two seats.
    """
    require(may_handle(by, paper), handles(paper))
    in_state(paper, PaperState.SIGNING)
    _refuse_day(paper, said.on)
    if not said.seats:
        message = "还没有说明签字页上有谁的签字。"
        where = Where(column="seats")
        raise InvalidError(Problem("paper.nobody", message, "请对照扫描件勾选。", where))
    kept, codes = read(content)
    refuse_other_page(paper, codes, said.short)
    return _recorded(paper, said, kept, seen, by)


@trail.atomic()
def _recorded(paper: Paper, said: Ink, kept: Prepared, seen: int, by: User) -> PaperFile:
    refuse_problems(paper)
    refuse_broken(paper)
    revised(paper, seen)
    scan = file_of(paper, kept, PaperFile.Use.INK, by=by)
    signed = [
        _signed(scan, chair, holder, said.on, by)
        for chair, holder in _hands(paper, said)
    ]  # fmt: skip
    names = [f"{each.user.name}（{each.title}）" for each in signed]
    after = {
        "signatories": [each.user.name for each in signed], "signed_on": str(said.on),
        "scan": scan.sha256, "sha256": paper.sha256, "version": paper.version,
    }  # fmt: skip
    trail.record("paper.sign_in_ink", paper, by=by, after=after)
    note(paper, "sign_in_ink", by=by, text=f"{said.on} 签字：{'、'.join(names)}")
    settle(paper, by=by)
    vault.keep(paper.school_id, kept.content, kept.thumbnail)
    return scan


def _hands(paper: Paper, said: Ink) -> list[tuple[Chair, Appointment]]:
    """Return who signed for each named seat; each is a person of their own."""
    found: list[tuple[Chair, Appointment]] = []
    chairs = chairs_of(paper, said.on)
    people = {each.signature.user_id for each in chairs if each.signature is not None}
    if said.seats - {each.seat.code for each in chairs if each.signature is None}:
        raise StaleStateError
    for chair in chairs:
        if chair.seat.code not in said.seats:
            continue
        if not chair.holders:
            message = f"{said.on} 没有人担任{chair.seat.title}，不能登记这个签字。"
            raise InvalidError(Problem("paper.seat", message, "请核对签字日期和任职。"))
        holder = next((each for each in chair.holders if each.user_id not in people), None)
        if holder is None:
            raise InvalidError(TWICE)
        people.add(holder.user_id)
        found.append((chair, holder))
    return found


def _signed(
    scan: PaperFile, chair: Chair, holder: Appointment, on: date, by: User
) -> PaperSignature:
    paper = scan.paper
    return PaperSignature.objects.create(
        school_id=paper.school_id, paper=paper, seat=chair.seat.code, post=holder.post,
        appointment=holder, title=holder.post.title, user=holder.user, sha256=paper.sha256,
        way=PaperSignature.Way.INK, at=clock.now(), signed_on=on, scan=scan, recorded_by=by,
    )  # fmt: skip


def _refuse_day(paper: Paper, on: date) -> None:
    sent_on = clock.local(paper.sent_at).date() if paper.sent_at else clock.today()
    if not sent_on <= on <= clock.today():
        message = f"签字日期 {on} 不对：应在送签之日（{sent_on}）和今天之间。"
        where = Where(column="on")
        raise InvalidError(Problem("paper.day", message, "请按纸上写的日期填。", where))
