"""A cluster of the demonstration's graduates in one shop, and two people who may be sent there."""

from __future__ import annotations

import json
import sys

import django

from journeys.crowd import PASSWORD

#: of the cast: who goes there meanwhile
VISITORS = ("8007", "8008")
SHOP = "云梦老街小吃店"


def visited() -> dict[str, int | str | list[str]]:
    """Return the case of the cluster, and whom it is about."""
    from django.contrib.auth.hashers import make_password

    from quxiang.web.accounts.models import User
    from quxiang.web.alerts.models import Case
    from quxiang.web.common import clock
    from quxiang.web.orgs.models import Appointment
    from quxiang.web.orgs.services.posts import appoint
    from quxiang.web.orgs.services.units import add_post
    from quxiang.web.roster.models import Graduate

    staff = {each.number: each for each in User.objects.filter(kind=User.Kind.STAFF)}
    for number in VISITORS:
        user = staff[number]
        title = f"核查{number}"
        post = add_post(school=user.school, kind="caller", unit=None, title=title, by=None)
        appoint(post=post, user=user, by=None)
    User.objects.filter(number__in=VISITORS).update(password=make_password(PASSWORD))
    college = Appointment.objects.get(user=staff["8002"], ended_at=None).unit
    people = list(Graduate.objects.filter(college=college, cohort__year=2024).order_by("pk")[:4])
    now = clock.now()
    case = Case.objects.create(
        school=staff["8001"].school, cohort=people[0].cohort, college=college, desk="college",
        rule="E305", severity="suspect", verdict="fault", subject="employer",
        key={"employer_key": SHOP}, people_count=len(people), found_at=now, seen_at=now,
        due_on=clock.today(), message=f"{SHOP}：4 名毕业生，已到 4 名的界限。",
    )  # fmt: skip
    for each in people:
        case.people.create(graduate=each)
    return {"case": case.pk, "people": [each.name for each in people]}


if __name__ == "__main__":
    django.setup()
    sys.stdout.write(json.dumps(visited(), ensure_ascii=False))
