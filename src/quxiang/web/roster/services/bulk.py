"""Many graduates at once: set-based, one version each, one trail entry for all of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import F

from quxiang.web.accounts.backends import login_of
from quxiang.web.accounts.models import User
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.columns import write_columns
from quxiang.web.common.initials import initials_of
from quxiang.web.roster.models import Cohort, Graduate, GraduateVersion, Person
from quxiang.web.roster.services.facts import FACTS

if TYPE_CHECKING:
    from datetime import datetime

REASON = GraduateVersion.Reason


@dataclass(frozen=True)
class Newcomer:
    """Somebody to put on the roster: facts, and the sealed columns of person and account."""

    facts: Mapping[str, Any]
    person: Mapping[str, Any]
    account: Mapping[str, Any]


def add_many(
    cohort: Cohort, newcomers: Sequence[Newcomer], *, by: User | None, source: str
) -> list[Graduate]:
    """Put many on the roster; a person or account the school knows already is used again."""
    now = clock.now()
    persons = _persons(cohort, newcomers, now)
    graduates = [
        Graduate(
            school_id=cohort.school_id, cohort=cohort, person=person, created_at=now,
            initials=initials_of(str(each.facts["name"])), **each.facts,
        )
        for each, person in zip(newcomers, persons, strict=True)
    ]  # fmt: skip
    Graduate.objects.bulk_create(graduates, batch_size=500)
    write_versions(graduates, reason=REASON.NEW, by=by, source=source, effective_on=clock.today())
    _accounts(cohort, newcomers, persons, now)
    _record("graduate.add", graduates, by, source, [each.facts for each in newcomers])
    return graduates


def _persons(cohort: Cohort, newcomers: Sequence[Newcomer], now: datetime) -> list[Person]:
    blinds = {str(each.person.get("identity_blind", "")) for each in newcomers} - {""}
    known = {
        person.identity_blind: person
        for person in Person.objects.filter(school_id=cohort.school_id, identity_blind__in=blinds)
    }
    persons, fresh = [], []
    for each in newcomers:
        blind = str(each.person.get("identity_blind", ""))
        person = known.get(blind) if blind else None
        if person is None:
            person = Person(school_id=cohort.school_id, created_at=now, **each.person)
            fresh.append(person)
            if blind:
                known[blind] = person
        persons.append(person)
    Person.objects.bulk_create(fresh, batch_size=500)
    return persons


def _accounts(
    cohort: Cohort, newcomers: Sequence[Newcomer], persons: Sequence[Person], now: datetime
) -> None:
    """Give everybody new a login by student number, without a password; nobody loses theirs."""
    lacking = {
        str(each.facts["student_no"]): (each, person)
        for each, person in zip(newcomers, persons, strict=True)
        if person.user_id is None and each.facts.get("student_no")
    }
    taken = User.objects.filter(school_id=cohort.school_id, number__in=lacking)
    for number in taken.values_list("number", flat=True):
        lacking.pop(number)
    users = [_user(cohort, number, each, now) for number, (each, _) in lacking.items()]
    User.objects.bulk_create(users, batch_size=500)
    owners = [person for _, person in lacking.values()]
    for user, person in zip(users, owners, strict=True):
        person.user = user
    write_columns(owners, ["user"])


def _user(cohort: Cohort, number: str, each: Newcomer, now: datetime) -> User:
    name = str(each.facts["name"])
    return User(
        school_id=cohort.school_id, kind=User.Kind.GRADUATE, number=number, password="!",  # noqa: S106 - unusable
        login=login_of(cohort.school.code, number), name=name, initials=initials_of(name),
        created_at=now, **each.account,
    )  # fmt: skip


def change_many(
    changes: Sequence[tuple[Graduate, Mapping[str, Any]]], *, reason: str, by: User | None,
    source: str, effective_on: date | None = None,
) -> None:  # fmt: skip
    """Record changed facts of many graduates, one version each.

    The graduates must be read in this transaction; their next version follows the newest.
    """
    if not changes:
        return
    touched: set[str] = set()
    for graduate, facts in changes:
        for name, value in facts.items():
            setattr(graduate, name, value)
        if "name" in facts:
            graduate.initials = initials_of(str(facts["name"]))
            touched.add("initials")
        touched |= set(facts)
    graduates = [graduate for graduate, _ in changes]
    write_columns(graduates, sorted(touched))
    write_versions(
        graduates, reason=reason, by=by, source=source, effective_on=effective_on or clock.today()
    )
    _record(f"graduate.{reason}", graduates, by, source, [facts for _, facts in changes])


def write_versions(
    graduates: Sequence[Graduate], *, reason: str, by: User | None, source: str,
    effective_on: date,
) -> None:  # fmt: skip
    """Write each graduate's next version from its present facts and make it the current one."""
    ids = [graduate.pk for graduate in graduates]
    numbers = dict(
        Graduate.objects.filter(pk__in=ids, current__isnull=False).values_list(
            "pk", F("current__number")
        )
    )
    now = clock.now()
    versions = GraduateVersion.objects.bulk_create(
        [
            GraduateVersion(
                school_id=each.school_id, graduate=each, number=numbers.get(each.pk, 0) + 1,
                recorded_at=now, effective_on=effective_on, reason=reason, source=source, by=by,
                **{name: getattr(each, name) for name in FACTS},
            )
            for each in graduates
        ],
        batch_size=500,
    )  # fmt: skip
    for graduate, version in zip(graduates, versions, strict=True):
        graduate.current = version
    write_columns(graduates, ["current"])


def _record(
    action: str, graduates: Sequence[Graduate], by: User | None, source: str,
    facts: Sequence[Mapping[str, Any]],
) -> None:  # fmt: skip
    """Note one entry for all: whose facts, and a digest of what was written."""
    text = json.dumps([dict(each) for each in facts], default=str, sort_keys=True)
    after = {"rows": len(graduates), "digest": hashlib.sha256(text.encode()).hexdigest()}
    school_id = graduates[0].school_id if graduates else None
    trail.record(
        action, by=by, reason=source, subjects=[each.pk for each in graduates], after=after,
        school_id=school_id,
    )  # fmt: skip
