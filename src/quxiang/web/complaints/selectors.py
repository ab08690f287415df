"""What may be read of complaints: by receipt, or by whoever handles them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from quxiang.web.common import sealed
from quxiang.web.complaints.models import OPEN_VOICES, Complaint, Voice
from quxiang.web.complaints.receipts import hash_of, typed
from quxiang.web.complaints.services.receiving import TEXT


@dataclass(frozen=True)
class Word:
    """What one side said, opened."""

    who: str
    text: str
    at: datetime
    by: str


def find_by_receipt(text: str) -> Complaint | None:
    """Return the complaint of a receipt as somebody typed it."""
    receipt = typed(text)
    rows = Complaint.objects.select_related("school", "college")
    return rows.filter(code_hash=hash_of(receipt)).first() if receipt else None


def words_of(complaint: Complaint, *, own: bool = False) -> list[Word]:
    """Return what was said, in order; with ``own`` only what the complainant reads."""
    said = complaint.said.select_related("by")
    rows = said.filter(voice__in=OPEN_VOICES) if own else said
    return [
        Word(
            str(Voice(each.voice).label), sealed.unseal(each.text_sealed, TEXT), each.at,
            each.by.name if each.by and not own else "",
        )
        for each in rows
    ]  # fmt: skip
