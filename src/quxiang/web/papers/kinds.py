"""The kinds of papers: who signs, whether a stamp is needed, where it is filed, what must hold.

What is known of a kind from the notice stands here. The app that makes papers of a kind completes
it with ``complete``; a kind of its own it adds with ``register``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db.models import TextChoices

from quxiang.problems import Problem
from quxiang.web.orgs.kinds import PostKind

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User
    from quxiang.web.papers.models import Paper

K = PostKind


class Place(TextChoices):
    """Where a paper goes, each with a receipt of its own."""

    CENTRE = "centre", "就业创业指导中心"
    SYSTEM = "system", "登记系统"
    PROVINCE = "province", "省就业中心"


class Side(TextChoices):
    """Which of the two heads of a college or of the school."""

    PARTY = "party", "党组织主要负责人"
    OFFICE = "office", "行政主要负责人"


@dataclass(frozen=True)
class Seat:
    """One signature a paper wants: of a post, where two heads sign of one side of them."""

    code: str
    title: str
    post: str
    side: str = ""


COLLEGE_HEADS = (
    Seat("college_party", "学院党组织主要负责人", K.COLLEGE_HEAD, Side.PARTY),
    Seat("college_office", "学院行政主要负责人", K.COLLEGE_HEAD, Side.OFFICE),
)
SCHOOL_HEADS = (
    Seat("school_party", "学校党委主要负责人", K.SCHOOL_HEAD, Side.PARTY),
    Seat("school_office", "学校行政主要负责人", K.SCHOOL_HEAD, Side.OFFICE),
)
#: who sends a paper of a college to be signed and brings back what was signed on paper
COLLEGE_HANDLERS = (K.RECORDER, K.COLLEGE_REVIEWER, K.COLLEGE_EMPLOYMENT_HEAD, K.SECRETARY)


def _nothing(_: Paper) -> Sequence[Problem]:
    return ()


def _nobody_else(_: User, __: Paper) -> bool:
    return False


def _untold(_: Paper, __: str, ___: User) -> None:
    return None


def _nowhere(_: Paper) -> str:
    return ""


@dataclass(frozen=True)
class PaperKind:
    """One kind; the hooks are the app's that makes such papers.

    ``problems`` says what stands against signing it, asked when it is sent and at each signature;
    ``told`` is called with each step within its transaction; ``place`` is the address of what it
    was made from; ``sees`` opens it to more than signers, handlers, centre and auditor.
    """

    code: str
    title: str
    seats: tuple[Seat, ...]
    handlers: tuple[str, ...]
    #: where the first receipt is from, and where else it may go
    filed_with: Place = Place.CENTRE
    also: tuple[Place, ...] = ()
    stamped: bool = True
    #: whether it names graduates: whoever sees them masked does not open it
    personal: bool = False
    #: whether its PDF is made elsewhere and uploaded
    uploads: bool = False
    problems: Callable[[Paper], Sequence[Problem]] = _nothing
    told: Callable[[Paper, str, User], None] = _untold
    place: Callable[[Paper], str] = _nowhere
    sees: Callable[[User, Paper], bool] = _nobody_else

    @property
    def places(self) -> tuple[Place, ...]:
        return (self.filed_with, *self.also)


_kinds: dict[str, PaperKind] = {}


def register(kind: PaperKind) -> PaperKind:
    """Add a kind; one code is one kind."""
    if kind.code in _kinds:
        raise ValueError(f"paper kind {kind.code} is registered twice")
    _kinds[kind.code] = kind
    return kind


def complete(
    code: str, *, problems: Callable[[Paper], Sequence[Problem]] | None = None,
    told: Callable[[Paper, str, User], None] | None = None,
    place: Callable[[Paper], str] | None = None,
    sees: Callable[[User, Paper], bool] | None = None,
) -> PaperKind:  # fmt: skip
    """Give a kind that stands here the hooks of the app that makes its papers."""
    given = {"problems": problems, "told": told, "place": place, "sees": sees}
    _kinds[code] = replace(_kinds[code], **{k: v for k, v in given.items() if v is not None})  # type: ignore[arg-type]
    return _kinds[code]


def kind_of(code: str) -> PaperKind:
    return _kinds[code]


def every_kind() -> list[PaperKind]:
    return list(_kinds.values())


register(PaperKind("selfcheck_report", "自查报告", COLLEGE_HEADS, COLLEGE_HANDLERS,
                   also=(Place.SYSTEM,)))  # fmt: skip
register(PaperKind("compilation", "证明材料汇编", COLLEGE_HEADS, COLLEGE_HANDLERS, personal=True))
register(PaperKind("rectification_report", "整改报告", COLLEGE_HEADS, COLLEGE_HANDLERS,
                   uploads=True))  # fmt: skip
register(PaperKind("school_report", "学校核查报告", SCHOOL_HEADS, (K.CENTRE_OFFICER,),
                   filed_with=Place.PROVINCE, also=(Place.SYSTEM,)))  # fmt: skip
