"""A college of its own for one list of admitted students, beside the others of the demonstration.

``python -m journeys.admitted`` makes it and prints who is in it as JSON; with the word ``later``
the time runs out in which its leader need not prove again who sits there; with ``back`` what the
list registered is withdrawn, so that nothing of it waits for anybody in the rest of the school.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django

from journeys.crowd import PASSWORD
from journeys.rosters import GIVEN, SURNAMES

sys.path.append(str(Path(__file__).parents[2]))

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User
    from quxiang.web.orgs.models import School, Unit
    from quxiang.web.roster.models import Cohort, Graduate

COLLEGE, MANY = "励志书院", 300
CENTRE, LEADER, ADVISER = "8001", "8003", "8130"


def admitted() -> dict[str, Any]:
    """Make the college, who signs in it and its graduates; return what the story needs."""
    from django.contrib.auth.hashers import make_password

    from quxiang.web.accounts.models import User
    from quxiang.web.orgs.services.units import add_unit
    from quxiang.web.roster.models import Cohort

    leader, cohort = User.objects.get(number=LEADER), Cohort.objects.get(year=2024)
    college = add_unit(
        school=cohort.school, kind="college", name=COLLEGE, code="90", order=2, by=None
    )
    adviser = _signing(college, leader, User.objects.get(number=CENTRE))
    User.objects.filter(pk__in=(adviser.pk, leader.pk)).update(password=make_password(PASSWORD))
    graduates = _graduates(cohort, college)
    _advised(adviser, graduates)
    return {"people": [[each.student_no, each.name] for each in graduates], "adviser": ADVISER}


def _signing(college: Unit, leader: User, centre: User) -> User:
    """Let the leader of the first college sign for this one too; return an adviser of its own."""
    from quxiang.web.accounts.services.users import create_user
    from quxiang.web.orgs.kinds import PostKind
    from quxiang.web.orgs.models import ReviewGroup
    from quxiang.web.orgs.services.groups import set_group
    from quxiang.web.orgs.services.posts import appoint
    from quxiang.web.orgs.services.units import add_post

    school, kind = college.school, PostKind.COLLEGE_REVIEWER
    post = add_post(school=school, kind=kind, unit=college, title="书院院长", by=None)
    appoint(post=post, user=leader, by=None)
    scope, rule = ReviewGroup.Scope.UNDERGRADUATE, ReviewGroup.Rule.ALL
    set_group(unit=college, scope=scope, rule=rule, posts=[post], by=centre)
    return create_user(school=school, kind="staff", number=ADVISER, name="尹辅", by=None)


def _graduates(cohort: Cohort, college: Unit) -> list[Graduate]:
    from bench.inserting import kept

    from quxiang.web.common.initials import initials_of
    from quxiang.web.roster.models import Graduate, Status

    facts = {
        "level": "31", "status": Status.EXPECTED, "major_code": "090101", "major_name": "农学",
        "gender": "2", "study_mode": "全日制", "graduation_on": date(2024, 6, 30),
    }  # fmt: skip
    names = [name_of(at) for at in range(MANY)]
    return kept(
        Graduate(
            school=cohort.school, cohort=cohort, college=college, person=person, name=name,
            initials=initials_of(name), student_no=f"20209{at:05d}", exam_no=f"2041198{at:07d}",
            created_at=cohort.opened_at, **facts,
        )
        for at, (name, person) in enumerate(zip(names, _persons(cohort.school), strict=True))
    )  # fmt: skip


def name_of(at: int) -> str:
    """Return a name of three characters, for each number another."""
    size = len(GIVEN)
    return SURNAMES[at % len(SURNAMES)] + GIVEN[at % size] + GIVEN[at // size % size]


def _persons(school: School) -> list[Any]:
    from bench.inserting import kept

    from quxiang.web.accounts.models import User
    from quxiang.web.common import clock, sealed
    from quxiang.web.roster.models import Person

    now = clock.now()
    users = kept(
        User(
            school=school, kind="graduate", number=f"20209{at:05d}", name=name_of(at),
            login=f"{school.code}-20209{at:05d}", password="!", created_at=now,
            phone_blind=sealed.blind(f"1369{at:07d}", "phone"), phone_masked="136****",
        )
        for at in range(MANY)
    )  # fmt: skip
    return kept(
        Person(
            school=school, user=user, created_at=now, identity_check="ok",
            identity_masked="410***", identity_blind=sealed.blind(f"admitted-{at}", "identity"),
        )
        for at, user in enumerate(users)
    )  # fmt: skip


def _advised(adviser: User, graduates: list[Graduate]) -> None:
    from bench.inserting import kept

    from quxiang.web.common import clock
    from quxiang.web.orgs.models import Advising

    kept(
        Advising(
            school=adviser.school, college=each.college, adviser=adviser, graduate=each,
            kind="adviser", started_at=clock.now(),
        )
        for each in graduates
    )  # fmt: skip


def taken_back() -> int:
    """Withdraw everything of the college that is in review; return how many it was."""
    from quxiang.web.accounts.models import User
    from quxiang.web.approvals.models import Run
    from quxiang.web.approvals.states import RUNNING, RunState
    from quxiang.web.audit import trail
    from quxiang.web.common.states import move_all
    from quxiang.web.destinations.models import Registration
    from quxiang.web.destinations.services.holding import hold_all, step_all

    centre = User.objects.get(number=CENTRE)
    waiting = Registration.objects.filter(college__name=COLLEGE, state="in_review")
    with trail.atomic():
        held = hold_all(list(waiting.values_list("pk", flat=True)))
        runs = Run.objects.filter(registration__in=held, state=RunState.RUNNING)
        move_all(list(runs), RUNNING["withdraw"], by=centre)
        step_all(list(held.values()), "withdraw", by=centre, reason="名单作废")
    return len(held)


def later() -> int:
    """Forget that the leader's windows proved who sits there; return how many windows it was."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.sessions.models import Session

    from quxiang.web.accounts.models import User
    from quxiang.web.accounts.services.fresh import KEPT

    store, aged = import_module(settings.SESSION_ENGINE).SessionStore, 0
    leader = str(User.objects.get(number=LEADER).pk)
    for each in Session.objects.all():
        window = store(each.session_key)
        if window.get("_auth_user_id") == leader and window.pop(KEPT, None):
            window.save()
            aged += 1
    return aged


#: what may be asked for by a word
ASKED = {"later": later, "back": taken_back}

if __name__ == "__main__":
    django.setup()
    said = ASKED[sys.argv[1]]() if sys.argv[1:] else admitted()
    sys.stdout.write(json.dumps(said, ensure_ascii=False))
