"""Set how many working days colleges have; what is proposed already keeps its date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from quxiang.web.assessment.access import PROPOSES, may_propose
from quxiang.web.assessment.models import ListingTerms
from quxiang.web.assessment.terms import LEAST, MOST, terms_of
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.roster.models import Cohort

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

NEWER = "刚才有人改过期限，您的改动没有保存。请刷新后再看。"


@trail.atomic()
def save_terms(
    *, cohort: Cohort, reply_days: int, appeal_days: int, reason: str, after: int, by: User
) -> ListingTerms:
    """Keep a version of the terms; ``after`` is the one the page showed, nought if none.

    Refuses days that are none, nothing changed and no reason; raises :class:`StaleStateError`.
    """
    require(may_propose(by), PROPOSES)
    if not all(LEAST <= each <= MOST for each in (reply_days, appeal_days)):
        raise InvalidError(f"期限应是 {LEAST} 到 {MOST} 个工作日。")
    if len(reason.strip()) < 4:
        raise InvalidError("请写明改期限的原因（至少 4 个字）。")
    before = terms_of(cohort.pk)
    if before.number != after:
        raise StaleStateError(NEWER)
    if (before.reply_days, before.appeal_days) == (reply_days, appeal_days):
        raise InvalidError("期限和原来一样，没有改动。")
    try:
        with transaction.atomic():
            made = ListingTerms.objects.create(
                school_id=cohort.school_id, cohort=cohort, number=after + 1, by=by,
                reply_days=reply_days, appeal_days=appeal_days, reason=reason.strip()[:200],
                at=clock.now(),
            )  # fmt: skip
    except IntegrityError as error:
        raise StaleStateError(NEWER) from error
    trail.record(
        "listingterms.save", made, by=by, reason=reason[:200],
        before={"答复": before.reply_days, "申诉": before.appeal_days},
        after={"number": made.number, "答复": reply_days, "申诉": appeal_days},
    )  # fmt: skip
    return made
