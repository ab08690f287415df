"""Make the report's PDF and hand it over to be signed by both heads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quxiang.problems import Problem
from quxiang.web.audit import trail
from quxiang.web.common.refusals import InvalidError
from quxiang.web.orgs.models import Unit
from quxiang.web.papers.kinds import kind_of
from quxiang.web.papers.models import Paper
from quxiang.web.papers.services.preparing import Frozen, prepare
from quxiang.web.roster.models import Cohort
from quxiang.web.selfcheck.models import Selfcheck
from quxiang.web.selfcheck.printing import pdf_of
from quxiang.web.selfcheck.selectors import KIND, what_lacks
from quxiang.web.selfcheck.services.writing import NO_DRAFT, held_for
from quxiang.web.selfcheck.wordfile import word_of

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User


@trail.atomic()
def hand_over(*, cohort: Cohort, college: Unit, seen: int, by: User) -> Paper:
    """Freeze the report as a paper; refuses while a record lacks a conclusion, saying how many."""
    held = held_for(cohort, college, seen, by)
    if held.drafted_at is None:
        raise InvalidError(NO_DRAFT)
    if found := what_lacks(held):
        raise InvalidError(found)
    held.save(update_fields=["revision"])
    title = f"{college.name} {cohort.year} 届毕业生就业自查报告"
    made = Frozen(
        title, pdf_of(held), cohort.school_id, college, cohort, held.pk, word=word_of(held)
    )
    return prepare(kind=kind_of(KIND), made=made, by=by)


def problems_of(paper: Paper) -> list[Problem]:
    """Say what stands against signing a report: asked when it is sent and at each signature."""
    found = Selfcheck.objects.select_related("cohort", "college").get(pk=paper.subject or 0)
    return what_lacks(found)
