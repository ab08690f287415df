"""Set which seal service is asked, or that none is; each change is a version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from quxiang.problems import Problem, Where
from quxiang.web.audit import trail
from quxiang.web.certificates.access import SETS, may_set
from quxiang.web.certificates.models import SealService
from quxiang.web.certificates.services.trusting import reason_in
from quxiang.web.certificates.serving import PURPOSE
from quxiang.web.common import clock, sealed
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.notifications.addresses import fault_of_url

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User


@trail.atomic()
def set_service(*, url: str, secret: str, reason: str, after: int, by: User) -> SealService:
    """Keep another version; an empty address asks nobody. Raises :class:`StaleStateError`."""
    require(may_set(by), SETS)
    words, address = reason_in(reason, "请写明依据", "service_reason"), url.strip()
    if address and (fault := fault_of_url(address, "服务地址")):
        raise InvalidError(Problem("service.url", fault, "", Where(column="url")))
    if address and len(secret) < 16:
        message = "密钥至少 16 个字符。"
        raise InvalidError(Problem("service.secret", message, "", Where(column="secret")))
    try:
        with transaction.atomic():
            made = SealService.objects.create(
                school_id=by.school_id, number=after + 1, url=address, reason=words, by=by,
                secret_sealed=sealed.seal(secret, PURPOSE) if address else "", at=clock.now(),
            )  # fmt: skip
    except IntegrityError as error:
        raise StaleStateError from error
    trail.record("sealservice.set", made, by=by, reason=words, after={"url": address})
    return made
