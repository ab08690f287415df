"""Verify the seals of a PDF by pyHanko: intact, valid and trusted, over the whole document.

pyHanko calls a tampered file ``valid``: all three are asked for. Nothing is fetched from anywhere.
"""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from asn1crypto import pem, x509
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel, SuspiciousModification
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import EmbeddedPdfSignature, validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel

from quxiang.problems import Problem
from quxiang.seals.original import added_to, is_ours
from quxiang.seals.revocation import Revocations, carried_by, der_of, judged
from quxiang.seals.verdict import Seal, Verdict, fault

_SHANGHAI = ZoneInfo("Asia/Shanghai")
#: what damaged and hostile files make pyHanko raise beside its own errors
_BROKEN = (PdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError,
           RecursionError, NotImplementedError, AssertionError)  # fmt: skip
UNREAD = (SignatureValidationError, SigningError, *_BROKEN)


def certificate(content: bytes) -> x509.Certificate:
    """Return a certificate in PEM or DER. Raises ``ValueError`` for everything else."""
    if pem.detect(content):
        kind, _, content = pem.unarmor(content)
        if kind != "CERTIFICATE":
            raise ValueError(kind)
    found = x509.Certificate.load(content, strict=True)
    found.native  # noqa: B018 - parsed lazily, and it shall fail here
    return found


def verify(
    content: bytes, roots: Sequence[bytes], *, now: datetime, original: bytes | None = None,
    crls: Sequence[bytes] = (),
) -> Verdict:  # fmt: skip
    """Say of every seal of a PDF whether it holds, and of the file whether it is ``original``.

    ``roots`` are trusted certificates (PEM or DER), ``crls`` lists of revoked ones. ``now``
    stands for the moment of a seal that says none.
    """
    if b"%PDF-" not in content[:1024]:
        return Verdict(problems=(fault("no_pdf"),))
    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
    logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)
    try:
        reader = PdfFileReader(io.BytesIO(content), strict=False)
        if reader.encrypted:
            return Verdict(problems=(fault("locked"),))
        seals = list(reader.embedded_regular_signatures)
    except _BROKEN:
        return Verdict(problems=(fault("damaged"),))
    if original is not None and not is_ours(content, original):
        return Verdict(problems=(fault("other"),))
    known = [certificate(each) for each in roots]
    return _judged(reader, seals, known, crls=crls, now=now, original=original)


def _judged(
    reader: PdfFileReader, seals: Sequence[EmbeddedPdfSignature],
    known: Sequence[x509.Certificate], *, crls: Sequence[bytes], now: datetime,
    original: bytes | None,
) -> Verdict:  # fmt: skip
    if not seals:
        return Verdict(problems=(fault("unsigned"),))
    found = _last_covers_all([_seal(each, known, crls, now) for each in seals], seals)
    if original is None or any(each.problem is not None for each in found):
        return Verdict(found)  # what came after a seal is said once, of the seal
    return Verdict(found, tuple(_added(reader, original)))


def _added(reader: PdfFileReader, original: bytes) -> list[Problem]:
    """Say what a file whose seals hold shows beside ours and the seals."""
    try:
        what = added_to(reader, original)
    except _BROKEN:
        what = "改动无法识别"
    return [fault("added", what=what)] if what else []


