"""Delete from the store what no file is named by any more, once it is a day old."""

from __future__ import annotations

from datetime import datetime, timedelta

from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.evidence.naming import named_files
from quxiang.web.evidence.storage.configured import place
from quxiang.web.evidence.storage.vault import SMALL, name_of
from quxiang.web.jobs.registry import every, periodic

#: a file lies in the store a moment before its row is in the database
REST = timedelta(days=1)


@periodic("evidence.sweep", every(days=1))
def sweep(_now: datetime) -> None:
    """Delete objects nothing names: of an upload that was rolled back, or past its period."""
    named = {name_of(school, sha256) for school, sha256 in named_files()}
    before, store = clock.real_now() - REST, place()
    left = [n for n, at in store.listed() if n.removesuffix(SMALL) not in named and at < before]
    for name in left:
        store.delete(name)
    if left:
        with trail.atomic():
            trail.record("evidence.sweep", by=None, after={"count": len(left)})
