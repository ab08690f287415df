"""How many working days a college has to reply and to appeal; for what a listing may be used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from quxiang.standards.rows import Row
from quxiang.web.assessment.models import ListingTerms
from quxiang.web.reference.selectors import standard_of
from quxiang.web.roster.models import Cohort

#: until a cohort sets others; the notice names none
REPLY_DAYS, APPEAL_DAYS = 5, 5
#: what may be set: not the same day, and within a season
LEAST, MOST = 1, 60


@dataclass(frozen=True)
class Terms:
    """The terms in force; ``number`` is nought until somebody set them."""

    reply_days: int
    appeal_days: int
    number: int = 0


def terms_of(cohort_id: int) -> Terms:
    """Return what holds for what is proposed or decided from now on."""
    row = ListingTerms.objects.filter(cohort_id=cohort_id).first()
    if row is None:
        return Terms(REPLY_DAYS, APPEAL_DAYS)
    return Terms(row.reply_days, row.appeal_days, row.number)


def uses_of(cohort: Cohort) -> Mapping[str, Row]:
    """Return for what a listing may be used, by code, as the school's table has it."""
    return standard_of(cohort.school_id, cohort.scheme).tables["assessment_use"].rows
