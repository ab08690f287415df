"""A fault of the demonstration's first college that somebody verified, and who decides on it.

``python -m journeys.blamed`` runs the rules, answers a case and verifies it.
"""

from __future__ import annotations

import contextlib
import json
import sys
import time
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User
    from quxiang.web.alerts.models import RuleRun

#: seconds another run may take
PATIENCE = 60
#: of the cast: who decides for the school meanwhile
DECIDERS = (("8007", "school_reviewer"), ("8008", "school_employment_head"))


def blamed() -> dict[str, str | int]:
    """Return the college, and the case that was verified."""
    from quxiang.web.accounts.models import User
    from quxiang.web.alerts.models import Case
    from quxiang.web.alerts.services.answering import Said, answer, close, newest_event
    from quxiang.web.alerts.services.running import do_run
    from quxiang.web.orgs.models import Appointment
    from quxiang.web.orgs.services.posts import appoint
    from quxiang.web.orgs.services.units import add_post

    staff = {each.number: each for each in User.objects.filter(kind=User.Kind.STAFF)}
    for number, kind in DECIDERS:
        user = staff[number]
        post = add_post(school=user.school, kind=kind, unit=None, title="校领导", by=None)
        appoint(post=post, user=user, by=None)
    college = Appointment.objects.get(user=staff["8002"], ended_at=None).unit
    assert college is not None
    do_run(_begun(staff["8001"]))
    case = Case.objects.filter(
        college=college, desk="college", state="open", muted_by="", origin="run"
    )[0]
    said = Said("explained", "合同在寄回途中，确未及时上传", newest_event(case))
    answer(case=case, said=said, by=staff["8002"])
    case.refresh_from_db()
    close(case=case, said=Said(text="属实", seen=newest_event(case)), by=staff["8001"])
    return {"college": college.name, "unit": college.pk, "case": case.pk}


def _begun(by: User) -> RuleRun:
    """Begin a run, once the worker's own is through if it is at one."""
    from quxiang.web.alerts.services.running import begin
    from quxiang.web.audit import trail
    from quxiang.web.common.refusals import StaleStateError
    from quxiang.web.roster.models import Cohort

    for _ in range(PATIENCE):
        with contextlib.suppress(StaleStateError), trail.atomic():
            return begin(Cohort.objects.get(year=2024), by, "考核")
        time.sleep(1)
    raise TimeoutError("another run does not end")


if __name__ == "__main__":
    django.setup()
    sys.stdout.write(json.dumps(blamed(), ensure_ascii=False))
