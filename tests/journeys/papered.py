"""The demonstration's first college, whose heads sign; ``python -m journeys.papered`` names it."""

from __future__ import annotations

import json
import sys

import django

#: of the cast: party secretary and dean
SECRETARY, DEAN = "韩立言", "罗思远"


def papered() -> dict[str, str | int]:
    """Return the college whose heads they are."""
    from quxiang.web.accounts.models import User
    from quxiang.web.orgs.models import Appointment

    recorder = User.objects.get(kind=User.Kind.STAFF, number="8002")
    college = Appointment.objects.get(user=recorder, ended_at=None).unit
    assert college is not None
    return {"college": college.name, "unit": college.pk}


if __name__ == "__main__":
    django.setup()
    sys.stdout.write(json.dumps(papered(), ensure_ascii=False))
