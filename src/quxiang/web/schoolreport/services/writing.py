"""Draft, draw anew, word, freeze: each sees the revision its page showed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from quxiang.problems import UnusableError
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.common.states import move
from quxiang.web.papers.kinds import complete, kind_of
from quxiang.web.papers.models import Paper
from quxiang.web.papers.services.preparing import Frozen, prepare
from quxiang.web.roster.models import Cohort
from quxiang.web.schoolreport.access import DRAFTS, may_draft
from quxiang.web.schoolreport.models import SchoolReport
from quxiang.web.schoolreport.paper import pdf_of
from quxiang.web.schoolreport.sections import SECTIONS, Asked, facts_of
from quxiang.web.schoolreport.states import REPORTING, ReportState
from quxiang.web.schoolreport.wordfile import word_of
from quxiang.web.season.models import Snapshot

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

KIND = "school_report"
ALREADY = "这一届的核查报告刚才已有人起草，没有再起草一份。请刷新后打开它。"
UNREADABLE = "第 {number} 份快照读不出来或已被改动，没有取数。请在“快照”里核验，或另冻结一份。"
NO_SNAPSHOT = "这一届还没有快照，没有可以取数的。请先在“快照”里冻结一份。"


def draft(*, cohort: Cohort, by: User) -> SchoolReport:
    """Draft the report of a cohort from its newest snapshot; one a cohort."""
    require(may_draft(by), DRAFTS)
    if SchoolReport.objects.filter(cohort=cohort).exists():
        raise StaleStateError(ALREADY)
    snapshot = _newest(cohort)
    facts = _drawn(cohort, snapshot, by)
    with trail.atomic():
        try:
            with transaction.atomic():
                made = SchoolReport.objects.create(
                    school_id=cohort.school_id, cohort=cohort, snapshot=snapshot, facts=facts,
                    title=f"{cohort.school.name} {cohort.year} 届毕业生就业数据核查报告",
                    texts={each.code: each.opening for each in SECTIONS}, drafted_by=by,
                    drafted_at=clock.now(),
                )  # fmt: skip
        except IntegrityError as error:
            raise StaleStateError(ALREADY) from error
        after = {"number": snapshot.number, "sha256": snapshot.sha256}
        trail.record("schoolreport.draft", made, by=by, after=after)
    return made


def draw_again(*, report: SchoolReport, seen: int, by: User) -> None:
    """Draw every number anew, from the newest snapshot; the texts stay as they are."""
    require(may_draft(by), DRAFTS)
    _refuse_older(report, seen)
    snapshot = _newest(report.cohort)
    facts = _drawn(report.cohort, snapshot, by)
    with trail.atomic():
        _revised(report, seen)
        report.snapshot, report.facts = snapshot, facts
        report.drafted_by, report.drafted_at = by, clock.now()
        report.save(update_fields=["snapshot", "facts", "drafted_by", "drafted_at"])
        after = {"number": snapshot.number, "sha256": snapshot.sha256}
        trail.record("schoolreport.draw", report, by=by, after=after)


@trail.atomic()
def word(
    *, report: SchoolReport, title: str, texts: Mapping[str, str], seen: int, by: User
) -> None:
    """Keep the words of every section."""
    require(may_draft(by), DRAFTS)
    _revised(report, seen)
    changed = [each.code for each in SECTIONS if report.texts.get(each.code) != texts[each.code]]
    report.title, report.texts = title.strip(), dict(texts)
    report.save(update_fields=["title", "texts"])
    trail.record("schoolreport.word", report, by=by, after={"fields": changed})


def freeze(*, report: SchoolReport, seen: int, by: User, site: str) -> Paper:
    """Freeze the report as a paper for both heads of the school; its bytes never change.

    What is returned or withdrawn of the paper opens the report again.
    """
    require(may_draft(by), DRAFTS)
    _refuse_older(report, seen)
    pdf, doc = pdf_of(report, site), word_of(report)
    with trail.atomic():
        _revised(report, seen)
        made = Frozen(
            report.title, pdf, report.school_id, cohort=report.cohort, subject=report.pk, word=doc
        )
        paper = prepare(kind=kind_of(KIND), made=made, by=by)
        move(report, REPORTING["freeze"], by=by, reason=paper.sha256, paper=paper)
    return paper


def _newest(cohort: Cohort) -> Snapshot:
    found = Snapshot.objects.filter(cohort=cohort).order_by("-moment", "-number").first()
    if found is None:
        raise InvalidError(NO_SNAPSHOT)
    return found


def _drawn(cohort: Cohort, snapshot: Snapshot, by: User) -> list[dict[str, Any]]:
    """Draw the tables; refuses a snapshot that does not say what its hash stands for."""
    try:
        return facts_of(Asked(cohort, snapshot, by))
    except UnusableError as error:
        raise InvalidError(UNREADABLE.format(number=snapshot.number)) from error


def _refuse_older(report: SchoolReport, seen: int) -> None:
    """Tell whoever acts on an older page before anything is made for them."""
    if report.revision != seen or report.state != ReportState.DRAFTED:
        raise StaleStateError


def _revised(report: SchoolReport, seen: int) -> None:
    """Count one more revision of what is being worded; raises for an older page (409)."""
    rows = SchoolReport.objects.filter(pk=report.pk, revision=seen, state=ReportState.DRAFTED)
    if not rows.update(revision=seen + 1):
        raise StaleStateError
    report.revision = seen + 1


def _told(paper: Paper, verb: str, by: User) -> None:
    """Open the report again when its paper was returned or withdrawn."""
    if verb not in ("return", "withdraw"):
        return
    row = SchoolReport.objects.filter(paper=paper, state=ReportState.FROZEN).first()
    if row is not None:
        move(row, REPORTING["reopen"], by=by, reason=verb)


def _place(paper: Paper) -> str:
    return f"/schoolreport/{paper.subject}/"


complete(KIND, told=_told, place=_place)
