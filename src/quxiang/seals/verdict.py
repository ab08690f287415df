"""What is said of the seals of a file, one right sentence for each way one can fail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from quxiang.problems import Problem

#: by code: what is wrong, and what to do
FAULTS: Mapping[str, tuple[str, str]] = {
    "no_pdf": ("这个文件不是 PDF。", "请选盖好电子签章的 PDF 文件。"),
    "locked": ("这个 PDF 设了密码，打不开，没有核验。", "请让签章的一方给不加密的文件。"),
    "damaged": ("这个 PDF 打不开，文件已损坏或没有传完整。", "请重新下载后再试。"),
    "unsigned": (
        "这个 PDF 里没有电子签章。",
        "贴上去的印章图片不是签章；请在电子签章系统里盖好后再下载。",
    ),
    "other": (
        "这不是我们给出的那份文件：签章前的内容与给出的不同。",
        "请下载给出的 PDF，不要另存、转换或打印成新 PDF，直接在它上面签章。",
    ),
    "added": ("签章以外还改动了页面内容（{what}）。", "请只加签章，不要加文字、图片或批注。"),
    "tampered": ("签章之后文件被改动过（{who}的签章已不成立）。", "请重新取得原件，或重新签章。"),
    "invalid": ("{who}的签章不成立：签名值与证书不符。", "请重新签章。"),
    "later": ("{who}签章之后又加了内容，签章没有覆盖整个文件。", "请用签章后没有再改动的文件。"),
    "stranger": (
        "签章的证书（{who}）不是由信任的机构签发的。",
        "请核对是谁盖的章；确应信任的，先在“电子签章”里上传其根证书并写明依据。",
    ),
    "expired": ("签章时（{at}）证书（{who}）不在有效期内。", "请换有效的证书重新签章。"),
    "revoked": ("签章的证书（{who}）已被吊销。", "请换有效的证书重新签章。"),
    "unread": ("{who}的签章读不出来（可能是国密 SM2 签章）。", "请由电子签章服务核验后登记。"),
    "no_roots": ("还没有设信任的根证书，不能判断签章是谁的。", "请先上传根证书并写明依据。"),
}  # fmt: skip


def fault(code: str, **facts: str) -> Problem:
    """Return one fault in words."""
    message, remedy = FAULTS[code]
    return Problem(f"seal.{code}", message.format(**facts), remedy)


@dataclass(frozen=True)
class Seal:
    """One signature of a file: whose, by whom vouched for, when, whether its moment is proved."""

    name: str
    signer: str
    issuer: str
    serial: str
    at: str
    #: by a time stamp of a trusted authority; otherwise the signer says so
    at_proved: bool
    #: whether a list of revoked certificates was there to be looked at
    revocation_seen: bool
    problem: Problem | None = None
    #: the day until which the newest list of its issuer held, where it was outdated
    outdated: str = ""

    @property
    def sentence(self) -> str:
        """Return what is said of a seal that holds, doubts named."""
        if self.problem is not None:
            return f"{self.problem.message}{self.problem.remedy}"
        told = "时间戳证明的时间" if self.at_proved else "签章方自报的时间，没有时间戳"
        seen = "" if self.revocation_seen else self._unseen
        return f"{self.signer}的签章有效（{self.issuer}签发；{self.at}，{told}）。{seen}"

    @property
    def _unseen(self) -> str:
        if self.outdated:
            return f"手头的吊销名单只到 {self.outdated}，已过期，之后是否被吊销没有核对。"
        return "没有吊销名单可查，未核对证书是否被吊销。"


@dataclass(frozen=True)
class Verdict:
    """All seals of a file; it holds only where every one does and nothing else is wrong."""

    seals: tuple[Seal, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def holds(self) -> bool:
        return bool(self.seals) and not self.faults

    @property
    def faults(self) -> tuple[Problem, ...]:
        return (*self.problems, *(each.problem for each in self.seals if each.problem))

    @property
    def sentence(self) -> str:
        return "".join(each.sentence for each in self.seals)

    @property
    def plain(self) -> dict[str, Any]:
        return asdict(self)


def verdict_of(plain: Mapping[str, Any]) -> Verdict:
    """Return a verdict from its plain form."""
    seals = tuple(Seal(**{**each, "problem": _problem(each["problem"])}) for each in plain["seals"])
    problems = tuple(each for row in plain["problems"] if (each := _problem(row)) is not None)
    return Verdict(seals, problems)


def _problem(row: Mapping[str, Any] | None) -> Problem | None:
    return None if row is None else Problem(row["code"], row["message"], row["remedy"])
