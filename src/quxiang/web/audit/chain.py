"""The chain itself: append under one lock, verify from the first entry to the last."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from quxiang.web.audit import rows
from quxiang.web.audit.models import Entry, Head

if TYPE_CHECKING:
    from quxiang.web.audit.trail import Act

START = "0" * 64
#: entries read at once on a walk
AT_ONCE = 2_000
#: what the hash covers, in this order; a column added later must not change old hashes
HASHED = (
    "school_id", "seq", "at", "actor_id", "actor_name", "post_id", "on_behalf_of", "action",
    "object_kind", "object_id", "subject_ids", "reason", "address", "request_id", "before",
    "after", "previous",
)  # fmt: skip


def append(acts: Sequence[Act]) -> None:
    """Give acts their place at the end of their schools' chains; locks each head once."""
    by_school = attrgetter("school_id")
    for school_id, group in groupby(sorted(acts, key=by_school), key=by_school):
        _append_to(school_id, list(group))


def _append_to(school_id: int, acts: Sequence[Act]) -> None:
    head = locked_head(school_id)
    entries = []
    for act in acts:
        head.seq += 1
        entry = Entry(**{**_plain(act), "seq": head.seq, "previous": head.hash})
        entry.hash = head.hash = hash_of(entry)
        entries.append(entry)
    rows.write(head, entries)


def locked_head(school_id: int) -> Head:
    """Return the end of a chain, locked until the transaction ends; SQLite has one writer."""
    if (head := rows.read_head(school_id)) is not None:
        return head
    Head.objects.get_or_create(school_id=school_id)
    return Head.objects.select_for_update().get(school_id=school_id)


def _plain(act: Act) -> dict[str, Any]:
    """Return an act's fields as the database gives them back, or the hash would not hold."""
    fields = dict(vars(act))
    for name in ("before", "after"):
        fields[name] = json.loads(json.dumps(fields[name], default=str, ensure_ascii=False))
    return {**fields, "subject_ids": list(act.subject_ids)}


def hash_of(entry: Entry) -> str:
    """Return SHA-256 over the canonical JSON of everything an entry says."""
    values = [getattr(entry, name) for name in HASHED]
    plain = [value.isoformat() if isinstance(value, datetime) else value for value in values]
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Break:
    """Where a chain no longer holds, and in what way."""

    school_id: int
    seq: int
    sentence: str


def first_break(school_id: int, told: Callable[[int], None] = lambda _seq: None) -> Break | None:
    """Return the first entry that does not follow from the one before, or ``None``.

    ``told`` is called with how far it is. What is appended meanwhile is left to the next time.
    """
    head = Head.objects.filter(school_id=school_id).first()
    previous, seq = START, 0
    while found := _following(school_id, seq, head):
        for entry in found:
            seq += 1
            if (fault := _fault(entry, seq, previous)) is not None:
                return Break(school_id, seq, fault)
            previous = entry.hash
        told(seq)
    if head is not None and (head.seq, head.hash) != (seq, previous if seq else head.hash):
        return Break(school_id, seq + 1, f"链头记着 {head.seq} 条，实际只有 {seq} 条。")
    return _beyond(school_id)


def _following(school_id: int, seq: int, head: Head | None) -> list[Entry]:
    """Return the next entries, up to where the chain ended when the walk began."""
    entries = Entry.objects.filter(school_id=school_id, seq__gt=seq)
    if head is not None:
        entries = entries.filter(seq__lte=head.seq)
    return list(entries.order_by("seq")[:AT_ONCE])


def _beyond(school_id: int) -> Break | None:
    """Return the entry that stands behind the end of its chain; the end is read after it."""
    last = Entry.objects.filter(school_id=school_id).order_by("-seq").first()
    head = Head.objects.filter(school_id=school_id).first()
    ends = head.seq if head is not None else 0
    if last is None or last.seq <= ends:
        return None
    return Break(school_id, ends + 1, f"链头只记到第 {ends} 条，却有第 {last.seq} 条。")


def _fault(entry: Entry, seq: int, previous: str) -> str | None:
    if entry.seq != seq:
        return f"第 {seq} 条不见了，其后是第 {entry.seq} 条。"
    if entry.previous != previous:
        return f"第 {seq} 条没有接上前一条。"
    if entry.hash != hash_of(entry):
        return f"第 {seq} 条的内容与它的散列不符。"
    return None


def chains() -> Iterator[int]:
    """Give every school that has a chain."""
    known: Iterable[int] = Head.objects.order_by("school_id").values_list("school_id", flat=True)
    yield from known
