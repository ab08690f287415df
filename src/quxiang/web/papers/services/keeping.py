"""Note a file that came back with a paper; its bytes are put away by the caller, last of all."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from quxiang.web.common import clock
from quxiang.web.evidence.intake.prepared import Prepared
from quxiang.web.papers.models import Paper, PaperFile

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User


def file_of(paper: Paper, kept: Prepared, use: str, *, by: User, **more: Any) -> PaperFile:
    """Name a file by the paper it belongs to."""
    return PaperFile.objects.create(
        school_id=paper.school_id, paper=paper, use=use, pages=kept.pages, size=len(kept.content),
        sha256=hashlib.sha256(kept.content).hexdigest(), media_type=kept.media_type, by=by,
        at=clock.now(), **more,
    )  # fmt: skip
