"""What tests of sheets share: many of one college in review, clean, open at one step."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[2]))

from bench.inserting import kept
from bench.signing import in_review

from quxiang.web.approvals.models import RunStep, Sheet
from quxiang.web.approvals.services import sheets
from quxiang.web.common.initials import initials_of
from quxiang.web.roster.models import Graduate, Person, Status
from web.cast import Cast

ADVISER, COLLEGE, SCHOOL = 2, 3, 4
LEVELS = {ADVISER: "adviser", COLLEGE: "college", SCHOOL: "school"}


def people(cast: Cast, count: int) -> list[Graduate]:
    """Put many on the roster of 农学院 at once."""
    persons = kept(
        Person(school=cast.school, created_at=cast.cohort.opened_at) for _ in range(count)
    )
    return kept(
        Graduate(
            school=cast.school, cohort=cast.cohort, college=cast.agronomy, person=person,
            name=f"何小{at}", initials=initials_of("何小"), student_no=f"88{at:06d}",
            exam_no=f"188{at:011d}", level="31", status=Status.EXPECTED, major_code="090101",
            major_name="农学", created_at=cast.cohort.opened_at,
        )
        for at, person in enumerate(persons)
    )  # fmt: skip


def many(cast: Cast, count: int, order: int = COLLEGE) -> list[RunStep]:
    """Let many be admitted, judged clean, and open at a step."""
    return in_review(people(cast, count), cast.wu, order=order)


def sheet_for(cast: Cast, who: str = "li", level: str = "college") -> Sheet:
    return sheets.make(
        cohort=cast.cohort.pk, college=cast.agronomy.pk, level=level, by=getattr(cast, who)
    )
