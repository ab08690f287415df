"""Acts on a paper, each by a form of its page; a PDF made elsewhere is brought here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from quxiang.problems import Problem
from quxiang.web.accounts.readers import reader
from quxiang.web.accounts.services import fresh
from quxiang.web.approvals.services.scanning import prepared
from quxiang.web.audit.middleware import shows
from quxiang.web.certificates.services.sealing import seal
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.common.requests import seen_in
from quxiang.web.documents import store
from quxiang.web.documents.views.one import file_response, site_of
from quxiang.web.evidence.storage import vault
from quxiang.web.evidence.uploads import content_of, in_memory
from quxiang.web.orgs.kinds import whose
from quxiang.web.papers.access import (
    NOT_OPENED,
    get_file_for,
    get_paper_for,
    handles,
    may_accept,
    may_handle,
    may_read,
    uploads_of,
)
from quxiang.web.papers.forms import NewForm, handed_in, ink_in
from quxiang.web.papers.kinds import COLLEGE_HANDLERS
from quxiang.web.papers.models import Paper
from quxiang.web.papers.services import filing, inking, signing, stamping
from quxiang.web.papers.services.preparing import Frozen, prepare, prepare_again
from quxiang.web.papers.views.leaving import leave
from quxiang.web.papers.views.listing import shown
from quxiang.web.roster.selectors import current_cohort

WRONG = "密码或验证码不对，没有签字。请再输入一次。"
ASK = "签字前请再输入一次登录密码，或验证器上的六位数字。"
BRINGS = whose(*COLLEGE_HANDLERS)


@in_memory
def new(request: HttpRequest) -> HttpResponse:
    """Bring a PDF that was made elsewhere, to be signed here."""
    user = reader(request)
    known = {f"{kind.code}-{unit.pk}": (kind, unit) for kind, unit in uploads_of(user)}
    require(bool(known), BRINGS)
    choices = [(key, f"{unit.name} · {kind.title}") for key, (kind, unit) in known.items()]
    form = NewForm(choices, request.POST or None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "papers/new.html", {"form": form}, status=status)
    kind, unit = known[form.cleaned_data["what"]]
    try:
        made = Frozen(
            form.cleaned_data["title"], _pdf(request), user.school_id, unit,
            current_cohort(user, ""),
        )  # fmt: skip
        paper = prepare(kind=kind, made=made, by=user)
    except InvalidError as error:
        form.add_error(None, str(error))
        return render(request, "papers/new.html", {"form": form}, status=422)
    messages.success(request, "已备好，请核对无误后送签；送签后文件不能再改。")
    return redirect("papers:one", paper.pk)


@in_memory
def again(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Bring other bytes of a draft, or the next version after a return."""
    found = get_paper_for(reader(request), paper_id)
    require(may_handle(reader(request), found), handles(found))
    try:
        if not found.about.uploads:
            raise InvalidError("这类文件由系统生成，请在它的来源页面修改后重新生成。")
        made = prepare_again(paper=found, pdf=_pdf(request), by=reader(request))
    except InvalidError as refusal:
        return shown(request, found, refusal, "again")
    messages.success(request, f"已备好第 {made.version} 版。")
    return redirect("papers:one", made.pk)


def _pdf(request: HttpRequest) -> bytes:
    kept = prepared(content_of(request))
    if kept.media_type != "application/pdf":
        message = "要签署的文件须是 PDF。"
        raise InvalidError(Problem("paper.no_pdf", message, "请从 Word 或 WPS 另存为 PDF。"))
    return kept.content


