"""Put a file to a listing, from either side, as long as it is not decided for good."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from quxiang.problems import Problem, Where
from quxiang.web.approvals.services.scanning import keep, prepared
from quxiang.web.assessment.access import FILES, may_attach
from quxiang.web.assessment.models import Listing, ListingPaper
from quxiang.web.assessment.services.stepping import note, revised
from quxiang.web.assessment.states import IN_FORCE, PENDING
from quxiang.web.assessment.wording import refuse_names
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.evidence.intake.prepared import Prepared

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

#: papers of one listing; more is a mistake
MOST = 30


def attach(*, listing: Listing, content: bytes, title: str, by: User) -> ListingPaper:
    """Keep a file with a listing, sealed and noted by its hash. Nothing refused is kept.

    Refuses what intake refuses, one nobody says what it shows, and the same one again; raises
    :class:`StaleStateError` for whoever acts on a page from before another step.
    """
    require(may_attach(by, listing), FILES)
    if listing.state not in (*PENDING, *IN_FORCE):
        raise InvalidError("这一条已经了结，不再附材料。")
    if not title.strip():
        message = "还没有写这份材料是什么。"
        where = Where(column="title")
        raise InvalidError(Problem("no_title", message, "例如“学院情况说明”。", where))
    refuse_names(title, listing.college)
    return _attached(listing, prepared(content), title.strip()[:80], by)


@trail.atomic()
def _attached(listing: Listing, kept: Prepared, title: str, by: User) -> ListingPaper:
    if listing.papers.count() >= MOST:
        message = f"一条最多附 {MOST} 份材料。"
        raise InvalidError(Problem("too_many", message, "请把多页合成一个文件，再传。"))
    revised(listing)
    try:
        with transaction.atomic():
            made = ListingPaper.objects.create(
                school_id=listing.school_id, listing=listing, title=title, pages=kept.pages,
                sha256=hashlib.sha256(kept.content).hexdigest(), size=len(kept.content),
                media_type=kept.media_type, by=by, at=clock.now(),
            )  # fmt: skip
    except IntegrityError as error:
        message = "这份材料已经附在这一条里，没有重复保存。"
        raise InvalidError(Problem("twice", message, "请选另一个文件。")) from error
    note(listing, "attach", title, by)
    after = {"sha256": made.sha256, "size": made.size, "pages": made.pages}
    trail.record("listing.attach", listing, by=by, reason=title, after=after)
    keep(listing.school_id, kept)
    return made
