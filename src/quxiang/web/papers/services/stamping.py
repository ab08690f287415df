"""Take in the scan of the stamped paper, or the PDF with an electronic seal that holds.

A picture of a seal is never put on anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from quxiang.problems import Problem, Where
from quxiang.seals.apart import verify_apart
from quxiang.seals.verdict import fault
from quxiang.web.approvals.services.scanning import read
from quxiang.web.audit import trail
from quxiang.web.certificates.selectors import revocations_of, roots_of, unlike
from quxiang.web.certificates.serving import ask, find_service
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.evidence.intake.prepared import Prepared
from quxiang.web.evidence.storage import vault
from quxiang.web.papers.access import ACCEPTS, handles, may_accept, may_handle
from quxiang.web.papers.models import Paper, PaperFile
from quxiang.web.papers.printed import refuse_other_code
from quxiang.web.papers.services.keeping import file_of
from quxiang.web.papers.services.stepping import in_state, note, reason_in, revised
from quxiang.web.papers.services.telling import tell_centre
from quxiang.web.papers.states import PaperState

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

S = PaperState


def stamp(*, paper: Paper, content: bytes, compared: bool, seen: int, by: User) -> PaperFile:
    """Keep the scan of a paper that bears the real stamp, once it is signed or being signed.

    Refuses a scan whose QR code leads to another paper, and who does not state that it was
    compared with this version.
    """
    require(may_handle(by, paper), handles(paper))
    if not compared:
        message = "请核对后勾选：扫描件是这一版的打印件，印章已盖在上面。"
        raise InvalidError(Problem("paper.compared", message, "", Where(column="compared")))
    kept, codes = read(content)
    refuse_other_code(paper, codes)
    return _stamped(paper, kept, seen, by)


@trail.atomic()
def _stamped(paper: Paper, kept: Prepared, seen: int, by: User) -> PaperFile:
    in_state(paper, S.SIGNING, S.SIGNED)
    revised(paper, seen)
    made = file_of(paper, kept, PaperFile.Use.STAMP, by=by)
    after = {"scan": made.sha256, "pages": made.pages, "version": paper.version}
    trail.record("paper.stamp", paper, by=by, after=after)
    note(paper, "stamp", by=by)
    vault.keep(paper.school_id, kept.content, kept.thumbnail)
    return made


def seal_in(*, paper: Paper, content: bytes, seen: int, by: User) -> PaperFile:
    """Keep the PDF with an electronic seal, as it is, once every seal in it holds.

    The seal must be over the very file we gave out, whole, by a certificate of a trusted authority;
    each way to fail is refused in its own sentence. What was revoked is told by the school's lists
    and by what the file carries. Our own certificates are no stamp. A seal made out to another
    name than the unit's is kept, and counts once the centre confirms it.
    """
    require(may_handle(by, paper), handles(paper))
    in_state(paper, S.SIGNING, S.SIGNED)
    original = vault.content_of(paper.school_id, paper.sha256)
    roots = roots_of(paper.school_id)
    crls = revocations_of(paper.school_id)
    told = verify_apart(content, roots, now=clock.now(), original=original, crls=crls)
    if not told.holds:
        raise InvalidError(told.faults)
    return _sealed(paper, content, {"sentence": told.sentence, **told.plain}, seen, by)


def seal_by_service(*, paper: Paper, content: bytes, seen: int, by: User) -> PaperFile:
    """Keep the PDF with a seal only the school's service can verify, on that service's own word.

    Refuses another file than ours before anything is sent, and everything but a signed yes.
    """
    require(may_handle(by, paper), handles(paper))
    in_state(paper, S.SIGNING, S.SIGNED)
    service = find_service(paper.school_id)
    if service is None:
        message = "还没有设电子签章服务，国密签章不能核验。"
        raise InvalidError(Problem("seal.service", message, "请先在“电子签章”里设置。"))
    original = vault.content_of(paper.school_id, paper.sha256)
    if not content.startswith(original) or content == original:
        raise InvalidError(fault("other"))
    told = ask(service, content, original, at=clock.real_now())
    return _sealed(paper, content, {"sentence": told.sentence, **told.answer}, seen, by)


@trail.atomic()
def _sealed(
    paper: Paper, content: bytes, finding: dict[str, Any], seen: int, by: User
) -> PaperFile:
    in_state(paper, S.SIGNING, S.SIGNED)
    revised(paper, seen)
    kept = Prepared(content, b"", "application/pdf", paper.pages, redacted=False, stripped=False)
    names = [str(each["signer"]) for each in finding["seals"]]
    doubt = unlike(names, school=paper.school, unit=paper.unit)[:400]
    made = file_of(paper, kept, PaperFile.Use.SEAL, by=by, finding=finding, doubt=doubt)
    after = {"sha256": made.sha256, "said": finding["sentence"], "version": paper.version}
    if doubt:
        after["doubt"] = doubt
        tell_centre(paper, "电子签章的证书名称与单位不一致，请核对")
    trail.record("paper.seal", paper, by=by, after=after)
    note(paper, "seal", by=by, text=finding["sentence"][:400])
    vault.keep(paper.school_id, content, b"")
    return made


@trail.atomic()
def confirm_seal(*, file: PaperFile, text: str, seen: int, by: User) -> None:
    """Let a seal count whose certificate is made out to another name; the reason is kept.

    Refuses whoever is not of the centre, and a seal nothing is doubted of any more.
    """
    paper = file.paper
    require(may_accept(by), ACCEPTS)
    if not file.doubt or file.confirmed_at is not None:
        raise InvalidError("这份电子签章文件没有待核对的，不用再确认。")
    in_state(paper, S.SIGNING, S.SIGNED)
    words = reason_in(text, "请写明怎样核对的、为什么是该单位的证书。")
    revised(paper, seen)
    file.confirmed_by, file.confirmed_at, file.confirmed_why = by, clock.now(), words
    file.save(update_fields=["confirmed_by", "confirmed_at", "confirmed_why"])
    after = {"sha256": file.sha256, "doubt": file.doubt}
    trail.record("paper.confirm_seal", paper, by=by, reason=words[:200], after=after)
    note(paper, "confirm_seal", by=by, text=f"{file.doubt}。核对：{words}"[:400])
