"""A round of 交叉互查 lets its checkers read exactly the records listed, while it is open.

Read, one by one: no list, search, count, file that leaves or act knows of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from quxiang.web.orgs.selectors import lends
from quxiang.web.roster.access import widens
from quxiang.web.worksheets.access import lent_to

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

#: whether somebody has any record of a round that was not ended, of the user ``u``
lends(
    "exists (select 1 from worksheets_crossrecord lent"
    " where lent.checker_id = u.id and lent.ended_at is null)"
)


@widens
def records_of_rounds(user: User) -> Q:
    """Return the records that are open to a checker now."""
    return Q(pk__in=lent_to(user).values("graduate"))
