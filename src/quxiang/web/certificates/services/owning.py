"""Make a certificate for a unit, take one in, end one. Keys are sealed and never shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from quxiang.problems import UnusableError
from quxiang.web.audit import trail
from quxiang.web.certificates.access import SETS, may_set
from quxiang.web.certificates.models import Authority, UnitCertificate
from quxiang.web.certificates.services.trusting import facts_in, reason_in
from quxiang.web.common import clock, sealed
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.orgs.models import School, Unit

if TYPE_CHECKING:
    from quxiang.seals.making import Keyed
    from quxiang.web.accounts.models import User

#: what the key is sealed for; the column's own name, so that a change of keys finds it
PURPOSE = "key"
TAKEN = "这个单位已有在用的证书；先停用它，再换新的。"


@trail.atomic()
def make(*, school: School, unit: Unit | None, by: User) -> UnitCertificate:
    """Make a certificate of a unit under the installation's authority, made when first needed."""
    from quxiang.seals.making import make_certificate  # noqa: PLC0415 - only whoever makes one

    require(may_set(by), SETS)
    authority = _authority(school)
    name = unit.name if unit is not None else school.name
    keyed = make_certificate(authority, school.name, name, clock.now())
    return _kept(school, unit, keyed, UnitCertificate.Source.MADE, by)


@trail.atomic()
def take_in(
    *, school: School, unit: Unit | None, content: bytes, password: str, by: User
) -> UnitCertificate:  # fmt: skip
    """Take in a certificate with its key from a ``.p12``; the password is not kept."""
    from quxiang.seals.making import read_p12  # noqa: PLC0415 - as above

    require(may_set(by), SETS)
    try:
        keyed = read_p12(content, password, clock.now())
    except UnusableError as error:
        raise InvalidError(error.problems) from error
    return _kept(school, unit, keyed, UnitCertificate.Source.IMPORTED, by)


@trail.atomic()
def end(*, own: UnitCertificate, reason: str, by: User) -> None:
    """Seal with a certificate no more; what it has sealed stays sealed."""
    require(may_set(by), SETS)
    words = reason_in(reason, "请写明为什么停用", "reason")
    still = UnitCertificate.objects.filter(pk=own.pk, ended_at__isnull=True)
    if not still.update(ended_at=clock.now(), end_reason=words, key_sealed=""):
        raise StaleStateError
    trail.record("unitcertificate.end", own, by=by, reason=words)


def _authority(school: School) -> Keyed:
    from quxiang.seals.making import Keyed, facts_of, make_authority  # noqa: PLC0415 - as above

    found = Authority.objects.filter(school=school).first()
    if found is None:
        made = make_authority(f"{school.name}文件签章根证书", clock.now())
        found, _ = Authority.objects.get_or_create(
            school=school,
            defaults={
                "certificate": made.certificate.decode(), "at": clock.now(),
                "key_sealed": sealed.seal(made.key.decode(), PURPOSE),
                "sha256": facts_of(made.certificate).sha256,
            },
        )  # fmt: skip
    key = sealed.unseal(found.key_sealed, PURPOSE).encode()
    return Keyed(found.certificate.encode(), key)


def _kept(
    school: School, unit: Unit | None, keyed: Keyed, source: str, by: User
) -> UnitCertificate:
    try:
        with transaction.atomic():
            made = UnitCertificate.objects.create(
                school=school, unit=unit, source=source, by=by, at=clock.now(),
                above=[each.decode() for each in keyed.above],
                key_sealed=sealed.seal(keyed.key.decode(), PURPOSE),
                **facts_in(keyed.certificate),
            )  # fmt: skip
    except IntegrityError as error:
        raise InvalidError(TAKEN) from error
    after = {"title": made.subject, "sha256": made.sha256, "until": str(made.ends.date())}
    trail.record(f"unitcertificate.{source}", made, by=by, after=after)
    return made
