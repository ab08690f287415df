"""Certificates and sealed PDFs for tests, made on the spot: good, old, strangers', revoked."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pikepdf
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from quxiang.seals.making import Keyed, make_authority, make_certificate, seal

NOW = datetime(2024, 7, 20, 9, 0, tzinfo=UTC)


def authority(name: str = "云梦大学签章根证书", at: datetime | None = None) -> Keyed:
    return make_authority(name, at or datetime.now(UTC) - timedelta(days=1))


def unit(above: Keyed, at: datetime | None = None, name: str = "农学院") -> Keyed:
    return make_certificate(above, "云梦大学", name, at or datetime.now(UTC) - timedelta(hours=1))


def pdf(pages: int = 2) -> bytes:
    made = pikepdf.new()
    for _ in range(pages):
        made.add_blank_page(page_size=(200, 280))
        made.pages[-1].Contents = made.make_stream(b"0 0 1 rg 20 200 160 20 re f")
    out = io.BytesIO()
    made.save(out, deterministic_id=True)
    return out.getvalue()


def sealed(content: bytes, keyed: Keyed) -> bytes:
    return seal(content, keyed, reason="报送")


def with_more(content: bytes, drawn: bytes = b"1 0 0 rg 20 20 90 20 re f") -> bytes:
    """Return a file to whose first page somebody added something by an incremental update."""
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(io.BytesIO(content), strict=False)
    stream = generic.StreamObject(stream_data=drawn)
    writer.add_stream_to_page(0, writer.add_object(stream))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def with_note(content: bytes) -> bytes:
    """Return a file over whose first page somebody laid a text."""
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(io.BytesIO(content), strict=False)
    note = generic.DictionaryObject({
        generic.pdf_name("/Type"): generic.pdf_name("/Annot"),
        generic.pdf_name("/Subtype"): generic.pdf_name("/FreeText"),
        generic.pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (0, 0, 90, 90))),
        generic.pdf_name("/Contents"): generic.pdf_string("98.5 %"),
    })  # fmt: skip
    writer.register_annotation(writer.find_page_for_modification(0)[0], writer.add_object(note))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def pair(above: Keyed) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    signing = serialization.load_pem_private_key(above.key, None)
    assert isinstance(signing, ec.EllipticCurvePrivateKey)
    return x509.load_pem_x509_certificate(above.certificate), signing


def with_store(content: bytes, crl: bytes) -> bytes:
    """Return a sealed file into whose store (DSS) a list of revoked certificates was laid."""
    from asn1crypto import crl as asn1_crl
    from pyhanko.sign.validation import DocumentSecurityStore

    out = io.BytesIO(content)
    DocumentSecurityStore.add_dss(
        out, sig_contents=None, certs=[], ocsps=[], crls=[asn1_crl.CertificateList.load(crl)]
    )  # fmt: skip
    return out.getvalue()


def with_answer(content: bytes, keyed: Keyed, above: Keyed, *, good: bool) -> bytes:
    """Return a sealed file into whose store an authority's answer (OCSP) was laid."""
    from asn1crypto import ocsp as asn1_ocsp
    from cryptography.x509 import ocsp
    from pyhanko.sign.validation import DocumentSecurityStore

    root, signing = pair(above)
    cert, now = x509.load_pem_x509_certificate(keyed.certificate), datetime.now(UTC)
    status = ocsp.OCSPCertStatus.GOOD if good else ocsp.OCSPCertStatus.REVOKED
    answer = (
        ocsp.OCSPResponseBuilder()
        .add_response(
            cert=cert, issuer=root, algorithm=hashes.SHA256(), cert_status=status,
            this_update=now - timedelta(minutes=1), next_update=now + timedelta(days=1),
            revocation_time=None if good else now - timedelta(days=1), revocation_reason=None,
        )
        .responder_id(ocsp.OCSPResponderEncoding.HASH, root)
        .sign(signing, hashes.SHA256())
    )  # fmt: skip
    out = io.BytesIO(sealed(content, keyed))
    der = answer.public_bytes(serialization.Encoding.DER)
    DocumentSecurityStore.add_dss(
        out, sig_contents=None, certs=[], crls=[], ocsps=[asn1_ocsp.OCSPResponse.load(der)]
    )  # fmt: skip
    return out.getvalue()


def issued(
    above: Keyed,
    *,
    begins: datetime,
    ends: datetime,
    crl_at: str = "",
    ocsp_at: str = "",
    name: str = "农学院",
) -> Keyed:
    """Return a certificate that holds between two moments, naming where its list would be."""
    key = ec.generate_private_key(ec.SECP256R1())
    root = x509.load_pem_x509_certificate(above.certificate)
    signing = serialization.load_pem_private_key(above.key, None)
    assert isinstance(signing, ec.EllipticCurvePrivateKey)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    usage = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign",
         "encipher_only", "decipher_only"), False,
    )  # fmt: skip
    made = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(root.subject)
        .public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(begins).not_valid_after(ends)
        .add_extension(
            x509.KeyUsage(digital_signature=True, content_commitment=True, **usage), critical=True
        )
    )  # fmt: skip
    if crl_at:
        names = [x509.UniformResourceIdentifier(crl_at)]
        point = x509.DistributionPoint(names, None, None, None)
        made = made.add_extension(x509.CRLDistributionPoints([point]), critical=False)
    if ocsp_at:
        where = x509.UniformResourceIdentifier(ocsp_at)
        access = x509.AccessDescription(x509.AuthorityInformationAccessOID.OCSP, where)
        made = made.add_extension(x509.AuthorityInformationAccess([access]), critical=False)
    cert = made.sign(signing, hashes.SHA256())
    pem = serialization.Encoding.PEM
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return Keyed(cert.public_bytes(pem), private, (above.certificate,))


def revoking(
    above: Keyed, *revoked: Keyed, at: datetime | None = None, until: datetime | None = None
) -> bytes:
    """Return the authority's list of revoked certificates (DER)."""
    root, signing, now = *pair(above), datetime.now(UTC)
    made = (
        x509.CertificateRevocationListBuilder().issuer_name(root.subject)
        .last_update(at or now - timedelta(minutes=1)).next_update(until or now + timedelta(days=7))
    )  # fmt: skip
    for each in revoked:
        serial = x509.load_pem_x509_certificate(each.certificate).serial_number
        row = x509.RevokedCertificateBuilder().serial_number(serial)
        made = made.add_revoked_certificate(row.revocation_date(now - timedelta(days=1)).build())
    return made.sign(signing, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def written(folder: Path, name: str, content: bytes) -> str:
    path = folder / name
    path.write_bytes(content)
    return str(path)
