"""Who runs the rules, and whose cases somebody sees, answers and verifies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quxiang.web.orgs.kinds import PostKind, whose
from quxiang.web.orgs.selectors import posts_of

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

K = PostKind
#: told to whoever is refused it
RUNS = whose(K.CENTRE_OFFICER)


def may_run(user: User) -> bool:
    """Say whether somebody has the rules run: the centre."""
    return not user.is_graduate and posts_of(user).has(K.CENTRE_OFFICER)
