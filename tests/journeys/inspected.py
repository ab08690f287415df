"""A snapshot of the demonstration, and a record somebody concluded of.

``python -m journeys.inspected`` freezes and concludes.
"""

from __future__ import annotations

import json
import sys

import django

#: of the cast: the school's party secretary and its president
PARTY, PRESIDENT = "许国梁", "高鸿"


def inspected() -> dict[str, str | int]:
    """Return the school's name, and the number and name of somebody whose record is registered."""
    from quxiang.web.accounts.models import User
    from quxiang.web.common import clock
    from quxiang.web.destinations.models import Registration
    from quxiang.web.roster.models import Cohort
    from quxiang.web.season.services.taking import snapshot
    from quxiang.web.worksheets.models import Conclusion

    cohort = Cohort.objects.get(year=2024)
    snapshot(cohort=cohort, by=None, why="报送前")
    rows = Registration.objects.filter(
        cohort=cohort, in_force__isnull=False, graduate__removed=False
    )
    found = rows.filter(graduate__evidence__version__isnull=False).first() or rows[0]
    graduate = found.graduate
    Conclusion.objects.create(
        school=cohort.school, cohort=cohort, college=graduate.college, graduate=graduate,
        side="centre", data="problem", papers="ok", note="单位名称与合同不一致", version=1, files=0,
        newest_file=0, papers_digest="0" * 64, by=User.objects.get(number="8001"), at=clock.now(),
    )  # fmt: skip
    return {
        "school": cohort.school.name, "number": graduate.student_no, "name": graduate.name,
        "graduate": graduate.pk, "college": graduate.college.name,
    }  # fmt: skip


if __name__ == "__main__":
    django.setup()
    sys.stdout.write(json.dumps(inspected(), ensure_ascii=False))
