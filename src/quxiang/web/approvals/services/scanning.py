"""Take in the scan of what was signed by hand, by the rules evidence is taken in by."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from quxiang.web.approvals.scanmodels import Scan
from quxiang.web.common import clock
from quxiang.web.evidence.intake.apart import prepared_apart, scanned_apart
from quxiang.web.evidence.intake.limits import RefusedError
from quxiang.web.evidence.intake.prepared import Prepared
from quxiang.web.evidence.services.adding import limits, refused
from quxiang.web.evidence.storage import vault

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User


def prepared(content: bytes) -> Prepared:
    """Return what is kept of a scan; refuses by content, size and pages."""
    try:
        return prepared_apart(content, "", limits())
    except RefusedError as refusal:
        raise refused(refusal) from refusal


def read(content: bytes) -> tuple[Prepared, Sequence[str]]:
    """Return what is kept of a scan and what its QR codes say; refuses as :func:`prepared` does."""
    try:
        return scanned_apart(content, limits())
    except RefusedError as refusal:
        raise refused(refusal) from refusal


def scan_of(kept: Prepared, *, by: User, **about: Any) -> Scan:
    """Name a scan by what it is about; its file is put away by ``keep``, last of all."""
    return Scan.objects.create(
        sha256=hashlib.sha256(kept.content).hexdigest(), size=len(kept.content),
        pages=kept.pages, media_type=kept.media_type, by=by, at=clock.now(), **about,
    )  # fmt: skip


def keep(school_id: int, kept: Prepared) -> None:
    """Put the file away; last in a transaction, so that of what was refused nothing is kept."""
    vault.keep(school_id, kept.content, kept.thumbnail)
