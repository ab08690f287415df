"""Who reads the trail: auditors, of their own school."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.http import Http404

from quxiang.web.audit.models import Entry
from quxiang.web.common.refusals import require
from quxiang.web.orgs.kinds import PostKind, whose
from quxiang.web.orgs.selectors import posts_of

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User


#: told to whoever is refused it
READS_TRAIL = whose(PostKind.AUDITOR)


def may_read_trail(user: User) -> bool:
    return posts_of(user).has(PostKind.AUDITOR)


def entries_visible_to(user: User) -> QuerySet[Entry]:
    """Return the entries somebody may read; refused to everybody but auditors."""
    require(may_read_trail(user), READS_TRAIL)
    return Entry.objects.filter(school_id=user.school_id)


def get_entry_for(user: User, entry_id: int) -> Entry:
    """Return an entry somebody may read; raises ``Http404`` for every other."""
    if not may_read_trail(user):
        raise Http404
    found = entries_visible_to(user).filter(pk=entry_id).first()
    if found is None:
        raise Http404
    return found
