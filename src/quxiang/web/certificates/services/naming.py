"""Say under which other names a unit's certificates are made out, on a basis, and end that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from quxiang.problems import Problem, Where
from quxiang.web.audit import trail
from quxiang.web.certificates.access import NAMES, may_name
from quxiang.web.certificates.models import SignerAlias
from quxiang.web.certificates.services.trusting import reason_in
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError, require

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User
    from quxiang.web.orgs.models import Unit


@trail.atomic()
def add_alias(*, unit: Unit | None, name: str, reason: str, by: User) -> SignerAlias:
    """Let seals made out to another name count as a unit's, the school's where there is none."""
    require(may_name(by), NAMES)
    plain = name.strip()
    if not 2 <= len(plain) <= 120:
        message = "请照证书写出名称（2 到 120 个字）。"
        raise InvalidError(Problem("alias.name", message, "", Where(column="alias")))
    words = reason_in(reason, "请写明为什么是同一个单位", "alias_reason")
    try:
        with transaction.atomic():
            made = SignerAlias.objects.create(
                school_id=by.school_id, unit=unit, name=plain, reason=words, by=by, at=clock.now()
            )
    except IntegrityError as error:
        raise InvalidError("这个单位已经有这个证书名称，没有重复保存。") from error
    after = {"name": plain, "unit": made.whose}
    trail.record("signeralias.add", made, by=by, reason=words, after=after)
    return made


@trail.atomic()
def end_alias(*, alias: SignerAlias, reason: str, by: User) -> None:
    """Let another name count no more; what was taken in under it stays as it was told then."""
    require(may_name(by), NAMES)
    words = reason_in(reason, "请写明为什么停用", "reason")
    still = SignerAlias.objects.filter(pk=alias.pk, ended_at__isnull=True)
    if not still.update(ended_at=clock.now(), end_reason=words):
        raise StaleStateError
    trail.record("signeralias.end", alias, by=by, reason=words)
