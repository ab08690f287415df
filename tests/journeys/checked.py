"""Records of the demonstration to be checked; ``python -m journeys.checked`` makes them ready.

``… all`` has the college conclude on all but two of them, freezes the cohort and gives every head
a password to sign with.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import django

from journeys.crowd import PASSWORD
from journeys.papered import papered

if TYPE_CHECKING:
    from quxiang.web.orgs.models import Unit
    from quxiang.web.roster.models import Graduate

#: so many of the college are without doubt and proved; one more was filed by its recorder
CLEAN = 5
#: of the cast: recorder and reviewer of the first college, recorder of the second
RECORDER, REVIEWER, OTHER = "8002", "8003", "8004"
#: characters few fonts have
RARE = "㐂𠮷䶮𬱖"


def checked() -> dict[str, Any]:
    """Return whose records are clean, whose the recorder filed, and until when a round goes."""
    from quxiang.web.common import clock
    from quxiang.web.destinations.models import Version

    college, other = _unit(RECORDER), _unit(OTHER)
    clean, own = _proved(college)
    Version.objects.filter(pk=own.registration.current_id).update(
        source="recorder", by=_user(RECORDER)
    )
    until = clock.local(clock.now() + timedelta(days=3))
    return {
        "college": college.name, "other": other.name, "unit": college.pk,
        "clean": sorted(each.name for each in clean), "own": own.pk, "own_name": own.name,
        "until": f"{until:%Y-%m-%dT%H:%M}",
    }  # fmt: skip


def _unit(number: str) -> Unit:
    from quxiang.web.orgs.models import Appointment

    found = Appointment.objects.get(user__number=number, ended_at=None).unit
    assert found is not None
    return found


def _user(number: str) -> Any:
    from quxiang.web.accounts.models import User

    return User.objects.get(number=number)


def _proved(college: Unit) -> tuple[list[Graduate], Graduate]:
    """Let some of a college be judged to be without doubt, with every paper asked for."""
    from quxiang.standards import load
    from quxiang.standards.proofs import asked_of
    from quxiang.web.common import clock
    from quxiang.web.destinations.models import Judgement
    from quxiang.web.evidence.models import Evidence
    from quxiang.web.evidence.storage import vault
    from quxiang.web.roster.models import Graduate
    from web.uploads import picture

    people = Graduate.objects.filter(
        college=college, registration__in_force__code__in=("10", "801", "11"), removed=False,
        status__in=("预计毕业", "毕业"),
    ).order_by("student_no")[: CLEAN + 1]  # fmt: skip
    found, standard = list(people.select_related("registration__current")), load("2024")
    content = picture()
    sha256 = vault.keep(college.school_id, content, content)
    for each in found:
        version = each.registration.current
        for proof in asked_of(standard, version.code, ""):
            Evidence.objects.create(
                school_id=each.school_id, cohort_id=each.cohort_id, college=college,
                graduate=each, version=version.number, kind=proof.kind, sha256=sha256,
                size=len(content), pages=1, upload_blind=f"{each.pk:032x}",
                media_type="image/jpeg", at=clock.now(), keep_from=clock.today(),
            )  # fmt: skip
        Judgement.objects.update_or_create(
            version=version,
            defaults={"school_id": each.school_id, "flagged": False, "findings": [],
                      "at": clock.now()},
        )  # fmt: skip
    return found[:-1], found[-1]


def all_but_two() -> dict[str, Any]:
    """Have the college conclude on all its records but two, one of them with rare characters."""
    from django.contrib.auth.hashers import make_password

    from quxiang.web.accounts.models import User
    from quxiang.web.roster.models import Cohort, Graduate
    from quxiang.web.season.services.taking import snapshot
    from quxiang.web.worksheets.standing import in_scope

    about, college, cohort = papered(), _unit(RECORDER), Cohort.objects.get(year=2024)
    _proved(college)
    people = in_scope(Graduate.objects.filter(college=college), cohort).order_by("student_no")
    first, *others, last = people
    Graduate.objects.filter(pk=first.pk).update(name=f"王{RARE}")
    _conclude(others)
    snapshot(cohort=cohort, by=None, why="自查")
    User.objects.filter(number__in=("8001", "8007", "8008")).update(
        password=make_password(PASSWORD)
    )
    return {
        **about, "left": 2, "counted": len(others) + 2, "rare": f"王{RARE}",
        "lacking": [first.pk, last.pk],
        "records": Graduate.objects.filter(college=college, cohort=cohort).count(),
    }  # fmt: skip


def _conclude(people: Sequence[Graduate]) -> None:
    from quxiang.web.worksheets.binding import shown
    from quxiang.web.worksheets.services.concluding import Said, conclude

    by = _user(REVIEWER)
    for key, record in shown([each.pk for each in people], "college").items():
        person = next(each for each in people if each.pk == key)
        said = Said("ok", "ok" if record.version is not None else "none")
        conclude(graduate=person, side="college", said=said, seen=record.token, by=by)


if __name__ == "__main__":
    django.setup()
    made = all_but_two() if "all" in sys.argv[1:] else checked()
    sys.stdout.write(json.dumps(made, ensure_ascii=False))
