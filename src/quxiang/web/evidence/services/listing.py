"""An official list as the evidence of everybody on it: one file, a row each, in one act."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from quxiang.problems import Problem
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError
from quxiang.web.evidence.intake.apart import prepared_apart
from quxiang.web.evidence.intake.limits import RefusedError
from quxiang.web.evidence.intake.prepared import Prepared
from quxiang.web.evidence.models import Evidence
from quxiang.web.evidence.selectors import LIST
from quxiang.web.evidence.services.adding import blind_of, kept_from, limits, refused
from quxiang.web.evidence.storage import vault
from quxiang.web.roster.models import Graduate

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

#: an official list comes as a workbook as often as on paper; it is kept as it came
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: a list that was imported and is no workbook of today: text, dBase, an old workbook
TABLE = "application/octet-stream"
_ZIP = b"PK\x03\x04"
_BATCH = 500


@dataclass(frozen=True)
class KeptList:
    """A list's file as it lies in the store, before anybody has it."""

    sha256: str
    upload_blind: str
    size: int
    pages: int
    media_type: str


def keep_list(*, content: bytes, school_id: int) -> KeptList:
    """Keep a list's file, a scan or the workbook itself; before the transaction that uses it.

    Refuses what intake refuses. A file nobody gets in the end is swept.
    """
    if content.startswith(_ZIP) and len(content) <= limits().size:
        kept = Prepared(content, b"", WORKBOOK, 1, False, False)
    else:
        try:
            kept = prepared_apart(content, "", limits())
        except RefusedError as refusal:
            raise refused(refusal) from refusal
    sha256 = vault.keep(school_id, kept.content, kept.thumbnail)
    return KeptList(sha256, blind_of(content), len(kept.content), kept.pages, kept.media_type)


def keep_imported(*, content: bytes, school_id: int) -> KeptList:
    """Keep the file of an import as it came: rows were read from it, so it is what it says."""
    media_type = WORKBOOK if content.startswith(_ZIP) else TABLE
    sha256 = vault.keep(school_id, content, b"")
    return KeptList(sha256, blind_of(content), len(content), 1, media_type)


@trail.atomic()
def attach_list(
    *, kept: KeptList, title: str, graduates: Sequence[Graduate], by: User,
    numbers: Mapping[int, int] | None = None,
) -> None:  # fmt: skip
    """Let one list prove everybody on it: each of them has it waiting for the next version.

    With ``numbers``, by graduate, it is bound to that version at once.

    Called within the service that registers them, which decides whether ``by`` may. Whoever has
    this list waiting already is left as is. Refuses a list without a title, as nobody would know
    later which it was.
    """
    if not title.strip():
        message = "名单没有写名称。"
        raise InvalidError(Problem("no_title", message, "请写名单的名称，例如发文单位和文号。"))
    now = clock.now()
    Evidence.objects.bulk_create(
        (
            Evidence(
                school_id=each.school_id, cohort_id=each.cohort_id, college_id=each.college_id,
                graduate=each, version=(numbers or {}).get(each.pk), kind=LIST,
                title=title.strip()[:80], is_list=True, by=by, at=now,
                keep_from=kept_from(each, now), **asdict(kept),
            )
            for each in graduates
        ),
        batch_size=_BATCH, ignore_conflicts=True,
    )  # fmt: skip
    digest = hashlib.sha256(",".join(str(each.pk) for each in graduates).encode()).hexdigest()
    trail.record(
        "evidence.list", by=by, subjects=[each.pk for each in graduates], reason=title.strip(),
        after={"sha256": kept.sha256, "count": len(graduates), "digest": digest},
    )  # fmt: skip
