"""Two callers of the demonstration; with ``answered``, all calls of a survey but one are made.

The one left is the second call on a record the first of the two called.
"""

from __future__ import annotations

import json
import sys

import django

from journeys.crowd import PASSWORD

#: of the cast: who calls meanwhile
CALLERS = ("8007", "8008")


def called() -> dict[str, int]:
    """Let two of the staff be callers; return how many destinations are in force."""
    from django.contrib.auth.hashers import make_password

    from quxiang.web.accounts.models import User
    from quxiang.web.destinations.models import Registration
    from quxiang.web.orgs.models import Appointment
    from quxiang.web.orgs.services.posts import appoint
    from quxiang.web.orgs.services.units import add_post

    for user in User.objects.filter(number__in=CALLERS):
        Appointment.objects.filter(user=user).delete()
        post = add_post(
            school=user.school, kind="caller", unit=None, title=f"核查{user.number}", by=None
        )
        appoint(post=post, user=user, by=None)
    User.objects.filter(number__in=CALLERS).update(password=make_password(PASSWORD))
    rows = Registration.objects.filter(cohort__year=2024, in_force__isnull=False)
    return {"in_force": rows.count()}


def answered() -> dict[str, int | str]:
    """Make what is left of the newest survey's calls, one in fifteen of them different.

    Return whose second call is left, and of how many graduates something was found to differ.
    """
    from quxiang.web.accounts.models import User
    from quxiang.web.common import clock
    from quxiang.web.verification.models import SampledRecord, Survey

    survey = Survey.objects.latest("pk")
    one, other = (User.objects.get(number=each) for each in CALLERS)
    rows = SampledRecord.objects.filter(survey=survey).order_by("round", "order")
    done = {"state": "done", "placed": True, "done_at": clock.now()}
    first = rows.filter(round=1, state="waiting")
    odd = [each.pk for each in first][::15]
    away = first.filter(stratum__regex="unregistered|seeking|not_seeking")
    away.update(outcome="consistent", done_by=one, **{**done, "placed": False})
    first.update(outcome="consistent", done_by=one, **done)
    rows.filter(pk__in=odd).update(outcome="inconsistent", differing=["job"])
    said = dict(
        rows.filter(round=1, done_by=one, outcome__in=("consistent", "inconsistent")).values_list(
            "graduate_id", "outcome"
        )
    )
    left, *second = rows.filter(round=2, graduate__in=said)
    for at, each in enumerate(second):
        each.outcome = said[each.graduate_id] if at else "inconsistent"
        each.differing = ["job"] if each.outcome == "inconsistent" else []
        each.state, each.placed, each.done_at, each.done_by = "done", True, clock.now(), other
        each.save()
    differ = rows.filter(outcome="inconsistent").values("graduate").distinct().count()
    return {"left": left.graduate.name, "differ": differ, "second": len(second) + 1}


if __name__ == "__main__":
    django.setup()
    told = answered() if "answered" in sys.argv else called()
    sys.stdout.write(json.dumps(told, ensure_ascii=False))
