"""What a pack takes along of other apps: signed papers with what came back, bulletins, visits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from quxiang.web.bulletins.models import Bulletin
from quxiang.web.common import clock
from quxiang.web.documents import store
from quxiang.web.documents.models import Document
from quxiang.web.evidence.storage import vault
from quxiang.web.inspection.sources import Brought, brings
from quxiang.web.papers.models import Paper
from quxiang.web.papers.states import PaperState
from quxiang.web.roster.models import Cohort
from quxiang.web.visits.models import FieldVisit
from quxiang.web.visits.states import VisitingState

S = PaperState
_ENDINGS = {"image/jpeg": "jpg", "application/pdf": "pdf"}


@brings("报告和回执")
def papers(cohort: Cohort) -> Iterable[Brought]:
    """Bring every paper that was signed to the end, its scans, who signed, and its receipts."""
    rows = Paper.objects.filter(cohort=cohort, state__in=(S.SIGNED, S.FILED, S.ACCEPTED))
    for paper in rows.select_related("unit").order_by("pk"):
        name = f"{paper.whose}-{paper.title}-第{paper.version}版"
        yield Brought(f"{name}.pdf", paper.title, _kept(paper.school_id, paper.sha256))
        for at, file in enumerate(paper.files.all(), 1):
            ending = _ENDINGS.get(file.media_type, "dat")
            path = f"{name}-{at:02d}-{file.get_use_display()}.{ending}"
            yield Brought(path, str(file), _kept(file.school_id, file.sha256))
        yield Brought(f"{name}-签字和回执.txt", str(paper), _said(paper))


def _kept(school_id: int, sha256: str) -> Callable[[str], bytes]:
    return lambda _: vault.content_of(school_id, sha256)


def _said(paper: Paper) -> Callable[[str], bytes]:
    return lambda _: "\n".join(_lines(paper)).encode()


def _lines(paper: Paper) -> Iterator[str]:
    yield f"{paper.title}　第 {paper.version} 版　{paper.get_state_display()}"
    yield f"文件散列　{paper.sha256}"
    for each in paper.signatures.select_related("user").order_by("pk"):
        yield f"签字　{each.title}　{each.user.name}　{each.get_way_display()}　{each.signed_on}"
    for receipt in paper.receipts.order_by("pk"):
        number = f"　回执 {receipt.number}" if receipt.number else ""
        yield f"报送　{receipt.get_place_display()}　{receipt.on}　{receipt.handed_by}{number}"
    yield ""


@brings("通报")
def bulletins(cohort: Cohort) -> Iterable[Brought]:
    """Bring every bulletin that went out."""
    rows = Bulletin.objects.filter(cohort=cohort, document__isnull=False, state="issued")
    for each in rows.select_related("document", "college").order_by("pk"):
        document = each.document
        if document is not None:
            name = f"{document.label}-{each.scope}-{each.title}.pdf"
            yield Brought(name, each.title, _made(document))


@brings("实地走访")
def visits(cohort: Cohort) -> Iterable[Brought]:
    """Bring the sheet of every visit both visitors confirmed, but of samples still asked."""
    rows = FieldVisit.objects.filter(
        cohort=cohort, hidden=False, sheet__isnull=False,
        state__in=(VisitingState.DONE, VisitingState.SETTLED),
    )  # fmt: skip
    for each in rows.select_related("sheet").order_by("pk"):
        if each.sheet is not None:
            day = clock.local(each.arrived_at).date() if each.arrived_at else each.planned_on
            yield Brought(f"{each.sheet.label}-{day}-{each.name}.pdf", each.name, _made(each.sheet))


def _made(document: Document) -> Callable[[str], bytes]:
    return lambda _: store.content_of(document)
