"""Both heads of the demonstration's first college; ``python -m journeys.papered`` appoints them."""

from __future__ import annotations

import json
import sys

import django

#: of the cast: who is party secretary and who is dean meanwhile
HEADS = (("8007", "党委书记"), ("8008", "院长"))


def papered() -> dict[str, str | int]:
    """Return the college whose heads they are."""
    from quxiang.web.accounts.models import User
    from quxiang.web.orgs.kinds import PostKind
    from quxiang.web.orgs.models import Appointment
    from quxiang.web.orgs.services.posts import appoint
    from quxiang.web.orgs.services.units import add_post

    staff = {each.number: each for each in User.objects.filter(kind=User.Kind.STAFF)}
    college = Appointment.objects.get(user=staff["8002"], ended_at=None).unit
    assert college is not None
    for number, title in HEADS:
        user = staff[number]
        post = add_post(
            school=user.school, kind=PostKind.COLLEGE_HEAD, unit=college, title=title, by=None
        )
        appoint(post=post, user=user, by=None)
    return {"college": college.name, "unit": college.pk}


if __name__ == "__main__":
    django.setup()
    sys.stdout.write(json.dumps(papered(), ensure_ascii=False))
