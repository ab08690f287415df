"""How a campaign goes: how many messages stand where, what came of it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Sum

from quxiang.web.campaigns.models import Campaign, Member, Part, Why
from quxiang.web.destinations.models import Confirmation, Registration
from quxiang.web.destinations.states import ConfirmationState, Place
from quxiang.web.notifications.models import Message
from quxiang.web.notifications.states import MessageState


@dataclass(frozen=True)
class Progress:
    """Messages by state, by what channels said of them later, and what they have cost."""

    states: list[tuple[str, str, int]]
    receipts: list[tuple[str, int]]
    total: int
    yuan: str

    @property
    def open(self) -> int:
        """Return how many have not come to an end yet."""
        return sum(n for state, _, n in self.states if state in OPEN)


OPEN = (MessageState.WAITING, MessageState.SENDING, MessageState.HELD)


def progress_of(campaign: Campaign) -> Progress:
    rows = Message.objects.filter(school_id=campaign.school_id, batch=campaign.batch)
    found = {s: (n, c) for s, n, c in rows.order_by().values_list("state")
             .annotate(count=Count("pk"), cost=Sum("cost"))}  # fmt: skip
    states = [(s.value, str(s.label), found[s][0]) for s in MessageState if s in found]
    cost = sum(c or 0 for _, c in found.values())
    told = rows.exclude(delivery="").order_by().values_list("delivery")
    heard = dict(told.annotate(count=Count("pk")))
    receipts = [(str(d.label), heard[d]) for d in Message.Delivery if d in heard]
    return Progress(states, receipts, sum(n for _, _, n in states), f"{cost / 1000:,.2f}")


def tally(campaign: Campaign) -> list[tuple[str, str, int, list[tuple[str, int]]]]:
    """Return every part with how many are in it, and for which reasons, as it was prepared."""
    found = []
    for part in Part:
        reasons = campaign.counts.get(part.value, {})
        if reasons:
            told = [(str(why.label), reasons[why.value]) for why in Why if why.value in reasons]
            found.append((part.value, str(part.label), sum(reasons.values()), told))
    return found


def confirmed_since(campaign: Campaign) -> tuple[int, int]:
    """Return how many who were asked to confirm have done so since, and how many were asked."""
    asked = Member.objects.filter(campaign=campaign, part=Part.UNCONFIRMED, message__isnull=False)
    said = Confirmation.objects.filter(
        version=OuterRef("in_force_id"), place=Place.NATIONAL, state=ConfirmationState.CONFIRMED
    )
    now = Registration.objects.filter(Exists(said), graduate=OuterRef("graduate_id"))
    return asked.filter(Exists(now)).count(), asked.count()
