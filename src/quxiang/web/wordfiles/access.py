"""Who edits Word templates: the centre. The one way in to a kind and to a version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

from quxiang.web.orgs.kinds import PostKind, whose
from quxiang.web.orgs.selectors import posts_of
from quxiang.web.wordfiles.kinds import WordKind, find_kind
from quxiang.web.wordfiles.models import WordTemplate

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

#: told to whoever is refused it
WORDS = whose(PostKind.CENTRE_OFFICER)


def may_word(user: User) -> bool:
    return not user.is_graduate and posts_of(user).has(PostKind.CENTRE_OFFICER)


def get_kind_for(user: User, code: str) -> WordKind:
    """Return a kind of paper; ``Http404`` for one there is not and whoever words none."""
    found = find_kind(code) if may_word(user) else None
    if found is None:
        raise Http404
    return found


def get_template_for(user: User, template_id: int) -> WordTemplate:
    """Return a version of the own school; ``Http404`` for every other and whoever words none."""
    rows = WordTemplate.objects.filter(school_id=user.school_id, pk=template_id)
    found = rows.first() if may_word(user) else None
    if found is None:
        raise Http404
    return found
