"""A file that comes after signatures: who signs is told by this hook, and asks again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from quxiang.problems import Problem, Where
from quxiang.web.common.refusals import InvalidError
from quxiang.web.destinations.models import Registration
from quxiang.web.destinations.states import RegistrationState as S
from quxiang.web.roster.models import Graduate

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

Follower = Callable[[Registration, "User"], None]
Warner = Callable[[Graduate, str], str]
_followers: list[Follower] = []
_warners: list[Warner] = []
#: states in which files were signed for; in the last of them more may wait for the next change
SIGNED_FOR = (S.IN_REVIEW, S.SIGNED, S.ENTERED)


def follows_new_files(follower: Follower) -> Follower:
    """Register what happens to a held registration whose files somebody knowingly changed."""
    _followers.append(follower)
    return follower


def warns_of_new_files(warner: Warner) -> Warner:
    """Register who says, before a file is added, what it does to a graduate's signatures."""
    _warners.append(warner)
    return warner


def warning_for(graduate: Graduate, state: str) -> str:
    """Return what adding a file now does, in a registration of this state; empty for nothing."""
    if state not in SIGNED_FOR:
        return ""
    return "".join(warner(graduate, state) for warner in _warners)


def refuse_unknowing(held: Registration, *, knows: bool) -> None:
    """Refuse a file that would undo signatures while nobody was asked whether it may."""
    if knows or held.state not in (S.IN_REVIEW, S.SIGNED):
        return
    message = warning_for(held.graduate, held.state)
    remedy = "确要增补的，请勾选“我知道要重新签”。"
    raise InvalidError(Problem("signed_for", message, remedy, Where(column="reopens")))


def reopen(held: Registration, *, by: User) -> None:
    for follow in _followers:
        follow(held, by)
