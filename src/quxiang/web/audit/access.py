"""Who reads the trail: auditors, of their own school."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.http import Http404

from quxiang.web.audit.models import Entry
from quxiang.web.orgs.kinds import PostKind
from quxiang.web.orgs.selectors import posts_of

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User


def may_read_trail(user: User) -> bool:
    return posts_of(user).has(PostKind.AUDITOR)


def entries_visible_to(user: User) -> QuerySet[Entry]:
    """Return the entries somebody may read; raises ``Http404`` for everybody but auditors."""
    if not may_read_trail(user):
        raise Http404
    return Entry.objects.filter(school_id=user.school_id)
