"""Trust a certificate on a basis that is written down, and end that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from quxiang.problems import Problem, UnusableError, Where
from quxiang.web.audit import trail
from quxiang.web.certificates.access import SETS, may_set
from quxiang.web.certificates.models import TrustRoot
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError, require

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

SHORTEST = 4


def reason_in(text: str, wanted: str, column: str) -> str:
    """Return a reason as written; refuses too little and too much."""
    words = text.strip()
    if not SHORTEST <= len(words) <= 200:
        where = Where(column=column)
        raise InvalidError(
            Problem(f"certificate.{column}", f"{wanted}（4 到 200 个字）。", "", where)
        )
    return words


def facts_in(content: bytes) -> dict[str, Any]:
    """Return what is kept of a certificate. Refuses what is none."""
    from cryptography import x509  # noqa: PLC0415 - only whoever uploads one needs it
    from cryptography.hazmat.primitives.serialization import Encoding  # noqa: PLC0415

    from quxiang.seals.making import facts_of  # noqa: PLC0415
    from quxiang.seals.verifying import certificate  # noqa: PLC0415

    try:
        facts = facts_of(content)
    except UnusableError as error:
        raise InvalidError(error.problems) from error
    pem = x509.load_der_x509_certificate(certificate(content).dump()).public_bytes(Encoding.PEM)
    return {
        "certificate": pem.decode(), "sha256": facts.sha256, "subject": facts.subject[:300],
        "issuer": facts.issuer[:300], "begins": facts.begins, "ends": facts.ends,
    }  # fmt: skip


def trust(*, content: bytes, basis: str, by: User) -> TrustRoot:
    """Trust what a certificate vouches for. Refuses one that vouches for none, and an old one."""
    require(may_set(by), SETS)
    words = reason_in(basis, "请写明依据，例如“学校电子印章管理办法第三条”", "basis")
    facts = facts_in(content)
    from quxiang.seals.making import facts_of  # noqa: PLC0415 - as above

    if not facts_of(content).vouches:
        message = "这是单位或个人的证书，不是签发机构的根证书。"
        raise InvalidError(Problem("certificate.root", message, "请上传签发机构的根证书。"))
    if facts["ends"] <= clock.now():
        raise InvalidError(f"这张证书已于 {clock.local(facts['ends']):%Y-%m-%d} 到期，不能信任。")
    return _trusted(facts, words, by)


@trail.atomic()
def _trusted(facts: dict[str, Any], basis: str, by: User) -> TrustRoot:
    try:
        with transaction.atomic():
            made = TrustRoot.objects.create(
                school_id=by.school_id, basis=basis, by=by, at=clock.now(), **facts
            )
    except IntegrityError as error:
        raise InvalidError("这张证书已经信任，没有重复保存。") from error
    after = {"title": made.subject, "sha256": made.sha256, "until": str(made.ends.date())}
    trail.record("trustroot.add", made, by=by, reason=basis, after=after)
    return made


@trail.atomic()
def distrust(*, root: TrustRoot, reason: str, by: User) -> None:
    """Trust a certificate no more; what was verified by it stays as it was told then."""
    require(may_set(by), SETS)
    words = reason_in(reason, "请写明为什么不再信任", "reason")
    still = TrustRoot.objects.filter(pk=root.pk, ended_at__isnull=True)
    if not still.update(ended_at=clock.now(), end_reason=words):
        raise StaleStateError
    trail.record("trustroot.end", root, by=by, reason=words)
