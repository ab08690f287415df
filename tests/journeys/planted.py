"""Faults put into the demonstration: firms with codes that cannot be, one graduate at each.

``python -m journeys.planted`` plants them, ``… mend`` enters a version with the right code for
the first, ``… again`` one with the wrong code once more.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import django
from stdnum.cn import uscc

if TYPE_CHECKING:
    from quxiang.standards import Standard
    from quxiang.web.accounts.models import User
    from quxiang.web.destinations.models import Version
    from quxiang.web.roster.models import Graduate

#: by the recorder whose college it is in: firm and its code with a wrong last character
FIRMS = (
    ("8002", "桃源种业有限公司", "91410700MA7000101Y"),
    ("8002", "武陵茶业有限公司", "91410700MA7000201X"),
    ("8004", "洞庭文化有限公司", "91410700MA7000301X"),
)


def plant() -> list[dict[str, str]]:
    """Return firm, college and graduate of each fault."""
    from quxiang.web.destinations.services.bulk import Listed, Origin, adopt_all

    people = _people()
    origin = Origin(_standard(people[0]), "adopted", _user("8001"))
    rows = [Listed(each, _typed(at)) for at, each in enumerate(people)]
    assert len(adopt_all(rows, origin)) == len(FIRMS)
    return [
        {"firm": firm, "college": each.college.name, "name": each.name, "number": each.student_no}
        for (_, firm, _), each in zip(FIRMS, people, strict=True)
    ]


def enter(code: str) -> int:
    """Enter another version of the first, signed on paper; return its number."""
    from quxiang.web.audit import trail
    from quxiang.web.common import clock
    from quxiang.web.destinations.services import bulk
    from quxiang.web.destinations.services.holding import step

    person, by = _named(), _user("8002")
    with trail.atomic():
        held = bulk.hold_registrations([person])[person.pk]
        step(held, "reopen", by=by, reason="信用代码有误")
        version = _cleaned(person, _typed(0) | {"employer_uscc": code})
        version.source, version.by, version.reason = "recorder", by, "correction"
        version.effective_on = version.agreed_on or clock.today()
        bulk.write_all([(held, version)])
        for verb in ("submit", "complete", "enter"):
            step(held, verb, by=by)
    return version.number


def _people() -> list[Graduate]:
    """Return one graduate a firm of whom nothing is registered, in the college of its recorder."""
    from quxiang.web.orgs.models import Appointment
    from quxiang.web.roster.models import Graduate

    found: list[Graduate] = []
    for number, _, _ in FIRMS:
        unit = Appointment.objects.get(user__number=number, ended_at=None).unit
        counted = Graduate.objects.filter(cohort__year=2024, status="预计毕业")  # rules skip 休学
        free = counted.filter(college=unit, registration=None)
        taken = [each.pk for each in found]
        found.append(free.exclude(pk__in=taken).order_by("-student_no")[0])
    return found


def _named() -> Graduate:
    """Return whose destination is with the first firm."""
    from quxiang.web.roster.models import Graduate

    return Graduate.objects.get(registration__current__employer_name=FIRMS[0][1])


def _typed(at: int) -> dict[str, str]:
    from web.signing import CONTRACT

    _, firm, code = FIRMS[at]
    return CONTRACT | {"employer_name": firm, "employer_uscc": code}


def _standard(person: Graduate) -> Standard:
    from quxiang.web.reference.selectors import standard_of

    return standard_of(person.school_id, person.cohort.scheme)


def _cleaned(person: Graduate, typed: dict[str, str]) -> Version:
    from quxiang.web.destinations.cleaning import Cleaned

    return Cleaned(_standard(person), typed, demanding=False).version()


def _user(number: str) -> User:
    from quxiang.web.accounts.models import User

    return User.objects.get(number=number)


def done(asked: list[str]) -> object:
    """Plant, mend or spoil, as the command line says."""
    wrong = FIRMS[0][2]
    if "mend" in asked:
        return enter(wrong[:-1] + uscc.calc_check_digit(wrong[:-1]))
    return enter(wrong) if "again" in asked else plant()


if __name__ == "__main__":
    django.setup()
    sys.stdout.write(json.dumps(done(sys.argv), ensure_ascii=False))
