"""Keep what came of one try at a record, by phone or on the spot, and end the record by it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from quxiang.web.audit import trail
from quxiang.web.common.states import move
from quxiang.web.verification.models import Call, SampledRecord
from quxiang.web.verification.saying import Said, placed_by
from quxiang.web.verification.states import RECORDS

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User


def keep_try(
    record: SampledRecord, said: Said, *, by: User, at: datetime, next_at: datetime | None = None
) -> None:
    """Keep one more try; ``record.tries`` counts it."""
    record.tries += 1
    Call.objects.create(
        school_id=record.school_id, record=record, by=by, at=at, outcome=said.outcome,
        differing=list(said.differing), found=said.found, comment=said.comment[:500],
        next_at=next_at,
    )  # fmt: skip
    after = {"outcome": said.outcome, "differing": list(said.differing), "try": record.tries}
    trail.record("call.note", record, by=by, subjects=[record.graduate_id], after=after)


def end(record: SampledRecord, said: Said, *, by: User, at: datetime) -> None:
    """End a record by what was said in its last try; it is in nobody's hands then."""
    changes: dict[str, Any] = {
        "held_by": None, "held_until": None, "tries": record.tries, "next_at": None,
    }  # fmt: skip
    move(
        record, RECORDS["conclude"], by=by, outcome=said.outcome, done_by=by, done_at=at,
        differing=list(said.differing), placed=placed_by(record, said), **changes,
    )  # fmt: skip
