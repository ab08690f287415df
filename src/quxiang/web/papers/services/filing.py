"""File what is signed and stamped, keep every receipt, accept it or return it with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from quxiang.problems import Problem, Where
from quxiang.web.approvals.services.scanning import prepared
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.evidence.intake.prepared import Prepared
from quxiang.web.evidence.storage import vault
from quxiang.web.papers.access import ACCEPTS, handles, may_accept, may_handle
from quxiang.web.papers.kinds import Place
from quxiang.web.papers.models import Paper, PaperFile, PaperReceipt
from quxiang.web.papers.services.keeping import file_of
from quxiang.web.papers.services.stepping import in_state, note, reason_in, revised, step
from quxiang.web.papers.services.telling import tell_centre, tell_handlers
from quxiang.web.papers.states import PaperState

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

S = PaperState
OWN = "这份文件由您经办或签过字，须由中心的另一人接收或退回。"


@dataclass(frozen=True)
class Handed:
    """What somebody says of handing a paper in: where, on which day, by whom, receipt number."""

    place: str
    on: date
    handed_by: str
    number: str = ""
    note: str = ""


def file(*, paper: Paper, said: Handed, seen: int, by: User, content: bytes = b"") -> PaperReceipt:
    """Note that a paper was handed in where it is filed; from now on it waits for an answer.

    Refuses one that lacks its stamp, another place, a day it cannot have been handed in on, and
    one for outside without a receipt number.
    """
    require(may_handle(by, paper), handles(paper))
    if said.place != paper.about.filed_with:
        raise _wrong("place", f"这类文件报送{paper.about.filed_with.label}。")
    return _filed(paper, said, seen, by, prepared(content) if content else None)


@trail.atomic()
def _filed(paper: Paper, said: Handed, seen: int, by: User, kept: Prepared | None) -> PaperReceipt:
    if paper.state == S.SIGNED and paper.about.stamped and not is_stamped(paper):
        raise InvalidError(_unstamped(paper))
    step(paper, "file", seen=seen, by=by, text=_words(said), filed_at=clock.now())
    made = _receipt(paper, said, by, kept)
    if said.place == Place.CENTRE:
        tell_centre(paper, "已报送，请接收或退回")
    return made


def receive(
    *, paper: Paper, said: Handed, seen: int, by: User, content: bytes = b""
) -> PaperReceipt:
    """Keep one more receipt of a paper that is filed, of any place it goes to."""
    require(may_handle(by, paper) or may_accept(by), handles(paper))
    if said.place not in paper.about.places:
        raise _wrong("place", "这类文件不报送这里。")
    return _received(paper, said, seen, by, prepared(content) if content else None)


@trail.atomic()
def _received(
    paper: Paper, said: Handed, seen: int, by: User, kept: Prepared | None
) -> PaperReceipt:
    in_state(paper, S.FILED, S.ACCEPTED)
    revised(paper, seen)
    made = _receipt(paper, said, by, kept)
    note(paper, "receive", by=by, text=_words(said))
    return made


@trail.atomic()
def accept(*, paper: Paper, text: str, seen: int, by: User) -> None:
    """Accept what was filed; for outside this notes that they did."""
    _refuse_own(paper, by)
    step(paper, "accept", seen=seen, by=by, text=text.strip()[:400])
    tell_handlers(paper, "已接收")


@trail.atomic()
def return_(*, paper: Paper, text: str, seen: int, by: User) -> None:
    """Return what is signed or filed with a reason; the next version is signed anew."""
    _refuse_own(paper, by)
    in_state(paper, S.SIGNED, S.FILED)
    words = reason_in(text, "请写明为什么退回。")
    step(paper, "return", seen=seen, by=by, text=words)
    tell_handlers(paper, "被退回，请修改后另备一版，重新签字盖章")


def is_stamped(paper: Paper) -> bool:
    """Say whether a scan of the stamped paper, or a verified e-seal nobody doubts, is there."""
    return any(each.stamps for each in paper.files.all())


def _unstamped(paper: Paper) -> Problem:
    doubted = next((each.doubt for each in paper.files.all() if each.doubt), "")
    if doubted:
        return Problem("paper.doubt", f"{doubted}；核对前不算盖过章。", "请由中心核对并写明理由。")
    message = "还没有盖章件：须先上传盖好章的扫描件，或经验证的电子签章文件。"
    return Problem("paper.stamp", message, "网上签字不能代替印章。")


def _refuse_own(paper: Paper, by: User) -> None:
    require(may_accept(by), ACCEPTS)
    outside = paper.about.filed_with != Place.CENTRE
    mine = paper.prepared_by_id == by.pk or paper.signatures.filter(user=by).exists()
    if mine and not outside:
        raise InvalidError(OWN)


def _receipt(paper: Paper, said: Handed, by: User, kept: Prepared | None) -> PaperReceipt:
    _refuse_day(paper, said.on)
    if not 2 <= len(said.handed_by.strip()) <= 40:
        raise _wrong("handed_by", "请写明由谁报送（2 到 40 个字）。")
    if said.place != Place.CENTRE and not said.number.strip():
        raise _wrong("number", "请填对方给的回执编号；没有编号的，写明“无编号”。")
    scan = file_of(paper, kept, PaperFile.Use.RECEIPT, by=by) if kept is not None else None
    made = PaperReceipt.objects.create(
        school_id=paper.school_id, paper=paper, place=said.place, on=said.on, file=scan,
        handed_by=said.handed_by.strip(), number=said.number.strip()[:60],
        note=said.note.strip()[:200], by=by, at=clock.now(),
    )  # fmt: skip
    after = {"number": made.number, "on": str(made.on), "target": made.get_place_display()}
    if scan is not None:
        after["scan"] = scan.sha256
    trail.record("paper.receive", paper, by=by, after=after)
    if kept is not None:
        vault.keep(paper.school_id, kept.content, kept.thumbnail)
    return made


def _refuse_day(paper: Paper, on: date) -> None:
    signed_on = clock.local(paper.signed_at).date() if paper.signed_at else clock.today()
    if not signed_on <= on <= clock.today():
        message = f"报送日期 {on} 不对：应在签齐之日（{signed_on}）和今天之间。"
        raise _wrong("on", message)


def _words(said: Handed) -> str:
    number = f"，回执 {said.number.strip()}" if said.number.strip() else ""
    return f"{said.on} 由{said.handed_by.strip()}报送{Place(said.place).label}{number}"


def _wrong(column: str, message: str) -> InvalidError:
    return InvalidError(Problem(f"paper.{column}", message, "", Where(column=column)))
