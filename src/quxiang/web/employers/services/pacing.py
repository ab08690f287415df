"""Keep the pace: of all processes of a school together, one question in so many seconds."""

from __future__ import annotations

import math
from datetime import timedelta

from django.db import transaction

from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError
from quxiang.web.employers.lookupmodels import LookUpSource, LookUpTurn


def reserve(source: LookUpSource) -> float:
    """Take the next turn if it is now; else return in how many seconds it is, and take none."""
    now = clock.real_now()  # what is asked outside goes by real time
    apart = timedelta(seconds=60 / max(1, source.per_minute))
    with transaction.atomic():
        LookUpTurn.objects.get_or_create(school_id=source.school_id, defaults={"next_at": now})
        turn = LookUpTurn.objects.select_for_update().get(school_id=source.school_id)
        if turn.next_at > now:
            return (turn.next_at - now).total_seconds()
        turn.next_at = now + apart
        turn.save(update_fields=["next_at"])
    return 0.0


def take_turn(source: LookUpSource) -> None:
    """Take a turn now, or refuse: a page does not wait."""
    if wait := reserve(source):
        raise InvalidError(f"查询太密，按设置的次数，请 {math.ceil(wait)} 秒后再试。")