def sheet(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Give the page that is signed in ink."""
    found = get_paper_for(reader(request), paper_id)
    made = inking.print_page(paper=found, site=site_of(request), by=reader(request))
    name = f"{found}{made.get_kind_display()}{made.label}.pdf"
    return file_response(store.content_of(made), "application/pdf", name)


def sealed(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Give the frozen PDF with the seal of its unit behind it, as it leaves."""
    found = get_paper_for(reader(request), paper_id)
    require(may_read(reader(request), found), NOT_OPENED)
    shows(request, found.subjects, str(found))

    def made() -> bytes:
        content = vault.content_of(found.school_id, found.sha256)
        return seal(content, school_id=found.school_id, unit_id=found.unit_id)

    try:
        return leave(request, found, made, "application/pdf", f"{found}.pdf")
    except InvalidError as refusal:
        return shown(request, found, refusal, "sealed")


Act = Callable[[HttpRequest, Paper], str]


def _acting(verb: str, does: Act, *, uploads: bool = False) -> Callable[..., HttpResponse]:
    """Return a view that does one act and goes back to the paper, or says why not."""

    def act(request: HttpRequest, paper_id: int) -> HttpResponse:
        found = get_paper_for(reader(request), paper_id)
        try:
            messages.success(request, does(request, found))
        except InvalidError as refusal:
            return shown(request, found, refusal, verb)
        return redirect("papers:one", found.pk)

    return in_memory(act) if uploads else act


def _sign(request: HttpRequest, found: Paper) -> str:
    signing.require_asked(found, reader(request))
    secret = request.POST.get("secret", "")
    if not fresh.is_fresh(request) and not (
        secret and fresh.prove(request, reader(request), secret)
    ):
        raise InvalidError(WRONG if secret else ASK)
    signing.sign(paper=found, seen=seen_in(request), by=reader(request))
    return "已签字。"


def _ink(request: HttpRequest, found: Paper) -> str:
    require(may_handle(reader(request), found), handles(found))
    inking.sign_in_ink(
        paper=found, said=ink_in(request), content=content_of(request), seen=seen_in(request),
        by=reader(request),
    )  # fmt: skip
    return "已登记纸质签字，扫描件已存档。"


def _stamp(request: HttpRequest, found: Paper) -> str:
    require(may_handle(reader(request), found), handles(found))
    stamping.stamp(
        paper=found, content=content_of(request), compared=request.POST.get("compared") == "on",
        seen=seen_in(request), by=reader(request),
    )  # fmt: skip
    return "已登记盖章件。"


def _seal(request: HttpRequest, found: Paper) -> str:
    require(may_handle(reader(request), found), handles(found))
    by_service = request.POST.get("by") == "service"
    bring = stamping.seal_by_service if by_service else stamping.seal_in
    made = bring(
        paper=found, content=content_of(request), seen=seen_in(request), by=reader(request)
    )
    if made.doubt:
        return f"电子签章已核验通过并登记，但{made.doubt}；中心核对前不算盖过章。"
    return "电子签章已核验通过并登记。"


def confirm(request: HttpRequest, file_id: int) -> HttpResponse:
    """Let a seal count that is made out to another name."""
    file = get_file_for(reader(request), file_id)
    try:
        stamping.confirm_seal(
            file=file, text=request.POST.get("text", ""), seen=seen_in(request),
            by=reader(request),
        )  # fmt: skip
    except InvalidError as refusal:
        return shown(request, file.paper, refusal, f"confirm{file.pk}")
    messages.success(request, "已核对，这份电子签章文件算盖过章。")
    return redirect("papers:one", file.paper_id)


def _handed(does: Callable[..., Any], said: str) -> Act:
    def act(request: HttpRequest, found: Paper) -> str:
        accepts = does is filing.receive and may_accept(reader(request))
        require(accepts or may_handle(reader(request), found), handles(found))
        content = content_of(request) if request.FILES else b""
        does(
            paper=found, said=handed_in(request), content=content, seen=seen_in(request),
            by=reader(request),
        )  # fmt: skip
        return said

    return act


def _worded(does: Callable[..., None], said: str) -> Act:
    def act(request: HttpRequest, found: Paper) -> str:
        text = request.POST.get("text", "")
        does(paper=found, text=text, seen=seen_in(request), by=reader(request))
        return said

    return act


def _send(request: HttpRequest, found: Paper) -> str:
    signing.send_to_signing(paper=found, seen=seen_in(request), by=reader(request))
    return "已送签，已通知签字人。"


ACTS = {
    "send": _acting("send", _send),
    "sign": _acting("sign", _sign),
    "refuse": _acting("refuse", _worded(signing.send_back, "已退回，经办人会看到原因。")),
    "withdraw": _acting("withdraw", _worded(signing.withdraw, "已撤回，经过都保留。")),
    "ink": _acting("ink", _ink, uploads=True),
    "stamp": _acting("stamp", _stamp, uploads=True),
    "seal": _acting("seal", _seal, uploads=True),
    "file": _acting("file", _handed(filing.file, "已登记报送。"), uploads=True),
    "receive": _acting("receive", _handed(filing.receive, "已登记回执。"), uploads=True),
    "accept": _acting("accept", _worded(filing.accept, "已接收，已通知经办人。")),
    "return": _acting("return", _worded(filing.return_, "已退回，已通知经办人。")),
}
