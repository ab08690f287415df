"""Several offers on the form: the alternatives a graduate keeps, seen by nobody else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from quxiang.standards import Standard
from quxiang.web.accounts.readers import reader
from quxiang.web.common import compiled
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.destinations.access import SELF, may_keep_offers
from quxiang.web.destinations.cleaning import typed_of
from quxiang.web.destinations.selectors import drafts_of, find_registration
from quxiang.web.destinations.services.drafts import SLOTS, typed_in
from quxiang.web.destinations.services.offers import CURRENT, drop_offer, put_aside, take_up
from quxiang.web.destinations.views.one import graduate_shown
from quxiang.web.roster.models import Graduate

_NAMES = {CURRENT: "当前填写", 2: "备选一", 3: "备选二"}
#: what tells one offer from another, the first that is filled
_TOLD_BY = ("employer_name", "school_abroad", "occupation", "seeking_reason")


@dataclass(frozen=True)
class Offer:
    """One draft as its author reads it."""

    name: str
    slot: int
    serial: int
    destination: str
    told: str
    updated_at: datetime

    @property
    def current(self) -> bool:
        return self.slot == CURRENT

    @property
    def key(self) -> str:
        """Name the slot, and what of it was seen."""
        return f"{self.slot}-{self.serial}"


def offers_of(graduate: Graduate, author_id: int, standard: Standard) -> list[Offer]:
    """Return the drafts somebody keeps for a graduate, the current one first."""
    return [
        _offer(draft.slot, draft.serial, draft.updated_at, typed_in(draft), standard)
        for draft in compiled.rows("drafts", drafts_of(graduate, author_id))
        if draft.slot in _NAMES
    ]


def _offer(
    slot: int, serial: int, at: datetime, typed: Mapping[str, str], standard: Standard
) -> Offer:
    row = standard.destinations.get(typed.get("code", ""))
    told = next((typed[name] for name in _TOLD_BY if typed.get(name)), "")
    return Offer(_NAMES[slot], slot, serial, row.name if row else "还没选去向", told, at)


def has_room(offers: list[Offer]) -> bool:
    return len([each for each in offers if not each.current]) < SLOTS - 1


def is_filed(graduate: Graduate, typed: Mapping[str, str]) -> bool:
    """Say whether what was typed is no more than what was filed already."""
    registration = find_registration(graduate)
    filed = registration.current if registration is not None else None
    given = {name: text.strip() for name, text in typed.items() if text and name != "note"}
    return filed is not None and given.items() <= typed_of(filed).items()


def number_in(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def change(request: HttpRequest, graduate_id: int, typed: Mapping[str, str]) -> HttpResponse:
    """Put the current draft aside, take one up, drop one; then the form again."""
    graduate, user = graduate_shown(request, graduate_id), reader(request)
    require(may_keep_offers(user, graduate), SELF)
    serial = number_in(request.POST.get("serial", ""))
    slot, seen = _named(request.POST.get("take", "") or request.POST.get("drop", ""))
    if "aside" in request.POST:
        if not typed.get("code"):
            raise InvalidError("还没有选去向，没有可以放到备选的内容。请先选择去向。")
        put_aside(graduate=graduate, typed=typed, serial=serial, by=user)
    elif "take" in request.POST:
        typed = {} if not typed.get("code") or is_filed(graduate, typed) else typed
        take_up(graduate=graduate, slot=slot, seen=seen, typed=typed, serial=serial, by=user)
    else:
        drop_offer(graduate=graduate, slot=slot, seen=seen, by=user)
    return redirect("destinations:edit", graduate.pk)


def _named(key: str) -> tuple[int, int]:
    slot, _, serial = key.partition("-")
    return number_in(slot), number_in(serial)
