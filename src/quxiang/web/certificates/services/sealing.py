"""Seal a PDF we issue with the certificate of its unit: proof of origin, behind its own bytes."""

from __future__ import annotations

from quxiang.web.certificates.models import UnitCertificate
from quxiang.web.certificates.selectors import find_own
from quxiang.web.certificates.services.owning import PURPOSE
from quxiang.web.common import sealed

REASON = "证明文件由本系统出具，不是可靠电子签名"


def seal(pdf: bytes, *, school_id: int, unit_id: int | None) -> bytes:
    """Return a PDF sealed by its unit, else by the school; as it is where neither can."""
    own = find_own(school_id, unit_id)
    return pdf if own is None else sealed_with(own, pdf)


def sealed_with(own: UnitCertificate, pdf: bytes) -> bytes:
    from quxiang.seals import making  # noqa: PLC0415 - only whoever seals needs pyHanko

    key = sealed.unseal(own.key_sealed, PURPOSE).encode()
    above = tuple(each.encode() for each in own.above)
    keyed = making.Keyed(own.certificate.encode(), key, above)
    return making.seal(pdf, keyed, reason=REASON)
