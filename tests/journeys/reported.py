"""A snapshot of the demonstration to report on, and who signs bulletins off for the school.

``python -m journeys.reported`` freezes the cohort and appoints the signatory.
"""

from __future__ import annotations

import json
import sys

import django


def reported() -> dict[str, str | int]:
    """Return the number of the snapshot, and the college of the cast's recorder."""
    from quxiang.web.accounts.models import User
    from quxiang.web.orgs.models import Appointment
    from quxiang.web.orgs.services.posts import appoint
    from quxiang.web.orgs.services.units import add_post
    from quxiang.web.roster.models import Cohort
    from quxiang.web.season.services.taking import snapshot

    signatory = User.objects.get(number="8007")
    post = add_post(
        school=signatory.school, kind="school_reviewer", unit=None, title="就业工作负责人", by=None
    )
    appoint(post=post, user=signatory, by=None)
    made = snapshot(cohort=Cohort.objects.get(year=2024), by=None, why="本周情况")
    recorder = Appointment.objects.get(user__number="8002", ended_at=None)
    assert recorder.unit is not None
    return {"snapshot": made.number, "college": recorder.unit.name}


if __name__ == "__main__":
    django.setup()
    sys.stdout.write(json.dumps(reported(), ensure_ascii=False))
