"""Whether a printed form is about what is being signed now."""

from __future__ import annotations

from quxiang.problems import Problem, Where
from quxiang.web.approvals.binding import evidence_hashes
from quxiang.web.approvals.models import Run
from quxiang.web.approvals.printed import SHORT, Printed, find_printed
from quxiang.web.common.refusals import InvalidError

AGAIN = "请重新打印、重新签字后再上传；这份扫描件没有保存。"


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
