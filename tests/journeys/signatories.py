"""Who signs in the school of the demonstration: everybody a route asks for, and whose it is."""

from __future__ import annotations

import json
import sys

import django

from journeys.crowd import PASSWORD

#: of the cast: the centre's 钱明 signs for the school, the reviewer 李建 heads employment too
POSTS = (("8001", "school_reviewer"), ("8001", "school_employment_head"))
#: what these posts are called beside those of the cast's heads
TITLE = "就业工作分管负责人"
COLLEGE_HEAD = "8003"


def signatories() -> dict[str, str | int]:
    """Appoint who is missing, once; return the graduate of the story and another of the college."""
    from django.contrib.auth.hashers import make_password

    from quxiang.web.accounts.models import User
    from quxiang.web.orgs.kinds import PostKind
    from quxiang.web.orgs.models import Appointment
    from quxiang.web.orgs.services.posts import appoint
    from quxiang.web.orgs.services.units import add_post
    from quxiang.web.roster.models import Graduate

    staff = {each.number: each for each in User.objects.filter(kind=User.Kind.STAFF)}
    college = Appointment.objects.get(user=staff["8002"]).unit
    wanted = [(staff[number], kind, None) for number, kind in POSTS]
    wanted.append((staff[COLLEGE_HEAD], PostKind.COLLEGE_EMPLOYMENT_HEAD.value, college))
    for user, kind, unit in wanted:
        if not Appointment.objects.filter(user=user, kind=kind).exists():
            appoint(
                post=add_post(school=user.school, kind=kind, unit=unit, title=TITLE, by=None),
                user=user, by=None,
            )  # fmt: skip
    User.objects.filter(number__in=("8001", "8003", "8006")).update(
        password=make_password(PASSWORD)
    )
    own = Graduate.objects.get(person__user=User.objects.filter(kind="graduate").earliest("pk"))
    unfiled = Graduate.objects.filter(college=own.college, registration=None).exclude(pk=own.pk)
    other = unfiled.order_by("-student_no")[0]
    return {
        "graduate": own.pk, "number": own.student_no, "name": own.name,
        "other": other.pk, "other_number": other.student_no, "other_name": other.name,
    }  # fmt: skip


if __name__ == "__main__":
    django.setup()
    sys.stdout.write(json.dumps(signatories(), ensure_ascii=False))
