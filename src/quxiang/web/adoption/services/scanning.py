"""Attach the scans of papers a batch was signed on, and take away one attached by mistake."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from quxiang.problems import Problem, Where
from quxiang.web.adoption.access import KEEPS, may_keep
from quxiang.web.adoption.models import Adoption, AdoptionScan
from quxiang.web.adoption.selectors import graduates_of
from quxiang.web.approvals.services.scanning import keep, prepared
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.destinations.services.holding import refuse_archived
from quxiang.web.evidence.intake.prepared import Prepared

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

#: scans of one batch; more is a mistake
MOST = 60


def attach(*, adoption: Adoption, content: bytes, title: str, by: User) -> AdoptionScan:
    """Keep a scan with a batch, sealed and noted by its hash. Nothing refused is kept.

    Refuses what intake refuses, a scan nobody says what it shows, and the same one again.
    """
    require(may_keep(by), KEEPS)
    refuse_archived(adoption.cohort)
    if not title.strip():
        message = "还没有写这份扫描件是什么。"
        raise InvalidError(
            Problem("no_title", message, "例如“农学院 5 月审签表”。", Where(column="title"))
        )
    kept = prepared(content)
    return _attached(adoption, kept, title.strip()[:80], by)


@trail.atomic()
def _attached(adoption: Adoption, kept: Prepared, title: str, by: User) -> AdoptionScan:
    if adoption.scans.filter(removed_at__isnull=True).count() >= MOST:
        message = f"一批最多附 {MOST} 份扫描件。"
        raise InvalidError(Problem("too_many", message, "请把多页合成一个文件，再传。"))
    try:
        with transaction.atomic():
            made = AdoptionScan.objects.create(
                school_id=adoption.school_id, adoption=adoption, title=title, pages=kept.pages,
                sha256=hashlib.sha256(kept.content).hexdigest(), size=len(kept.content),
                media_type=kept.media_type, by=by, at=clock.now(),
            )  # fmt: skip
    except IntegrityError as error:
        message = "这份扫描件已经附在这一批里，没有重复保存。"
        raise InvalidError(Problem("twice", message, "请选另一个文件。")) from error
    trail.record(
        "adoption.attach", made, by=by, subjects=graduates_of(adoption), reason=title,
        after={"sha256": made.sha256, "size": made.size, "pages": made.pages},
    )  # fmt: skip
    keep(adoption.school_id, kept)
    return made


@trail.atomic()
def remove(*, scan: AdoptionScan, reason: str, by: User) -> None:
    """Take a scan away: nobody opens it any more, that it was there stays noted.

    Raises :class:`StaleStateError` when somebody did so first; refuses one without a reason.
    """
    require(may_keep(by), KEEPS)
    if len(reason.strip()) < 2:
        message = "撤下扫描件要写明原因。"
        raise InvalidError(Problem("no_reason", message, "请写一句原因。", Where(column="reason")))
    taken = AdoptionScan.objects.filter(pk=scan.pk, removed_at__isnull=True).update(
        removed_at=clock.now(), removed_by=by, removal_reason=reason.strip()[:200]
    )
    if not taken:
        raise StaleStateError("这份扫描件刚才已被撤下，您的操作没有执行。")
    trail.record(
        "adoption.remove", scan, by=by, reason=reason, subjects=graduates_of(scan.adoption),
        before={"sha256": scan.sha256, "title": scan.title},
    )  # fmt: skip
