"""What every act on a paper does: see what its page showed, move, keep the step, tell the app."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from quxiang.problems import Problem, Where
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError
from quxiang.web.common.states import move
from quxiang.web.evidence.storage import vault
from quxiang.web.evidence.storage.places import PlaceError
from quxiang.web.papers.models import Paper, PaperStep
from quxiang.web.papers.states import PAPER

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

SHORTEST, LONGEST = 4, 400


def step(paper: Paper, verb: str, *, seen: int, by: User, text: str = "", **changes: Any) -> None:
    """Move a paper and keep the step; raises :class:`StaleStateError` for an older page."""
    revised(paper, seen)
    move(paper, PAPER[verb], by=by, reason=text[:200], **changes)
    note(paper, verb, by=by, text=text)


def revised(paper: Paper, seen: int) -> None:
    """Count one more revision; raises :class:`StaleStateError` when somebody else did."""
    rows = Paper.objects.filter(pk=paper.pk, revision=seen, state=paper.state)
    if not rows.update(revision=seen + 1):
        raise StaleStateError
    paper.revision = seen + 1


def in_state(paper: Paper, *states: str) -> None:
    """Go on only with a paper in one of these states; its page has shown another otherwise."""
    if paper.state not in states:
        raise StaleStateError


def note(paper: Paper, verb: str, *, by: User, text: str = "") -> None:
    """Keep a step, and tell the app that made the paper."""
    PaperStep.objects.create(
        school_id=paper.school_id, paper=paper, verb=verb, text=text, by=by, at=clock.now()
    )
    paper.about.told(paper, verb, by)


def reason_in(text: str, wanted: str) -> str:
    """Return a reason as written; refuses too little and too much."""
    words = text.strip()
    if not SHORTEST <= len(words) <= LONGEST:
        message = f"要写 {SHORTEST} 到 {LONGEST} 个字。"
        raise InvalidError(Problem("paper.reason", wanted + message, "", Where(column="text")))
    return words


def refuse_problems(paper: Paper) -> None:
    """Refuse to send or sign what the app that made it says is not ready."""
    if found := tuple(paper.about.problems(paper)):
        raise InvalidError(found)


def refuse_broken(paper: Paper) -> None:
    """Refuse to sign what does not lie in the store as it was frozen."""
    try:
        vault.content_of(paper.school_id, paper.sha256)
    except PlaceError as error:
        message = "存档的文件读不出来，或已不是备好时的内容，不能签字。"
        raise InvalidError(Problem("paper.broken", message, "请告诉管理员。")) from error
