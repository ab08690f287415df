"""Put files to cases, and withdraw one: nobody opens it any more, that it was there stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from quxiang.problems import Problem
from quxiang.web.alerts.access import WITHDRAWS, may_withdraw
from quxiang.web.alerts.filemodels import CaseFile, CaseFiling
from quxiang.web.alerts.models import Case, CaseEvent
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.columns import insert_columns
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.evidence.intake.apart import prepared_apart
from quxiang.web.evidence.intake.limits import RefusedError
from quxiang.web.evidence.services.adding import limits, refused
from quxiang.web.evidence.storage import vault
from quxiang.web.roster.models import Cohort

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

LONGEST = 80
GONE = "这份材料刚才已被撤下，您的操作没有执行。请刷新后再看。"


@dataclass(frozen=True)
class Paper:
    """A file that was taken in and lies in the store; what is put to no case is swept."""

    title: str
    sha256: str
    size: int
    pages: int
    media_type: str
    stripped: bool


def take_in(*, school_id: int, content: bytes, title: str) -> Paper:
    """Judge and clean an upload by content, size and pages, and put it into the store.

    Outside of every transaction, as a child process works on it for a second. Raises
    :class:`InvalidError` for what is of no use.
    """
    if not title.strip():
        raise InvalidError(Problem("no_title", "还没有写这份材料是什么。", "例如“用人单位证明”。"))
    try:
        kept = prepared_apart(content, "", limits())
    except RefusedError as refusal:
        raise refused(refusal) from refusal
    sha256 = vault.keep(school_id, kept.content, kept.thumbnail)
    return Paper(
        title.strip()[:LONGEST], sha256, len(kept.content), kept.pages, kept.media_type,
        kept.stripped,
    )  # fmt: skip


def put(
    paper: Paper, cases: Sequence[Case], events: Sequence[int], *, by: User, at: datetime
) -> None:
    """Put a file to what was said of cases, one row a case, within the caller's transaction."""
    cohort = Cohort.objects.get(pk=cases[0].cohort_id)
    made = CaseFile.objects.create(
        school_id=cohort.school_id, cohort=cohort, title=paper.title, sha256=paper.sha256,
        size=paper.size, pages=paper.pages, media_type=paper.media_type, by=by, at=at,
        stripped=paper.stripped, keep_from=max(date(cohort.year, 8, 31), clock.local(at).date()),
    )  # fmt: skip
    insert_columns(CaseFiling, ("file_id", "event_id"), [(made.pk, event) for event in events])
    subjects = sorted({each.graduate_id for each in cases if each.graduate_id is not None})
    trail.record(
        "casefile.put", made, by=by, subjects=subjects,
        after={
            "title": made.title, "sha256": made.sha256, "size": made.size, "pages": made.pages,
            "stripped": made.stripped, "count": len(cases), "ids": [each.pk for each in cases],
        },
    )  # fmt: skip


@trail.atomic()
def withdraw(*, file: CaseFile, reason: str, by: User) -> None:
    """Take a file back from every case it was put to; the thread of each says who and why.

    Raises :class:`StaleStateError` when somebody did so first; refuses one without a reason.
    """
    require(may_withdraw(by, file), WITHDRAWS)
    if len(reason.strip()) < 2:
        raise InvalidError(Problem("no_reason", "撤下材料要写明原因。", "请写一句原因。"))
    now, why = clock.now(), reason.strip()[:200]
    taken = CaseFile.objects.filter(pk=file.pk, withdrawn_at__isnull=True).update(
        withdrawn_at=now, withdrawn_by=by, withdrawal_reason=why
    )
    if not taken:
        raise StaleStateError(GONE)
    told = Case.objects.filter(events__filings__file=file).distinct().order_by("pk")
    cases = list(told.values_list("pk", "graduate_id"))
    text = f"{file.title}：{why}"
    kind = CaseEvent.Kind.UNFILED.value
    rows = [(file.school_id, key, kind, text, by.pk, now) for key, _ in cases]
    insert_columns(CaseEvent, ("school_id", "case_id", "kind", "text", "by_id", "at"), rows)
    subjects = sorted({person for _, person in cases if person is not None})
    before = {"title": file.title, "sha256": file.sha256}
    trail.record(
        "casefile.withdraw", file, by=by, reason=why, subjects=subjects, before=before,
        after={"count": len(cases)},
    )  # fmt: skip
