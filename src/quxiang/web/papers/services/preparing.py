"""Freeze the PDF of a paper: the first version, another draft, or the version after a return."""

from __future__ import annotations

import hashlib
import io
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pikepdf
from django.db import IntegrityError, transaction

from quxiang.problems import Problem
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError
from quxiang.web.evidence.storage import vault
from quxiang.web.orgs.models import Unit
from quxiang.web.papers.kinds import PaperKind
from quxiang.web.papers.models import Paper
from quxiang.web.papers.services.stepping import note, revised
from quxiang.web.papers.states import ALIVE, PaperState
from quxiang.web.roster.models import Cohort

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

LONGEST = 100


@dataclass(frozen=True)
class Frozen:
    """What a paper is of: its unit (none is the school), cohort, the key of what it was made from.

    ``subjects`` are the graduates it names.
    """

    title: str
    pdf: bytes
    school_id: int
    unit: Unit | None = None
    cohort: Cohort | None = None
    subject: int | None = None
    word: bytes = b""
    subjects: Sequence[int] = ()


@trail.atomic()
def prepare(*, kind: PaperKind, made: Frozen, by: User) -> Paper:
    """Freeze a paper of a kind; the app that made it has looked at who asks.

    A draft of the same subject gets the new bytes; after a return or a withdrawal it is the next
    version. Refuses while an earlier one is being signed, is signed or filed (422), and a file
    that is no PDF. Without a subject it begins a series of its own.
    """
    series = _series(kind, made)
    return _frozen(kind, series, made, by)


@trail.atomic()
def prepare_again(*, paper: Paper, pdf: bytes, by: User) -> Paper:
    """Freeze the next version of an uploaded paper, or other bytes of its draft."""
    made = Frozen(
        paper.title, pdf, paper.school_id, paper.unit, paper.cohort, paper.subject,
        subjects=paper.subjects,
    )  # fmt: skip
    return _frozen(paper.about, paper.series, made, by)


def _series(kind: PaperKind, made: Frozen) -> str:
    if made.subject is None:
        return f"{kind.code}:{secrets.token_hex(16)}"
    unit = made.unit.pk if made.unit is not None else 0
    cohort = made.cohort.pk if made.cohort is not None else 0
    return f"{kind.code}:{unit}:{cohort}:{made.subject}"


def _frozen(kind: PaperKind, series: str, made: Frozen, by: User) -> Paper:
    pages = _pages(made.pdf)
    last = Paper.objects.filter(school_id=made.school_id, series=series).order_by("-version")
    before = last.select_related("unit", "cohort", "school").first()
    if before is not None and before.state == PaperState.DRAFT:
        return _replaced(before, made, pages, by)
    if before is not None and before.state in ALIVE:
        label = before.get_state_display()
        message = f"《{before.title}》第 {before.version} 版{label}，不能另备一版。"
        remedy = "确需修改的，先撤回，或由接收的一方退回。"
        raise InvalidError(Problem("paper.alive", message, remedy))
    paper = Paper(
        school_id=made.school_id, kind=kind.code, unit=made.unit, cohort=made.cohort,
        series=series, subject=made.subject, version=before.version + 1 if before else 1,
        state=PaperState.DRAFT, prepared_by=by, prepared_at=clock.now(),
    )  # fmt: skip
    _fill(paper, made, pages)
    try:
        with transaction.atomic():
            paper.save()
    except IntegrityError as error:
        raise StaleStateError from error
    _kept(paper, made, "prepare", by)
    return paper


def _replaced(paper: Paper, made: Frozen, pages: int, by: User) -> Paper:
    revised(paper, paper.revision)
    _fill(paper, made, pages)
    paper.prepared_by, paper.prepared_at = by, clock.now()
    paper.save()
    _kept(paper, made, "replace", by)
    return paper


def _fill(paper: Paper, made: Frozen, pages: int) -> None:
    paper.title = made.title.strip()[:LONGEST]
    paper.sha256, paper.size = hashlib.sha256(made.pdf).hexdigest(), len(made.pdf)
    paper.pages, paper.subjects = pages, list(made.subjects)
    paper.word_sha256 = hashlib.sha256(made.word).hexdigest() if made.word else ""


def _kept(paper: Paper, made: Frozen, verb: str, by: User) -> None:
    after = {
        "title": paper.title, "version": paper.version, "sha256": paper.sha256,
        "size": paper.size, "pages": paper.pages,
    }  # fmt: skip
    trail.record(f"paper.{verb}", paper, by=by, after=after, subjects=paper.subjects)
    note(paper, verb, by=by)
    vault.keep(paper.school_id, made.pdf, b"")
    if made.word:
        vault.keep(paper.school_id, made.word, b"")


def _pages(pdf: bytes) -> int:
    try:
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            return len(opened.pages)
    except pikepdf.PdfError as error:
        message = "要签署的文件不是可以打开的 PDF。"
        raise InvalidError(Problem("paper.no_pdf", message, "请重新生成后再试。")) from error
