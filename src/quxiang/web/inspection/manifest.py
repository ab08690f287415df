"""Seal the manifest of a pack with the school's certificate."""

from __future__ import annotations

from dataclasses import dataclass

from quxiang.web.certificates.models import UnitCertificate
from quxiang.web.certificates.selectors import find_own
from quxiang.web.certificates.services.sealing import sealed_beside
from quxiang.web.inspection.models import Pack


@dataclass(frozen=True)
class Sealer:
    """Whose seal a manifest bears: the name its certificate is made out to, and its fingerprint."""

    own: UnitCertificate
    by: str

    @property
    def sha256(self) -> str:
        return self.own.sha256

    def seal(self, manifest: bytes) -> bytes:
        """Return the seal beside a manifest. Raises ``InvalidError`` where it does not hold."""
        return sealed_beside(self.own, manifest)


def sealer_of(pack: Pack) -> Sealer | None:
    """Return what seals the packs of a school; nothing where it has no certificate that holds."""
    from quxiang.seals.making import facts_of  # noqa: PLC0415 - only whoever seals needs pyHanko

    own = find_own(pack.school_id, None)
    return None if own is None else Sealer(own, facts_of(own.certificate.encode()).name)
