"""Keep the list of revoked certificates of an authority the school trusts; nothing is fetched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from quxiang.problems import Problem, UnusableError
from quxiang.web.audit import trail
from quxiang.web.certificates.access import SETS, may_set
from quxiang.web.certificates.models import RevocationList
from quxiang.web.certificates.selectors import roots_of
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, require

if TYPE_CHECKING:
    from quxiang.seals.revocation import ListFacts
    from quxiang.web.accounts.models import User

OLDER = "已经有这个机构同一时间或更新的吊销名单，没有保存。"


def keep(*, content: bytes, by: User) -> RevocationList:
    """Keep a list. Refuses one nobody trusted has signed, and one that is no newer than ours."""
    from quxiang.seals.revocation import LARGEST, der_of, facts_of_list  # noqa: PLC0415 - rare

    require(may_set(by), SETS)
    if len(content) > LARGEST:
        message = f"吊销名单不能超过 {LARGEST >> 20} MB。"
        raise InvalidError(Problem("seal.crl", message, "请核对是不是选错了文件。"))
    try:
        facts = facts_of_list(content, roots_of(by.school_id))
    except UnusableError as error:
        raise InvalidError(error.problems) from error
    if facts.this_update > clock.real_now():
        message = f"这份名单的发布时间（{facts.this_update:%Y-%m-%d %H:%M}）还没有到。"
        raise InvalidError(Problem("seal.crl", message, "请核对文件和服务器的时间。"))
    return _kept(der_of(content), facts, by)


@trail.atomic()
def _kept(content: bytes, facts: ListFacts, by: User) -> RevocationList:
    rows = RevocationList.objects.filter(school_id=by.school_id, issuer=facts.issuer[:300])
    if rows.filter(this_update__gte=facts.this_update).exists():
        raise InvalidError(Problem("seal.crl_older", OLDER, ""))
    try:
        with transaction.atomic():
            made = RevocationList.objects.create(
                school_id=by.school_id, content=content, sha256=facts.sha256,
                issuer=facts.issuer[:300], this_update=facts.this_update,
                next_update=facts.next_update, revoked=facts.revoked, by=by, at=clock.now(),
            )  # fmt: skip
    except IntegrityError as error:
        raise InvalidError(Problem("seal.crl_older", OLDER, "")) from error
    after = {"title": made.issuer, "sha256": made.sha256, "count": made.revoked}
    trail.record("revocationlist.keep", made, by=by, after=after)
    return made
