"""Several offers: a graduate puts what is being typed aside, takes it up again, drops it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.destinations.access import SELF, may_keep_offers
from quxiang.web.destinations.models import Draft
from quxiang.web.destinations.services.drafts import SLOTS, save_draft, typed_in
from quxiang.web.roster.models import Graduate

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

CURRENT = 1
_NEWER = "另一个页面保存了更新的草稿，这次没有改动。请刷新后再看。"
_FULL = "备选已经有两份。请先删除一份，再放到备选；您正在填写的内容没有丢失。"


@trail.atomic()
def put_aside(*, graduate: Graduate, typed: Mapping[str, str], serial: int, by: User) -> None:
    """Put what is being typed among the alternatives; the form is then free for another.

    Raises :class:`StaleStateError` when another page has typed on, ``InvalidError`` when there
    is no room. The same thing put aside twice, by a second tap, stands there once.
    """
    held = _typed_on(graduate, typed, serial, by)
    current = held[CURRENT]
    if any(typed_in(current) == typed_in(held[slot]) for slot in held if slot != CURRENT):
        current.delete()
        return
    free = next((slot for slot in range(CURRENT + 1, SLOTS + 1) if slot not in held), None)
    if free is None:
        raise InvalidError(_FULL)
    current.slot = free
    current.save(update_fields=["slot"])


@trail.atomic()
def take_up(
    *, graduate: Graduate, slot: int, seen: int, typed: Mapping[str, str], serial: int, by: User
) -> None:
    """Make an alternative what is being typed; what was being typed takes its place.

    Raises :class:`StaleStateError` when the alternative is no longer the one that was ``seen``.
    """
    require(may_keep_offers(by, graduate), SELF)
    held = _typed_on(graduate, typed, serial, by) if typed else _held(graduate, by)
    chosen, current = _as_seen(held, slot, seen), held.get(CURRENT)
    if current is None:
        chosen.slot, chosen.serial = CURRENT, chosen.serial + 1
        chosen.save(update_fields=["slot", "serial"])
        return
    # a page left behind, on either, must not type into the other
    newest = max(chosen.serial, current.serial) + 1
    chosen.typed_sealed, current.typed_sealed = current.typed_sealed, chosen.typed_sealed
    for each in (chosen, current):
        each.serial, each.updated_at = newest, clock.now()
        each.save(update_fields=["typed_sealed", "serial", "updated_at"])


@trail.atomic()
def drop_offer(*, graduate: Graduate, slot: int, seen: int, by: User) -> None:
    """Throw an alternative away, as it was seen."""
    require(may_keep_offers(by, graduate), SELF)
    _as_seen(_held(graduate, by), slot, seen).delete()


def _typed_on(
    graduate: Graduate, typed: Mapping[str, str], serial: int, by: User
) -> dict[int, Draft]:
    """Keep what was typed last as the current draft; return every slot, locked."""
    require(may_keep_offers(by, graduate), SELF)
    before = _held(graduate, by).get(CURRENT)
    if before is not None and serial < before.serial:
        raise StaleStateError(_NEWER)
    save_draft(graduate=graduate, typed=typed, serial=serial, by=by)
    return _held(graduate, by)


def _held(graduate: Graduate, by: User) -> dict[int, Draft]:
    rows = Draft.objects.select_for_update().filter(graduate=graduate, author=by)
    return {each.slot: each for each in rows.order_by("slot")}


def _as_seen(held: Mapping[int, Draft], slot: int, seen: int) -> Draft:
    if slot == CURRENT or slot not in held or held[slot].serial != seen:
        raise StaleStateError("这份备选刚刚变了，这次没有改动。请刷新后再看。")
    return held[slot]
