"""Every paper somebody sees, what waits for them, and one paper whole."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from quxiang.web.accounts.readers import reader
from quxiang.web.accounts.services import fresh
from quxiang.web.certificates.selectors import find_own
from quxiang.web.certificates.serving import find_service
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, TooLargeError, require
from quxiang.web.lists.page import build
from quxiang.web.lists.spec import Rows
from quxiang.web.papers.access import (
    SEES,
    get_paper_for,
    may_accept,
    may_handle,
    may_read,
    may_see,
    papers_visible_to,
    uploads_of,
)
from quxiang.web.papers.lists import PAPERS, TONES
from quxiang.web.papers.models import Paper, PaperFile
from quxiang.web.papers.seats import Chair, chair_for, chairs_of, lacking
from quxiang.web.papers.selectors import papers_waiting_for, versions_of
from quxiang.web.papers.states import ALIVE, STEPS, PaperState
from quxiang.web.papers.views.files import DRAWN
from quxiang.web.release.views import export_list

S = PaperState
SCANS = (PaperFile.Use.STAMP, PaperFile.Use.SEAL)


def _rows(request: HttpRequest) -> Rows:
    require(may_see(reader(request)), SEES)
    return papers_visible_to(reader(request)).select_related("unit")


def papers(request: HttpRequest) -> HttpResponse:
    """List every paper somebody sees."""
    return _listed(request, _rows(request), "papers")


def waiting(request: HttpRequest) -> HttpResponse:
    """List what somebody signs, sends, files or answers next."""
    rows = _rows(request).filter(pk__in=papers_waiting_for(reader(request)))
    return _listed(request, rows, "waiting")


def _listed(request: HttpRequest, rows: Rows, tab: str) -> HttpResponse:
    context = {
        "page": build(request, PAPERS, rows), "tab": tab,
        "uploads": bool(uploads_of(reader(request))),
    }  # fmt: skip
    return render(request, "papers/papers.html", context)


def export(request: HttpRequest) -> HttpResponse:
    """Let the list leave through the gate; it names no graduate."""
    return export_list(request, PAPERS, _rows(request), subject="")


def one(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Show a paper: what it is, who signed, its stamp, its receipts, what is next."""
    return shown(request, get_paper_for(reader(request), paper_id))


def shown(
    request: HttpRequest, found: Paper, refusal: InvalidError | None = None, verb: str = ""
) -> HttpResponse:
    """Show a paper, after a refusal with what was typed."""
    user = reader(request)
    chairs = chairs_of(found)
    files, versions = (
        list(found.files.select_related("by", "confirmed_by")),
        list(versions_of(found)),
    )
    context = {
        "paper": found, "kind": found.about,
        "places_first": (found.about.filed_with,), "tone": TONES[S(found.state)], "chairs": chairs,
        "scans": [each for each in files if each.use in SCANS],
        "confirms": may_accept(user) and found.state in (S.SIGNING, S.SIGNED),
        "receipts": list(found.receipts.select_related("by", "file")),
        "steps": [(e, STEPS[e.verb]) for e in found.steps.select_related("by")],
        "versions": versions, "place": found.about.place(found),
        "service": find_service(found.school_id),
        "seals": find_own(found.school_id, found.unit_id), "reads": may_read(user, found),
        "drawn": found.size <= DRAWN,
        "may": _may(request, found, chairs, (files, versions)), "lacking": _lacking(found, chairs),
        "open": [each for each in chairs if each.signature is None],
        "fresh": fresh.is_fresh(request), "refusal": refusal, "verb": verb,
        "typed": request.POST, "today": clock.today().isoformat(), "user_name": user.name,
    }  # fmt: skip
    status = 413 if isinstance(refusal, TooLargeError) else 422 if refusal else 200
    return render(request, "papers/one.html", context, status=status)


def _lacking(found: Paper, chairs: list[Chair]) -> list[str]:
    return lacking(chairs) if found.state in (S.DRAFT, S.SIGNING) else []


def _may(
    request: HttpRequest, found: Paper, chairs: list[Chair],
    more: tuple[list[PaperFile], list[Paper]],
) -> set[str]:  # fmt: skip
    """Return what somebody may do next; the services refuse the same."""
    user, state, may = reader(request), found.state, set[str]()
    if may_handle(user, found):
        may |= _handling(found, *more)
    if state == S.SIGNING and chair_for(chairs, user) is not None:
        may |= {"sign", "refuse"}
    own = found.prepared_by_id == user.pk or any(
        each.signature and each.signature.user_id == user.pk for each in chairs
    )
    inside = found.about.filed_with == "centre"
    if may_accept(user) and not (own and inside):
        may |= {S.SIGNED: {"return"}, S.FILED: {"accept", "return"}}.get(S(state), set())
    if may_accept(user) and state in (S.FILED, S.ACCEPTED):
        may.add("receive")
    return may


def _handling(found: Paper, files: list[PaperFile], versions: list[Paper]) -> set[str]:
    stamped = not found.about.stamped or any(each.stamps for each in files)
    newest = versions[0].pk == found.pk
    again = {"again"} if found.about.uploads and newest else set()
    return {
        S.DRAFT: {"send", "withdraw", *again},
        S.SIGNING: {"sheet", "ink", "withdraw", "stamp", "seal"},
        S.SIGNED: {"stamp", "seal", *({"file"} if stamped else set())},
        S.FILED: {"receive"},
        S.ACCEPTED: {"receive"},
    }.get(S(found.state), again if found.state not in ALIVE else set())
