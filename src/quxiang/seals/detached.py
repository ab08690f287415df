"""A seal beside a file: a detached CMS signature over any bytes, made and verified off-line.

What it is about is named by its SHA-256; the file itself stays as it is.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from asn1crypto import cms, x509
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.validation.generic_cms import async_validate_detached_cms
from pyhanko_certvalidator import ValidationContext

from quxiang.problems import Problem
from quxiang.seals.making import Keyed, signer_of
from quxiang.seals.revocation import Revocations, der_of, judged
from quxiang.seals.verdict import Seal, fault
from quxiang.seals.verifying import UNREAD, certificate, distrust, named, said_at

NAME = "清单"


def sign(digest: bytes, keyed: Keyed, at: datetime) -> bytes:
    """Return the seal (DER) over what has this SHA-256, as of a moment."""
    said = PdfCMSSignedAttributes(signing_time=at)

    async def made() -> cms.ContentInfo:
        return await signer_of(keyed).async_sign(
            digest, "sha256", signed_attr_settings=said, is_pdf_sig=False
        )

    return bytes(asyncio.run(made()).dump())


def verify_detached(
    content: bytes, signature: bytes, roots: Sequence[bytes], *, now: datetime,
    crls: Sequence[bytes] = (),
) -> Seal:  # fmt: skip
    """Say whether a seal beside ``content`` holds; trusted is who a root vouches for."""
    for name in ("pyhanko", "pyhanko_certvalidator"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    roots_read = [certificate(each) for each in roots]
    known = Revocations(tuple(map(der_of, crls)))
    try:
        signed = cms.ContentInfo.load(signature, strict=True)["content"]
        cert, at = _signer(signed), _moment(signed) or now
        status, seen = judged(_validated(content, signed), roots_read, known, at)
    except UNREAD:
        unread = fault("unread", who=NAME)
        return Seal(NAME, "", "", "", "", at_proved=False, revocation_seen=False, problem=unread)
    who = named(cert.subject)
    problem = _problem(status, cert, who, at, rooted=bool(roots_read))
    if problem is None and known.revoked(cert, roots_read):
        problem = fault("revoked", who=who)
    return Seal(
        NAME, who, named(cert.issuer), f"{cert.serial_number:x}", said_at(at), at_proved=False,
        revocation_seen=seen, problem=problem, outdated=known.outdated(cert, roots_read, at),
    )  # fmt: skip


def _validated(
    content: bytes, signed: cms.SignedData
) -> Callable[[Callable[[], ValidationContext]], Any]:
    return lambda context: asyncio.run(
        async_validate_detached_cms(content, signed, context(), context())
    )


def _signer(signed: Any) -> x509.Certificate:
    """Return the certificate that signed, by issuer and serial."""
    sid = signed["signer_infos"][0]["sid"].chosen
    for each in signed["certificates"]:
        cert = each.chosen
        if cert.serial_number == sid["serial_number"].native and cert.issuer == sid["issuer"]:
            assert isinstance(cert, x509.Certificate)  # noqa: S101 - of that choice
            return cert
    raise ValueError(sid)


def _moment(signed: Any) -> datetime | None:
    for each in signed["signer_infos"][0]["signed_attrs"]:
        if each["type"].native == "signing_time":
            found = each["values"][0].native
            assert isinstance(found, datetime)  # noqa: S101 - of that type
            return found
    return None


def _problem(
    status: Any, cert: x509.Certificate, who: str, at: datetime, *, rooted: bool
) -> Problem | None:
    if not status.intact:
        return fault("tampered", who=who)
    if not status.valid:
        return fault("invalid", who=who)
    return None if status.trusted else distrust(status, cert, who, at, rooted)
