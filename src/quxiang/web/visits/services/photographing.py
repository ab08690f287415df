"""Take in photos of a visit one by one, each once, however often a phone sends it."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import IntegrityError, transaction

from quxiang.problems import Problem
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.evidence.intake.apart import prepared_apart
from quxiang.web.evidence.intake.limits import RefusedError
from quxiang.web.evidence.intake.prepared import Prepared
from quxiang.web.evidence.intake.preparing import JPEG
from quxiang.web.evidence.services.adding import limits, refused
from quxiang.web.evidence.storage import vault
from quxiang.web.visits.access import FILLS, may_fill
from quxiang.web.visits.models import FieldVisit, VisitPhoto
from quxiang.web.visits.services.revising import CHANGED
from quxiang.web.visits.states import VisitingState

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

#: photos of one visit; a sheet with more is an album
MOST = 20
#: the longer side of a kept photo: a shop sign is read on it, and a sheet stays small
SIDE = 1600


def known(visit: FieldVisit, key: str) -> VisitPhoto | None:
    """Return the photo that bears a key of the phone, if it came before."""
    return VisitPhoto.objects.filter(visit=visit, key=key).first()


def add(
    *, visit: FieldVisit, key: str, content: bytes, taken_at: datetime | None, by: User
) -> VisitPhoto:
    """Keep a photo, without location and device; what was sent before is given back.

    Refuses what intake refuses, a PDF, and a key no phone of ours made; raises
    :class:`StaleStateError` once the visit is reported.
    """
    require(may_fill(by, visit), FILLS)
    sound_key(key)
    before = known(visit, key)
    if before is not None:
        return before
    try:
        kept = prepared_apart(content, "", replace(limits(), picture_side=SIDE))
    except RefusedError as refusal:
        raise refused(refusal) from refusal
    if kept.media_type != JPEG:
        raise InvalidError(Problem("not_a_photo", "这是 PDF，不是照片。", "请用手机拍照后再传。"))
    sha256 = vault.keep(visit.school_id, kept.content, kept.thumbnail)
    return _kept(visit, key, (kept, sha256), taken_at, by=by)


@trail.atomic()
def _kept(
    visit: FieldVisit, key: str, lies: tuple[Prepared, str], taken_at: datetime | None, *, by: User
) -> VisitPhoto:
    kept, sha256 = lies
    held = FieldVisit.objects.select_for_update(no_key=True).get(pk=visit.pk)
    if held.state != VisitingState.PLANNED:
        raise StaleStateError(CHANGED)
    if held.photos.filter(removed_at__isnull=True).count() >= MOST:
        message = f"一次走访最多 {MOST} 张照片。"
        raise InvalidError(Problem("too_many", message, "请先删去不需要的。"))
    try:
        with transaction.atomic():
            made = VisitPhoto.objects.create(
                school_id=visit.school_id, visit=held, key=key, sha256=sha256, by=by,
                size=len(kept.content), media_type=kept.media_type, taken_at=taken_at,
                at=clock.now(),
            )  # fmt: skip
    except IntegrityError:  # the same, sent twice at once
        return VisitPhoto.objects.get(visit=held, key=key)
    after = {"sha256": sha256, "size": made.size}
    trail.record("fieldvisit.photo", held, by=by, after=after)
    return made


@trail.atomic()
def remove(*, photo: VisitPhoto, by: User) -> None:
    """Take a photo out before the report; that there was one stays in the trail."""
    require(may_fill(by, photo.visit), FILLS)
    held = FieldVisit.objects.select_for_update(no_key=True).get(pk=photo.visit_id)
    if held.state != VisitingState.PLANNED:
        raise StaleStateError(CHANGED)
    rows = VisitPhoto.objects.filter(pk=photo.pk, removed_at__isnull=True)
    if not rows.update(removed_at=clock.now()):
        raise StaleStateError(CHANGED)
    before = {"sha256": photo.sha256}
    trail.record("fieldvisit.unphoto", held, by=by, before=before)


def sound_key(key: str) -> None:
    """Refuse what is no key a phone makes."""
    try:
        UUID(key)
    except ValueError as error:
        message = "这份内容没有编号，没有收下。"
        raise InvalidError(Problem("key", message, "请刷新页面后再送。")) from error


def bytes_hash(parts: list[str]) -> str:
    """Return one hash over texts, each with its length before it."""
    whole = "".join(f"{len(each)}:{each}" for each in parts)
    return hashlib.sha256(whole.encode()).hexdigest()
