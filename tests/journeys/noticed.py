"""Two cases of the recorder's college; ``python -m journeys.noticed`` opens them."""

from __future__ import annotations

import json
import sys

import django


def noticed() -> dict[str, str | int]:
    """Return the college, and one of its cases."""
    from quxiang.web.alerts.models import Case
    from quxiang.web.common import clock
    from quxiang.web.orgs.models import Appointment
    from quxiang.web.roster.models import Cohort, Graduate

    cohort = Cohort.objects.get(year=2024)
    college = Appointment.objects.get(user__number="8002", ended_at=None).unit
    assert college is not None
    now, people = clock.now(), Graduate.objects.filter(cohort=cohort, college=college)
    for each in people.order_by("student_no")[:2]:
        case = Case.objects.create(
            school=cohort.school, cohort=cohort, college=college, desk="college", rule="V501",
            severity="error", verdict="fault", subject="graduate", graduate=each, people_count=1,
            message=f"{each.name} 的去向为 11，没有“劳动合同”。", found_at=now, seen_at=now,
            due_on=clock.today(),
        )  # fmt: skip
        case.people.create(graduate=each)
    return {"college": college.name, "case": case.pk, "name": each.name}


if __name__ == "__main__":
    django.setup()
    sys.stdout.write(json.dumps(noticed(), ensure_ascii=False))
