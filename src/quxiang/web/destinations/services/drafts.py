"""Keep what is being typed, as typed; it belongs to its author and nobody else sees it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from quxiang.web.audit import trail
from quxiang.web.common import clock, sealed
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.destinations.access import FILES, may_file
from quxiang.web.destinations.fields import FIELDS
from quxiang.web.destinations.models import Draft
from quxiang.web.roster.models import Graduate

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

#: several offers: the first slot is what will be filed, the others wait
SLOTS = 3
_LONGEST = 2000


@trail.atomic()
def save_draft(
    *, graduate: Graduate, typed: Mapping[str, str], serial: int, by: User, slot: int = 1
) -> int:
    """Keep what was typed; return the draft's new serial.

    An older ``serial`` than the one kept comes from a page left behind and changes nothing: the
    serial kept is returned, and the page asks for what is kept.
    """
    require(may_file(by, graduate), FILES)
    if not 1 <= slot <= SLOTS:
        raise InvalidError(f"最多保存 {SLOTS} 份草稿。")
    kept = {n: t[:_LONGEST] for n, t in typed.items() if n in FIELDS or n in ("code", "note")}
    text = json.dumps(kept, ensure_ascii=False)
    draft, made = Draft.objects.select_for_update().get_or_create(
        graduate=graduate, author=by, slot=slot,
        defaults={
            "school_id": graduate.school_id, "updated_at": clock.now(), "serial": serial + 1,
            "typed_sealed": sealed.seal(text, "typed"),
        },
    )  # fmt: skip
    if made or serial < draft.serial:
        return draft.serial
    draft.typed_sealed, draft.serial = sealed.seal(text, "typed"), draft.serial + 1
    draft.updated_at = clock.now()
    draft.save(update_fields=["typed_sealed", "serial", "updated_at"])
    return draft.serial


@trail.atomic()
def drop_draft(*, graduate: Graduate, by: User, slot: int) -> None:
    """Throw away what was typed."""
    require(may_file(by, graduate), FILES)
    Draft.objects.filter(graduate=graduate, author=by, slot=slot).delete()


def typed_in(draft: Draft) -> dict[str, str]:
    """Return what a draft holds."""
    return dict(json.loads(sealed.unseal(draft.typed_sealed, "typed")))
