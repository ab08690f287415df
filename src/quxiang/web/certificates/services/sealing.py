"""Seal what we issue with the certificate of its unit: proof of origin, behind or beside its bytes.

Each seal is verified before it leaves: a certificate that was taken in may not be fit to seal.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from quxiang.problems import Problem
from quxiang.web.certificates.models import UnitCertificate
from quxiang.web.certificates.selectors import find_own
from quxiang.web.certificates.services.owning import PURPOSE
from quxiang.web.common import clock, sealed
from quxiang.web.common.refusals import InvalidError

if TYPE_CHECKING:
    from quxiang.seals.making import Keyed

REASON = "证明文件由本系统出具，不是可靠电子签名"


def seal(pdf: bytes, *, school_id: int, unit_id: int | None) -> bytes:
    """Return a PDF sealed by its unit, else by the school; as it is where neither can."""
    own = find_own(school_id, unit_id)
    return pdf if own is None else sealed_with(own, pdf)


def sealed_with(own: UnitCertificate, pdf: bytes) -> bytes:
    """Return a PDF with a seal that holds. Raises :class:`InvalidError` where none comes of it."""
    from quxiang.seals import making  # noqa: PLC0415 - only whoever seals needs pyHanko
    from quxiang.seals.verifying import verify  # noqa: PLC0415 - as above

    made = making.seal(pdf, keyed_of(own), reason=REASON)
    told = verify(made, [_above(own)], now=clock.now(), original=pdf)
    if not told.holds:
        raise _unfit(own, told.faults)
    return made


def sealed_beside(own: UnitCertificate, content: bytes) -> bytes:
    """Return a seal beside ``content`` that holds. Raises :class:`InvalidError` as above."""
    from quxiang.seals.detached import sign, verify_detached  # noqa: PLC0415 - as above

    made = sign(hashlib.sha256(content).digest(), keyed_of(own), clock.now())
    told = verify_detached(content, made, [_above(own)], now=clock.now())
    if told.problem is not None:
        raise _unfit(own, (told.problem,))
    return made


def keyed_of(own: UnitCertificate) -> Keyed:
    """Return a certificate with its key, opened."""
    from quxiang.seals.making import Keyed  # noqa: PLC0415 - as above

    key = sealed.unseal(own.key_sealed, PURPOSE).encode()
    return Keyed(own.certificate.encode(), key, tuple(each.encode() for each in own.above))


def _above(own: UnitCertificate) -> bytes:
    """Return the topmost certificate known above a unit's, else its own."""
    return str(own.above[-1] if own.above else own.certificate).encode()


def _unfit(own: UnitCertificate, faults: tuple[Problem, ...]) -> InvalidError:
    why = "".join(each.message for each in faults)
    message = f"用{own.whose}的证书盖出的签章核验不通过（{why}），没有出具。"
    return InvalidError(Problem("seal.unfit", message, "请在“电子签章”里停用它，换一张。"))
