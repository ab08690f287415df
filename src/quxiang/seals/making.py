"""Keys and certificates of an installation's own, and seals made with them (PAdES, ECDSA P-256).

Proof of where a file comes from; no 可靠电子签名 of anybody.
"""

from __future__ import annotations

import asyncio
import io
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from asn1crypto import keys as asn1_keys
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from quxiang.problems import Problem, UnusableError
from quxiang.seals.verifying import certificate, named

if TYPE_CHECKING:
    from pyhanko.sign.signers import SimpleSigner

#: how long what is made here holds
AUTHORITY_YEARS, UNIT_YEARS = 20, 3
_YEAR = timedelta(days=365)
_USAGE = {
    "digital_signature": True, "content_commitment": True, "key_encipherment": False,
    "data_encipherment": False, "key_agreement": False, "key_cert_sign": False,
    "crl_sign": False, "encipher_only": False, "decipher_only": False,
}  # fmt: skip
Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True)
class Keyed:
    """A certificate with its key, and the certificates above it; all PEM."""

    certificate: bytes
    key: bytes
    above: tuple[bytes, ...] = ()


def make_authority(name: str, at: datetime) -> Keyed:
    """Make the authority of an installation: it vouches for the units of one school."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])
    made = (
        _builder(subject, subject, key, at, AUTHORITY_YEARS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(
            x509.KeyUsage(**{**_USAGE, "key_cert_sign": True, "crl_sign": True}), critical=True
        )
        .sign(key, hashes.SHA256())
    )
    return Keyed(made.public_bytes(serialization.Encoding.PEM), _pem(key))


def make_certificate(authority: Keyed, school: str, unit: str, at: datetime) -> Keyed:
    """Make a certificate of a unit under an authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, school[:64]),
        x509.NameAttribute(NameOID.COMMON_NAME, unit[:64]),
    ])  # fmt: skip
    above = x509.load_pem_x509_certificate(authority.certificate)
    signing = serialization.load_pem_private_key(authority.key, None)
    assert isinstance(signing, ec.EllipticCurvePrivateKey)  # noqa: S101 - made above
    made = (
        _builder(subject, above.subject, key, at, UNIT_YEARS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**_USAGE), critical=True)
        .sign(signing, hashes.SHA256())
    )
    pem = made.public_bytes(serialization.Encoding.PEM)
    return Keyed(pem, _pem(key), (authority.certificate,))


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, at: datetime, years: int
) -> x509.CertificateBuilder:
    public = key.public_key()
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(minutes=5))
        .not_valid_after(at + years * _YEAR)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _pem(key: Key) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def read_p12(content: bytes, password: str, at: datetime) -> Keyed:
    """Return the certificate and key of a ``.p12``. Raises :class:`UnusableError` for any other."""
    try:
        key, cert, above = pkcs12.load_key_and_certificates(content, password.encode())
    except ValueError as error:
        message = "这个 .p12 文件打不开：密码不对，或文件已损坏。"
        raise UnusableError(Problem("seal.p12", message, "请核对密码后再传。")) from error
    if cert is None or not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        message = "这个 .p12 里没有可用来签章的证书和私钥（只支持 RSA 和 ECDSA）。"
        raise UnusableError(Problem("seal.p12", message, "国密证书请用电子签章服务。"))
    if not cert.not_valid_before_utc <= at <= cert.not_valid_after_utc:
        message = f"这张证书不在有效期内（至 {cert.not_valid_after_utc:%Y-%m-%d}）。"
        raise UnusableError(Problem("seal.p12", message, "请换有效的证书。"))
    pem = serialization.Encoding.PEM
    return Keyed(cert.public_bytes(pem), _pem(key), tuple(each.public_bytes(pem) for each in above))


@dataclass(frozen=True)
class Facts:
    """What a page says of a certificate; ``name`` is whom it is made out to."""

    name: str
    subject: str
    issuer: str
    sha256: str
    begins: datetime
    ends: datetime
    #: whether it may vouch for others
    vouches: bool


def facts_of(content: bytes) -> Facts:
    """Return the facts of a certificate. Raises :class:`UnusableError` for what is none."""
    try:
        found = x509.load_der_x509_certificate(certificate(content).dump())
        try:
            vouches = found.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
        except x509.ExtensionNotFound:
            vouches = False
        return Facts(
            named(certificate(content).subject), found.subject.rfc4514_string(),
            found.issuer.rfc4514_string(),
            found.fingerprint(hashes.SHA256()).hex(), found.not_valid_before_utc,
            found.not_valid_after_utc, vouches,
        )  # fmt: skip
    except (ValueError, TypeError) as error:
        message = "这个文件不是证书。"
        remedy = "请选 PEM 或 DER 格式的证书（.cer、.crt、.pem）。"
        raise UnusableError(Problem("seal.certificate", message, remedy)) from error


def signer_of(keyed: Keyed) -> SimpleSigner:
    """Return what signs with a key, the certificates above it at hand."""
    from pyhanko.sign.signers import SimpleSigner  # noqa: PLC0415 - only whoever seals needs it
    from pyhanko_certvalidator.registry import SimpleCertificateStore  # noqa: PLC0415

    store = SimpleCertificateStore()
    for each in keyed.above:
        store.register(certificate(each))
    loaded = serialization.load_pem_private_key(keyed.key, None)
    der = loaded.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return SimpleSigner(
        certificate(keyed.certificate), asn1_keys.PrivateKeyInfo.load(der), store
    )  # fmt: skip


def seal(pdf: bytes, keyed: Keyed, *, reason: str, field: str = "Quxiang") -> bytes:
    """Return a PDF with a PAdES signature behind its bytes, which stay as they are."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415
    from pyhanko.sign import fields, signers  # noqa: PLC0415 - only whoever seals needs them

    meta = signers.PdfSignatureMetadata(
        field_name=field, md_algorithm="sha256", reason=reason,
        subfilter=fields.SigSeedSubFilter.PADES,
    )  # fmt: skip
    out = io.BytesIO()
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    asyncio.run(signers.PdfSigner(meta, signer_of(keyed)).async_sign_pdf(writer, output=out))
    return out.getvalue()
