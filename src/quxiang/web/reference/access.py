"""Who keeps the reference data: the centre; everybody of the staff may read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quxiang.web.orgs.kinds import PostKind, whose
from quxiang.web.orgs.selectors import posts_of

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User


#: told to whoever is refused it
KEEPS_REFERENCE = whose(PostKind.CENTRE_OFFICER)


def may_keep_reference(user: User) -> bool:
    return posts_of(user).has(PostKind.CENTRE_OFFICER)
