"""Whether a certificate was revoked: by lists a school keeps, or by what a sealed file carries.

Nothing is fetched. pyHanko asks only for what a certificate names itself, so a list of its issuer
is looked at here as well, and by a list nobody can date the seal of a revoked one never holds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from asn1crypto import crl, ocsp, pem, x509
from cryptography import x509 as made
from cryptography.exceptions import UnsupportedAlgorithm
from pyhanko_certvalidator import ValidationContext

from quxiang.problems import Problem, UnusableError

#: a list of a large authority
LARGEST = 20 << 20
_NO_LIST = (ValueError, TypeError, KeyError, AttributeError, UnsupportedAlgorithm)
Status = TypeVar("Status", bound=Any)


@dataclass(frozen=True)
class ListFacts:
    """What a page says of a list of revoked certificates."""

    issuer: str
    sha256: str
    this_update: datetime
    next_update: datetime | None
    revoked: int


def der_of(content: bytes) -> bytes:
    """Return a list as DER, whichever way it was written."""
    if pem.detect(content):
        _, _, content = pem.unarmor(content)
    return content


def facts_of_list(content: bytes, issuers: Sequence[bytes]) -> ListFacts:
    """Return the facts of a list that one of ``issuers`` (PEM) signed; refuses every other."""
    try:
        found = made.load_der_x509_crl(der_of(content))
        facts = ListFacts(
            found.issuer.rfc4514_string(), hashlib.sha256(der_of(content)).hexdigest(),
            found.last_update_utc, found.next_update_utc, sum(1 for _ in found),
        )  # fmt: skip
    except _NO_LIST as error:
        message = "这个文件不是吊销名单。"
        remedy = "请选签发机构给出的 .crl 文件（DER 或 PEM）。"
        raise UnusableError(Problem("seal.crl", message, remedy)) from error
    if not any(_signed_by(found, made.load_pem_x509_certificate(each)) for each in issuers):
        message = f"这份吊销名单（{facts.issuer}）不是由信任的机构签发的，或已被改动。"
        remedy = "请先信任该机构的根证书，再上传它的名单。"
        raise UnusableError(Problem("seal.crl_stranger", message, remedy))
    return facts


def _signed_by(found: made.CertificateRevocationList, issuer: made.Certificate) -> bool:
    try:
        key: Any = issuer.public_key()
        return found.issuer == issuer.subject and found.is_signature_valid(key)
    except _NO_LIST:
        return False


@dataclass(frozen=True)
class Revocations:
    """Lists and answers about revoked certificates, with certificates that may have signed them."""

    lists: tuple[bytes, ...] = ()
    answers: tuple[ocsp.OCSPResponse, ...] = ()
    certificates: tuple[x509.Certificate, ...] = ()

    def plus(self, other: Revocations) -> Revocations:
        return Revocations(
            self.lists + other.lists, self.answers + other.answers,
            self.certificates + other.certificates,
        )  # fmt: skip

    def revoked(self, cert: x509.Certificate, issuers: Iterable[x509.Certificate]) -> bool:
        """Say whether a list its issuer signed names a certificate, whenever that was."""
        return any(
            each.get_revoked_certificate_by_serial_number(cert.serial_number) is not None
            for each in self._of(cert, issuers)
        )

    def outdated(
        self, cert: x509.Certificate, issuers: Iterable[x509.Certificate], at: datetime
    ) -> str:
        """Return the day until which the newest list of an issuer held, where that is before."""
        ends = [each.next_update_utc for each in self._of(cert, issuers)]
        known = [each for each in ends if each is not None]
        if not known or len(known) < len(ends) or max(known) >= at:
            return ""
        return f"{max(known):%Y-%m-%d}"

    def _of(
        self, cert: x509.Certificate, issuers: Iterable[x509.Certificate]
    ) -> list[made.CertificateRevocationList]:
        above = [made.load_der_x509_certificate(each.dump()) for each in issuers]
        above += [made.load_der_x509_certificate(each.dump()) for each in self.certificates]
        own = made.load_der_x509_certificate(cert.dump())
        mine = [each for each in above if each.subject == own.issuer]
        found = []
        for each in self.lists:
            try:
                read = made.load_der_x509_crl(each)
            except _NO_LIST:
                continue
            if any(_signed_by(read, issuer) for issuer in mine):
                found.append(read)
        return found


def carried_by(reader: Any, signer_info: Any) -> Revocations:
    """Return what a sealed PDF carries for later (LTV): in its store, and in the seal itself."""
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415 - only where a PDF is
    from pyhanko.sign.validation import DocumentSecurityStore  # noqa: PLC0415

    lists: list[bytes] = []
    answers: list[ocsp.OCSPResponse] = []
    certificates: list[x509.Certificate] = []
    if isinstance(reader, PdfFileReader) and "/DSS" in reader.root:
        store = DocumentSecurityStore.read_dss(reader)
        lists += [each.get_object().data for each in store.crls]
        answers += [ocsp.OCSPResponse.load(each.get_object().data) for each in store.ocsps]
        certificates += list(store.load_certs())
    for each in signer_info["signed_attrs"]:
        if each["type"].native == "adobe_revocation_info_archival":
            inside = each["values"][0]
            lists += [found.dump() for found in inside["crl"] or ()]
            answers += list(inside["ocsp"] or ())
    return Revocations(tuple(lists), tuple(answers), tuple(certificates))


def judged(
    validated: Callable[[Callable[[], ValidationContext]], Status],
    roots: Sequence[x509.Certificate], known: Revocations, at: datetime,
) -> tuple[Status, bool]:  # fmt: skip
    """Return what validating gives as of a moment, and whether revocation was really looked up.

    First with every certificate's standing asked for; where nothing tells of one, without.
    """

    def context(mode: str) -> Callable[[], ValidationContext]:
        return lambda: ValidationContext(
            trust_roots=list(roots), other_certs=list(known.certificates),
            moment=at.astimezone(UTC), allow_fetching=False,
            crls=[crl.CertificateList.load(each) for each in known.lists],
            ocsps=list(known.answers), revocation_mode=mode, retroactive_revinfo=True,
        )  # fmt: skip

    if known.lists or known.answers:
        strict = validated(context("require"))
        if strict.revoked or strict.trusted:
            return strict, True
    return validated(context("soft-fail")), False
