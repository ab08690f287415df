"""Publish the next version of what graduates are told beside the three buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.destinations.access import GUIDES, may_guide
from quxiang.web.destinations.guidance import Told, guidance_of
from quxiang.web.destinations.models import Guidance

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User


@trail.atomic()
def publish_guidance(*, told: Told, by: User) -> Guidance:
    """Publish the version that follows ``told.number``.

    Refuses one that changes nothing, and whoever began before somebody else published (409).
    """
    require(may_guide(by), GUIDES)
    newest = guidance_of(by.school_id)
    if newest.number != told.number:
        raise StaleStateError("刚才有人保存了新的一版，您的没有保存。请对照新版修改后再保存。")
    if newest == told and newest.number:
        raise InvalidError("内容与现行版本相同，没有保存。")
    try:
        with transaction.atomic():
            made = Guidance.objects.create(
                school_id=by.school_id, number=told.number + 1, address=told.address,
                basis=told.basis, calls=told.calls, by=by, at=clock.now(),
            )  # fmt: skip
    except IntegrityError as error:
        raise StaleStateError from error
    after = {"number": made.number, "what": [made.address, made.basis, made.calls]}
    trail.record("guidance.publish", made, by=by, after=after)
    return made
