"""Write one text to many at once: the same as one by one, in a few statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from quxiang.web.accounts.models import User
from quxiang.web.common import clock, sealed
from quxiang.web.common.columns import among, insert_columns
from quxiang.web.notifications.handing import PURPOSE, sealed_payload
from quxiang.web.notifications.models import Message
from quxiang.web.notifications.routing import HERE, dispatch_of, route_of
from quxiang.web.notifications.texts import TEMPLATES, filled
from quxiang.web.orgs.models import School

_NAMES = (
    "school_id", "user_id", "channel", "template", "to_masked", "text", "text_sealed", "key",
    "batch", "state", "created_at", "sent_at", "why",
)  # fmt: skip


@dataclass(frozen=True)
class To:
    """Whom a message is for, and the key by which it is written once."""

    user_id: int
    key: str


def write_many(
    school: School, template: str, text: str, to: Sequence[To], values: Mapping[str, str], *,
    batch: str,
) -> dict[str, int]:  # fmt: skip
    """Write a text to everybody; return the message of each key, those that were there included.

    Within a transaction; the worker hands them over once somebody asks it to.
    """
    if not to:
        return {}
    known = _by_key(school.pk, to)
    wanted = [each for each in to if each.key not in known]
    form, dispatch, now = TEMPLATES[template], dispatch_of(school.pk), clock.now()
    whole = filled(text, values)
    users = User.objects.filter(among(User, "id", [each.user_id for each in wanted])).in_bulk()
    sealer, rows = sealed.Sealer(PURPOSE), []
    for each in wanted:
        route = route_of(dispatch, form, users[each.user_id])
        stays = route.channel in HERE
        state = Message.State.SENT if stays else Message.State.WAITING
        payload = "" if stays else sealed_payload(route.to, whole, values, sealer)
        rows.append((
            school.pk, each.user_id, str(route.channel), template, route.masked, whole, payload,
            each.key, batch, state.value, now, now if stays else None, route.why,
        ))  # fmt: skip
    insert_columns(Message, _NAMES, rows)
    return _by_key(school.pk, to)


def _by_key(school_id: int, to: Sequence[To]) -> dict[str, int]:
    rows = Message.objects.filter(
        among(Message, "key", [each.key for each in to]), school_id=school_id
    )
    return dict(rows.order_by().values_list("key", "pk"))
