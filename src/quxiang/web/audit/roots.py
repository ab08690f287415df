"""The daily root: where each chain ended, in a file outside the database."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.conf import settings

from quxiang.web.audit.chain import Break
from quxiang.web.audit.models import Entry, Head
from quxiang.web.common import clock
from quxiang.web.jobs.registry import every, periodic


def roots_file() -> Path:
    return Path(settings.HOME) / "audit-roots.txt"


@periodic("audit.root", every(days=1))
def write_root(now: datetime) -> None:
    """Append the end of every chain; a chain cut off later no longer holds this hash."""
    with roots_file().open("a", encoding="ascii") as file:
        for head in Head.objects.order_by("school_id"):
            file.write(f"{clock.local(now):%Y-%m-%d} {head.school_id} {head.seq} {head.hash}\n")


def lost_root(school_id: int) -> Break | None:
    """Return the first root that was written and is no longer in the chain, or ``None``."""
    if not roots_file().exists():
        return None
    for line in roots_file().read_text(encoding="ascii").splitlines():
        day, school, seq, digest = line.split()
        if int(school) == school_id and int(seq):
            found = Entry.objects.filter(school_id=school_id, seq=int(seq)).first()
            if found is None or found.hash != digest:
                sentence = f"{day} 记下的第 {seq} 条不在链里，或已被改动。"
                return Break(school_id, int(seq), sentence)
    return None
