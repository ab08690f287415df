"""Keep another version of what callers say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.orgs.models import School
from quxiang.web.verification.access import PLANS, may_plan
from quxiang.web.verification.models import Script
from quxiang.web.verification.scripts import parsed, script_of, text_of

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

NEWER = "刚才有人改过话术，您的改动没有保存。请刷新后再看。"


@trail.atomic()
def save_script(*, school: School, text: str, reason: str, after: int, by: User) -> Script:
    """Keep a version; ``after`` is the one the page showed, nought for the shipped one.

    Refuses what cannot be read, nothing changed and no reason; raises :class:`StaleStateError`.
    """
    require(may_plan(by), PLANS)
    parsed(text)
    if len(reason.strip()) < 4:
        raise InvalidError("请写明改话术的原因（至少 4 个字）。")
    before = script_of(school.pk)
    if (before.number if before is not None else 0) != after:
        raise StaleStateError(NEWER)
    if text == text_of(before):
        raise InvalidError("话术和原来一样，没有改动。")
    try:
        with transaction.atomic():
            made = Script.objects.create(
                school=school, number=after + 1, text=text, reason=reason.strip()[:200], by=by,
                at=clock.now(),
            )  # fmt: skip
    except IntegrityError as error:
        raise StaleStateError(NEWER) from error
    trail.record("script.save", made, by=by, reason=reason[:200], after={"number": made.number})
    return made