def _seal(
    seal: EmbeddedPdfSignature, roots: Sequence[x509.Certificate], crls: Sequence[bytes],
    now: datetime,
) -> Seal:  # fmt: skip
    try:
        cert = seal.signer_cert
        signer, issuer = named(cert.subject), named(cert.issuer)
        at = seal.self_reported_timestamp or now
        known = Revocations(tuple(map(der_of, crls)))
        known = known.plus(carried_by(seal.reader, seal.signer_info))
        status, seen = _status(seal, roots, known, at)
    except UNREAD:
        who = str(seal.field_name)
        unread = fault("unread", who=who)
        return Seal(who, "", "", "", "", at_proved=False, revocation_seen=False, problem=unread)
    proved = status.timestamp_validity is not None and status.timestamp_validity.trusted
    if proved:
        at = status.timestamp_validity.timestamp
    problem = _problem(status, cert, signer, at, bool(roots))
    if problem is None and not proved and known.revoked(cert, roots):
        problem = fault("revoked", who=signer)  # a moment nobody proved may be any
    return Seal(
        str(seal.field_name), signer, issuer, f"{cert.serial_number:x}", said_at(at),
        at_proved=proved, revocation_seen=seen, problem=problem,
        outdated=known.outdated(cert, roots, at),
    )  # fmt: skip


def said_at(at: datetime) -> str:
    return f"{at.astimezone(_SHANGHAI):%Y-%m-%d %H:%M}"


def _status(
    seal: EmbeddedPdfSignature, roots: Sequence[x509.Certificate], known: Revocations, at: datetime
) -> tuple[PdfSignatureStatus, bool]:
    """Validate one seal as of its own moment; an expired certificate was good while it held."""
    try:
        return judged(
            lambda context: validate_pdf_signature(seal, context(), context()), roots, known, at
        )
    finally:
        # pyHanko leaves the loop it made behind it
        _close_loop()


def _close_loop() -> None:
    policy = asyncio.get_event_loop_policy()
    loop = getattr(getattr(policy, "_local", None), "_loop", None)
    if loop is not None and not loop.is_running():
        loop.close()
        policy.set_event_loop(None)


def _problem(
    status: PdfSignatureStatus, cert: x509.Certificate, who: str, at: datetime, rooted: bool
) -> Problem | None:
    if not status.intact:
        return fault("tampered", who=who)
    if not status.valid:
        return fault("invalid", who=who)
    if status.coverage < SignatureCoverageLevel.ENTIRE_REVISION:
        return fault("tampered", who=who)
    level = status.modification_level
    if level is not None and level > ModificationLevel.FORM_FILLING:
        return fault("later", who=who)
    if isinstance(status.diff_result, SuspiciousModification):
        return fault("later", who=who)
    return None if status.trusted else distrust(status, cert, who, at, rooted)


def distrust(
    status: PdfSignatureStatus, cert: x509.Certificate, who: str, at: datetime, rooted: bool
) -> Problem:
    if status.revoked:
        return fault("revoked", who=who)
    if not rooted:
        return fault("no_roots")
    if not cert.not_valid_before <= at <= cert.not_valid_after:
        said = f"{at.astimezone(_SHANGHAI):%Y-%m-%d}"
        return fault("expired", who=who, at=said)
    return fault("stranger", who=who)


def _only_proofs(last: EmbeddedPdfSignature) -> bool:
    """Say whether what follows the last seal are only proofs that its certificate held (LTV)."""
    level = getattr(last.diff_result, "modification_level", None)
    stream = last.reader.stream
    stream.seek(-8, io.SEEK_END)
    return bool(level == ModificationLevel.LTA_UPDATES and stream.read().rstrip()[-5:] == b"%%EOF")


def _last_covers_all(
    found: Sequence[Seal], seals: Sequence[EmbeddedPdfSignature]
) -> tuple[Seal, ...]:
    """Refuse a file to which something was added after its last seal, whatever it was."""
    last, seal = seals[-1], found[-1]
    covered = last.evaluate_signature_coverage()
    whole = covered == SignatureCoverageLevel.ENTIRE_FILE or _only_proofs(last)
    if whole or seal.problem is not None:
        return tuple(found)
    named = fault("later", who=seal.signer)
    told = Seal(**{**{n: getattr(seal, n) for n in seal.__dataclass_fields__}, "problem": named})
    return (*found[:-1], told)


def named(name: x509.Name) -> str:
    known = name.native
    return str(known.get("common_name") or known.get("organization_name") or name.human_friendly)
