"""A large made-up school, seeded by bulk inserts: 3 cohorts of 10,000 at 30 colleges.

People come from the simulation and their rows go in through the models, with the sealed numbers,
initials and first versions an import would write; only the import itself is left out. What the
other lists show is in ``bench.large_lists``.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.management.color import no_style
from django.db import connection
from django.db.models import F

from bench.inserting import kept
from quxiang.simulation.season import season_tables
from quxiang.web.accounts.backends import login_of
from quxiang.web.accounts.models import User
from quxiang.web.accounts.services.users import create_user
from quxiang.web.audit import trail
from quxiang.web.common import sealed
from quxiang.web.common.initials import initials_of
from quxiang.web.orgs.kinds import PostKind
from quxiang.web.orgs.models import School, Unit
from quxiang.web.orgs.services.posts import appoint
from quxiang.web.orgs.services.units import add_post, add_unit, create_school
from quxiang.web.roster.models import Cohort, Graduate, GraduateVersion, Person
from quxiang.web.roster.services.cohorts import open_cohort
from quxiang.web.roster.services.facts import FACTS

YEARS, COLLEGES, PEOPLE = (2022, 2023, 2024), 30, 10_000
#: columns of the season that a graduate keeps under the same name
SAME = (
    "name", "gender", "student_no", "exam_no", "major_code", "major_name", "direction", "level",
    "completion", "study_mode", "training_mode", "origin", "hardship", "teacher_student", "status",
)  # fmt: skip
Row = dict[str, Any]


@dataclass(frozen=True)
class Large:
    """The school, its staff by post (recorders in the order of colleges), its newest cohort."""

    school: School
    staff: Mapping[str, list[User]]
    cohort: Cohort


@trail.atomic()
def seed(people: int = PEOPLE) -> Large:
    """Make the school with ``people`` in each cohort."""
    seasons = {year: _season(people, year) for year in YEARS}
    school = create_school(code="10000", name="云梦大学")
    units = _units(school, [row for rows in seasons.values() for row in rows])
    staff = _staff(school, [each for each in units.values() if each.kind == Unit.Kind.COLLEGE])
    taken: set[str] = set()
    for year, rows in seasons.items():
        cohort = open_cohort(school=school, year=year, scheme="2024", by=None)
        _roster(cohort, units, rows, taken)
    _first_versions()
    return Large(school, staff, cohort)


def _season(people: int, year: int) -> list[Row]:
    moment = datetime(year, 6, 19, 17)
    tables = season_tables(people, year, colleges=COLLEGES, raw=True, moment=moment)
    rows: list[Row] = tables["graduates"].to_pylist()
    return rows


def _units(school: School, rows: Iterable[Row]) -> dict[str, Unit]:
    return {
        name: add_unit(school=school, kind=kind, name=name, order=at, by=None)
        for kind in ("college", "residence")
        for at, name in enumerate(sorted({row[kind] for row in rows} - {None}), 1)
    }


def _staff(school: School, colleges: Iterable[Unit]) -> dict[str, list[User]]:
    of_school = (
        PostKind.CENTRE_OFFICER, PostKind.REGISTRY_OFFICER, PostKind.AUDITOR,
        PostKind.ADMINISTRATOR,
    )  # fmt: skip
    posts = [*((kind, None) for kind in of_school), *((PostKind.RECORDER, c) for c in colleges)]
    staff: dict[str, list[User]] = {}
    for at, (kind, unit) in enumerate(posts):
        user = create_user(
            school=school, kind=User.Kind.STAFF, number=f"8{at:03d}", name=f"职员{at}", by=None
        )
        appoint(post=add_post(school=school, kind=kind, unit=unit, by=None), user=user, by=None)
        staff.setdefault(kind, []).append(user)
    return staff


def _roster(
    cohort: Cohort, units: Mapping[str, Unit], rows: Sequence[Row], taken: set[str]
) -> None:
    """Put people on a roster: a login, a person and a graduate each."""
    users = kept(_user(cohort, row) for row in rows)
    persons = kept(_person(user, row, taken) for user, row in zip(users, rows, strict=True))
    kept(_graduate(cohort, person, units, row) for person, row in zip(persons, rows, strict=True))


def _first_versions() -> None:
    """Give every graduate version 1, saying what the graduate says, under the same key."""
    said = {**dict.fromkeys(FACTS), "school_id": None, "id": None}
    own = {"graduate_id": "id", "recorded_at": "created_at", "number": "1", "note": "''"}
    own |= {"reason": "'new'", "source": "'名册'", "effective_on": "date(created_at)"}
    columns, values = [*said, *own], [*said, *own.values()]
    version, graduate = GraduateVersion._meta.db_table, Graduate._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into {version} ({', '.join(columns)}) "
            f"select {', '.join(values)} from {graduate} order by id"
        )
        for statement in connection.ops.sequence_reset_sql(no_style(), [GraduateVersion]):
            cursor.execute(statement)
    Graduate.objects.update(current_id=F("pk"))


def _user(cohort: Cohort, row: Row) -> User:
    number = row["student_no"]
    return User(
        school=cohort.school, kind=User.Kind.GRADUATE, number=number, name=row["name"],
        login=login_of(cohort.school.code, number), initials=initials_of(row["name"]),
        password=f"!{secrets.token_urlsafe(24)}", created_at=cohort.opened_at,
        identity_tail_blind=sealed.blind(row["identity_no"][-6:], "identity_tail"),
        **sealed.columns("phone", row["phone"]),
    )  # fmt: skip


def _person(user: User, row: Row, taken: set[str]) -> Person:
    """Return a person; a number drawn twice in two cohorts stays with the first."""
    number = "" if row["identity_no"] in taken else row["identity_no"]
    taken.add(number)
    return Person(
        school=user.school, user=user, birth_on=row["id_birth_on"], created_at=user.created_at,
        identity_check=row["id_check"], **sealed.columns("identity", number),
    )  # fmt: skip


def _graduate(cohort: Cohort, person: Person, units: Mapping[str, Unit], row: Row) -> Graduate:
    return Graduate(
        school=cohort.school, cohort=cohort, person=person, created_at=cohort.opened_at,
        college=units[row["college"]], residence=units.get(row["residence"]),
        class_name=f"{row['major_name']} 1 班", initials=initials_of(row["name"]),
        graduation_on=row["graduation_on"], **{name: row[name] or "" for name in SAME},
    )  # fmt: skip
