"""Who sees the outbox: how messages fare, never what they say or whom they name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from quxiang.web.common.refusals import require
from quxiang.web.notifications.models import Message
from quxiang.web.orgs.kinds import PostKind, whose
from quxiang.web.orgs.selectors import posts_of

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User


#: told to whoever is refused it
SEES_OUTBOX = whose(PostKind.CENTRE_OFFICER, PostKind.ADMINISTRATOR)


def may_see_outbox(user: User) -> bool:
    return posts_of(user).has(PostKind.ADMINISTRATOR, PostKind.CENTRE_OFFICER)


def messages_visible_to(user: User) -> QuerySet[Message]:
    """Return the school's messages without text and receiver; refused to others."""
    require(may_see_outbox(user), SEES_OUTBOX)
    own = Message.objects.filter(school_id=user.school_id)
    return own.only("template", "channel", "state", "created_at", "sent_at")
