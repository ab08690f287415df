"""The page that is printed to be signed in ink, and which paper a scanned one is of."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from quxiang.problems import Problem, Where
from quxiang.web.approvals.printed import Coded, find_by_codes
from quxiang.web.common.refusals import InvalidError
from quxiang.web.documents.models import Kind
from quxiang.web.papers.models import Paper

OTHER = "请核对是否选错了文件；旧版的签字页不收，须重新打印、重新签字。"


def coded_page(paper: Paper, codes: Sequence[str]) -> bool | None:
    """Say whether a QR code is that of this paper's page; ``None`` where none was read."""
    found = find_by_codes(paper.school_id, codes)
    return None if found is None else _is_of(found, paper)


def _is_of(found: Coded, paper: Paper) -> bool:
    return found.title == Kind.SIGNING.label and found.subject == paper.pk


def refuse_other_code(paper: Paper, codes: Sequence[str]) -> None:
    """Refuse a scan whose QR code leads to another paper or another version."""
    found = find_by_codes(paper.school_id, codes)
    if found is not None and not _is_of(found, paper):
        message = f"扫描件上的二维码是{found.title}（{found.label}），不是这一版的，没有保存。"
        raise InvalidError(Problem("paper.other", message, OTHER))


def refuse_other_page(paper: Paper, codes: Sequence[str], typed: str) -> None:
    """Refuse a page of another paper: by its QR code, else by the short hash beside it."""
    refuse_other_code(paper, codes)
    short = "".join(unicodedata.normalize("NFKC", typed).split()).lower()
    if short == paper.short or (not short and coded_page(paper, codes)):
        return
    message = (
        "填的文件散列与这一版不符：纸上的是旧版，或填错了，没有保存。"
        if short
        else "扫描件上没有读出二维码，也还没有填纸上的文件散列。"
    )
    remedy = "请照签字页上的十六位散列填。"
    raise InvalidError(Problem("paper.other", message, remedy, Where(column="short")))
