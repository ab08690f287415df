"""Whether a printed form is about what is being signed now."""

from __future__ import annotations

from collections.abc import Sequence

from quxiang.problems import Problem, Where
from quxiang.web.approvals.binding import evidence_hashes
from quxiang.web.approvals.models import Run
from quxiang.web.approvals.printed import SHORT, Printed, find_by_codes, find_printed
from quxiang.web.common.refusals import InvalidError

AGAIN = "请重新打印、重新签字后再上传；这份扫描件没有保存。"


def number_on(run: Run, codes: Sequence[str], typed: str) -> str:
    """Return the number of a scanned form: as its QR code says, else as somebody typed it.

    Refuses a code that leads to something else, one that says another number than was typed, and
    a scan without a legible code of which nobody typed the number.
    """
    coded = find_by_codes(run.school_id, codes)
    if coded is None:
        if typed.strip():
            return typed
        message = "扫描件上没有读出二维码，也还没有填表上的编号。"
        remedy = "请照表上二维码旁的编号填，例如 审〔2024〕00012 号，再选一次文件。"
        raise _refusal("no_code", message, remedy)
    if not coded.is_form:
        message = f"扫描件上的二维码是{coded.title}（{coded.label}），不是去向登记审核表。"
        raise _refusal("other_document", message, "请核对是否选错了文件。")
    said = find_printed(run.school_id, typed)
    if typed.strip() and (said is None or said.label != coded.label):
        message = f"扫描件上的二维码是{coded.label}，填的却是“{typed.strip()[:40]}”。"
        raise _refusal("other_number", message, "请核对；编号可以不填，以二维码为准。")
    return coded.label


def refuse_other_form(run: Run, typed: str) -> Printed:
    """Return the form of this number. Refuses one of somebody else, an older version, other files.

    What is signed by hand says nothing about what the signatory has not seen.
    """
    printed = find_printed(run.school_id, typed)
    if printed is None:
        message = f"没有编号为“{typed.strip()[:40]}”的去向登记审核表。"
        if not typed.strip():
            message = "还没有填表上的编号。"
        raise _refusal("no_form", message, "请照表上二维码旁的编号填，例如 审〔2024〕00012 号。")
    if printed.registration_id != run.registration_id:
        raise _refusal("other_form", f"{printed.label}不是这名毕业生的表。", "请核对扫描件和编号。")
    if printed.version_id != run.version_id:
        message = (
            f"{printed.label}是第 {printed.version_number} 版的表，"
            f"现在审签的是第 {run.version.number} 版，旧表上的签字不作数。"
        )
        raise _refusal("older_form", message, AGAIN)
    if printed.evidence != {each[:SHORT] for each in evidence_hashes(run.version)}:
        message = f"{printed.label}打印以后，证明材料有增补或替换，旧表上的签字不作数。"
        raise _refusal("other_evidence", message, AGAIN)
    return printed


def _refusal(code: str, message: str, remedy: str) -> InvalidError:
    return InvalidError(Problem(code, message, remedy, Where(column="number")))
