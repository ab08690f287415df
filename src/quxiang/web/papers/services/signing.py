"""Send a paper to be signed, sign it on the screen, take it back, return it unsigned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied

from quxiang.problems import Problem
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.papers.access import handles, may_handle
from quxiang.web.papers.models import Paper, PaperSignature
from quxiang.web.papers.seats import Chair, chair_for, chairs_of, lacking
from quxiang.web.papers.services.stepping import (
    in_state,
    note,
    reason_in,
    refuse_broken,
    refuse_problems,
    revised,
    step,
)
from quxiang.web.papers.services.telling import tell_handlers, tell_signers
from quxiang.web.papers.states import PaperState

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

TWICE = "您已在这份文件上签过字；另一个签字须由另一个人签。"


@trail.atomic()
def send_to_signing(*, paper: Paper, seen: int, by: User) -> None:
    """Let a draft be signed; from here on its bytes never change.

    Refuses what the app says is not ready, and a paper nobody could sign to the end.
    """
    require(may_handle(by, paper), handles(paper))
    refuse_problems(paper)
    refuse_broken(paper)
    chairs = chairs_of(paper)
    if found := lacking(chairs):
        raise InvalidError([Problem("paper.seat", each, "") for each in found])
    step(paper, "send", seen=seen, by=by, sent_at=clock.now())
    tell_signers(paper, chairs)


@trail.atomic()
def sign(*, paper: Paper, seen: int, by: User) -> None:
    """Sign for the one seat somebody holds; the last signature completes the paper.

    Refuses who holds no post of it (403), a second signature by one person (403), an older page
    (409), and what the app says is not ready any more (422).
    """
    in_state(paper, PaperState.SIGNING)
    revised(paper, seen)  # before anything is told apart: a second click came too late
    chair = require_asked(paper, by)
    refuse_problems(paper)
    refuse_broken(paper)
    holder = next(each for each in chair.holders if each.user_id == by.pk)
    today = clock.today()
    made = PaperSignature.objects.create(
        school_id=paper.school_id, paper=paper, seat=chair.seat.code, post=holder.post,
        appointment=holder, title=holder.post.title, user=by, sha256=paper.sha256,
        way=PaperSignature.Way.SCREEN, at=clock.now(), signed_on=today,
    )  # fmt: skip
    after = {"post": made.title, "sha256": paper.sha256, "version": paper.version}
    trail.record("paper.sign", paper, by=by, post_id=holder.post_id, after=after)
    note(paper, "sign", by=by, text=f"{chair.seat.title}：{made.title}")
    settle(paper, by=by)


def require_asked(paper: Paper, user: User) -> Chair:
    """Return the chair somebody signs for; refuses everybody else with who may."""
    chairs = chairs_of(paper)
    chair = chair_for(chairs, user)
    if chair is not None:
        return chair
    if any(each.signature and each.signature.user_id == user.pk for each in chairs):
        raise PermissionDenied(TWICE)
    if any(each.user_id == user.pk for chair in chairs for each in chair.holders):
        raise StaleStateError
    names = "；".join(f"{c.seat.title}：{c.names or '还没有人'}" for c in chairs)
    raise PermissionDenied(f"这份文件只由任职者本人签，不能由秘书、候补或受托的人代签。{names}。")


def settle(paper: Paper, *, by: User) -> None:
    """Complete a paper once every seat has signed."""
    if paper.signatures.count() < len(paper.about.seats):
        return
    step(paper, "complete", seen=paper.revision, by=by, signed_at=clock.now())
    tell_handlers(paper, "已签齐，请办理盖章和报送" if paper.about.stamped else "已签齐，请报送")


@trail.atomic()
def withdraw(*, paper: Paper, text: str, seen: int, by: User) -> None:
    """Take a paper back before the last signature; what was signed of it stands as history."""
    require(may_handle(by, paper), handles(paper))
    words = reason_in(text, "请写明为什么撤回。")
    step(paper, "withdraw", seen=seen, by=by, text=words)


@trail.atomic()
def send_back(*, paper: Paper, text: str, seen: int, by: User) -> None:
    """Return a paper instead of signing it; who signs says why, a new version follows."""
    require_asked(paper, by)
    in_state(paper, PaperState.SIGNING)
    words = reason_in(text, "请写明为什么退回。")
    step(paper, "return", seen=seen, by=by, text=words)
    tell_handlers(paper, "被签字人退回，请修改后另备一版")
