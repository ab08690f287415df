"""What the other lists of a large school show: 10,000 rows each, by bulk inserts."""

from __future__ import annotations

from datetime import timedelta
from itertools import cycle

from bench.inserting import kept
from bench.large import Large
from quxiang.standards import fold_name
from quxiang.web.accounts.models import User
from quxiang.web.alerts.models import Case
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.employers.models import Employer, EmployerName
from quxiang.web.imports.models import Import, StagedRow
from quxiang.web.imports.states import ImportState
from quxiang.web.jobs.models import Job
from quxiang.web.notifications.models import Message
from quxiang.web.orgs.kinds import PostKind
from quxiang.web.roster.models import Graduate, RegistryMismatch

ROWS, EMPLOYERS = 10_000, 20_000
SPREAD = ("", "10", "20", "31")


@trail.atomic()
def fill(large: Large) -> Import:
    """Make the rows of every list; return an import with as many staged ones."""
    _mismatches(large)
    _employers(large)
    _staff(large)
    _messages(large)
    _jobs(large)
    _entries(large)
    keep_cases(large)
    return _imports(large)


def _mismatches(large: Large) -> None:
    graduates = Graduate.objects.filter(school=large.school).order_by("pk")
    states, now = RegistryMismatch.State.values, clock.now()
    kept(
        RegistryMismatch(
            school=large.school, cohort_id=graduate.cohort_id, college_id=graduate.college_id,
            graduate=graduate, field=field, ours="何", theirs="河", found_at=now,
            state=states[graduate.pk % len(states)],
        )
        for graduate, field in zip(graduates, cycle(("name", "major_code", "birth_on")))
    )  # fmt: skip


def _employers(large: Large) -> None:
    now, sizes = clock.now(), Employer.Size.values
    employers = kept(
        Employer(
            school=large.school, uscc=f"91{at:016d}", name=f"云梦第{at}公司",
            folded_name=fold_name(f"云梦第{at}公司"), nature=SPREAD[at % 4],
            size=sizes[at % len(sizes)], status="存续", recorded_at=now,
            address=f"云梦路{at // 3}号" if at % 30 < 3 else "",
            address_key=f"云梦路{at // 3}号" if at % 30 < 3 else "",
            legal_person_hash=f"{at // 2:032d}" if at % 10 == 1 else f"{at:032d}",
        )
        for at in range(EMPLOYERS)
    )  # fmt: skip
    kept(
        EmployerName(
            school=large.school, employer=each, name=each.name, folded_name=each.folded_name,
            recorded_at=now,
        )
        for each in employers
    )  # fmt: skip


def keep_cases(large: Large, rows: int = ROWS) -> None:
    """Keep findings as cases, one a graduate: a quarter of them live, the others closed."""
    graduates = Graduate.objects.filter(cohort=large.cohort).order_by("pk")[:rows]
    now, rules = clock.now(), ("V501", "D401", "E305", "R201", "C602")
    day = clock.today()
    kept(
        Case(
            school=large.school, cohort=large.cohort, college_id=graduate.college_id,
            desk="academic" if at % 5 == 3 else "college", rule=rules[at % 5], severity="error",
            verdict="fault", subject="graduate", graduate=graduate, message=f"第 {at} 件",
            people_count=1, fingerprint=f"{at:032d}", found_at=now, seen_at=now,
            due_on=day + timedelta(days=at % 9 - 3), answer="",
            **({"state": "open"} if at % 4 == 0 else _CLOSED | {"closed_at": now}),
        )
        for at, graduate in enumerate(graduates)
    )  # fmt: skip


_CLOSED = {"state": "closed", "outcome": "fixed", "days": 3}


def _staff(large: Large) -> None:
    kept(
        User(
            school=large.school, kind=User.Kind.STAFF, number=f"9{at:05d}", name=f"田{at}",
            login=f"{large.school.code}|9{at:05d}", created_at=clock.now(), password="!",
        )
        for at in range(ROWS // 10)
    )  # fmt: skip


def _messages(large: Large) -> None:
    now = clock.now()
    kept(
        Message(
            school=large.school, channel=Message.Channel.OUTBOX, template="activation",
            text="…", state=Message.State.SENT, created_at=now - timedelta(seconds=at),
        )
        for at in range(ROWS)
    )  # fmt: skip


def _jobs(large: Large) -> None:
    now, staff = clock.now(), [user for users in large.staff.values() for user in users]
    kept(
        Job(
            school=large.school, kind="imports.read", state=Job.State.DONE,
            requested_by=staff[at % len(staff)], created_at=now - timedelta(seconds=at),
        )
        for at in range(ROWS)
    )  # fmt: skip


def _entries(large: Large) -> None:
    first = Graduate.objects.order_by("pk").values_list("pk", flat=True)[0]
    (centre,) = large.staff[PostKind.CENTRE_OFFICER]
    for at in range(ROWS):
        trail.record("view", by=centre, subjects=[first + at], after={"page": "roster:graduate"})


def _imports(large: Large) -> Import:
    now = clock.now()
    (centre,) = large.staff[PostKind.CENTRE_OFFICER]
    imports = kept(
        Import(
            school=large.school, cohort=large.cohort, target="roster", by=centre,
            state=ImportState.APPLIED, filename=f"{at}.xlsx", at=now - timedelta(seconds=at),
        )
        for at in range(ROWS // 10)
    )  # fmt: skip
    kinds = StagedRow.Kind.values
    kept(
        StagedRow(upload=imports[0], number=at, kind=kinds[at % len(kinds)], label=f"何{at}")
        for at in range(ROWS)
    )
    return imports[0]
