"""Who sees how messages fare, what they say, who settles them, and who sets their channels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.http import Http404

from quxiang.web.common.refusals import require
from quxiang.web.notifications.models import Message
from quxiang.web.orgs.kinds import PostKind, whose
from quxiang.web.orgs.selectors import posts_of

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User


#: told to whoever is refused it
SEES_OUTBOX = whose(PostKind.CENTRE_OFFICER, PostKind.ADMINISTRATOR)
SETS_CHANNELS = whose(PostKind.ADMINISTRATOR)
SETS_WORDS = SETTLES = whose(PostKind.CENTRE_OFFICER)


def may_see_outbox(user: User) -> bool:
    return posts_of(user).has(PostKind.ADMINISTRATOR, PostKind.CENTRE_OFFICER)


def may_see_texts(user: User) -> bool:
    """Say whether somebody reads what was written to whom: the centre, who writes it."""
    return posts_of(user).has(PostKind.CENTRE_OFFICER)


def may_settle(user: User) -> bool:
    return posts_of(user).has(PostKind.CENTRE_OFFICER)


def may_set_channels(user: User) -> bool:
    return posts_of(user).has(PostKind.ADMINISTRATOR)


def may_set_words(user: User) -> bool:
    return posts_of(user).has(PostKind.CENTRE_OFFICER)


def messages_visible_to(user: User) -> QuerySet[Message]:
    """Return the school's messages without text and receiver; refused to others."""
    require(may_see_outbox(user), SEES_OUTBOX)
    own = Message.objects.filter(school_id=user.school_id)
    return own.only("template", "channel", "state", "delivery", "created_at", "sent_at")


def get_message_for(user: User, message_id: int) -> Message:
    """Return a message of the own school for whoever sees the outbox; ``Http404`` for others."""
    rows = Message.objects.filter(school_id=user.school_id, pk=message_id)
    found = rows.select_related("user").first() if may_see_outbox(user) else None
    if found is None:
        raise Http404
    return found


def inbox_of(user: User) -> QuerySet[Message]:
    """Return what was written to somebody, whatever it went by; codes are no reading matter."""
    return Message.objects.filter(user=user, urgent=False).exclude(
        state__in=(Message.State.CANCELLED, Message.State.HELD)
    )
