"""Whom a list from above names: two of the demonstration's first college, one of its second."""

from __future__ import annotations

import json
import sys

import django


def listed() -> list[dict[str, str]]:
    """Return their names, numbers and colleges; each name is the only one of its kind."""
    from django.db.models import Count

    from quxiang.web.orgs.models import Appointment
    from quxiang.web.roster.models import Graduate

    everybody = Graduate.objects.filter(cohort__year=2024)
    once = everybody.values("name").annotate(n=Count("pk")).filter(n=1).values("name")
    found = []
    for number, many in (("8002", 2), ("8004", 1)):
        unit = Appointment.objects.get(user__number=number, ended_at=None).unit
        people = everybody.filter(college=unit, name__in=once).order_by("-student_no")[:many]
        found += [
            {"name": each.name, "number": each.student_no, "college": each.college.name}
            for each in people.select_related("college")
        ]
    return found


if __name__ == "__main__":
    django.setup()
    sys.stdout.write(json.dumps(listed(), ensure_ascii=False))
