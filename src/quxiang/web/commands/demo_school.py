"""The made-up school of the demonstration: units, posts, cast, roster."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from quxiang.simulation.season import season_tables
from quxiang.web.accounts.models import User
from quxiang.web.accounts.services.users import create_user
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.orgs.kinds import AdvisingKind, PostKind
from quxiang.web.orgs.models import School, Unit
from quxiang.web.orgs.services.advising import advise
from quxiang.web.orgs.services.posts import appoint
from quxiang.web.orgs.services.units import add_post, add_unit, create_school
from quxiang.web.roster.models import Cohort, Graduate, Person
from quxiang.web.roster.services.cohorts import open_cohort
from quxiang.web.roster.services.facts import FACTS, add_graduate

K = PostKind
SEED = 7
#: number, name, post, at the first or second college or at the school
CAST = (
    ("8001", "钱明", K.CENTRE_OFFICER, None),
    ("8002", "赵秋", K.RECORDER, 0),
    ("8003", "李建", K.COLLEGE_REVIEWER, 0),
    ("8004", "孙文", K.RECORDER, 1),
    ("8005", "周正", K.AUDITOR, None),
    ("8006", "吴树人", None, None),
    ("8007", "郑理", K.ADMINISTRATOR, None),
    ("8008", "冯籍", K.REGISTRY_OFFICER, None),
)


def seed(graduates: int) -> None:
    """Make the school once; a folder that has one is left as it is."""
    if School.objects.exists():
        return
    click.echo(f"正在建一所有 {graduates} 名毕业生的虚构学校 …")
    rows = season_tables(graduates, SEED, colleges=6)["graduates"].to_pylist()
    with trail.atomic():
        school = create_school(code="10000", name="云梦大学")
        units = _units(school, sorted({str(row["college"]) for row in rows}))
        cast = _cast(school, list(units.values()))
        cohort = open_cohort(school=school, year=2024, scheme="2024", by=cast["8001"])
        for row in rows:
            _graduate(cohort, units, row)
        _first_graduate(school, cast["8006"])


def _units(school: School, names: list[str]) -> dict[str, Unit]:
    names.sort(key=lambda name: (name != "农学院", name))
    kind = Unit.Kind.COLLEGE
    return {
        name: add_unit(school=school, kind=kind, name=name, code=f"{at:02d}", order=at, by=None)
        for at, name in enumerate(names, 1)
    }


def _cast(school: School, units: list[Unit]) -> dict[str, User]:
    cast = {}
    for number, name, kind, at in CAST:
        user = create_user(school=school, kind=User.Kind.STAFF, number=number, name=name, by=None)
        if kind is not None:
            unit = None if at is None else units[at]
            appoint(post=add_post(school=school, kind=kind, unit=unit, by=None), user=user, by=None)
        cast[number] = user
    return cast


def _graduate(cohort: Cohort, units: Mapping[str, Unit], row: Mapping[str, Any]) -> Graduate:
    person = Person.objects.create(school=cohort.school, created_at=clock.now())
    known = {name: row[name] for name in FACTS if row.get(name) is not None}
    facts = {**known, "college_id": units[str(row["college"])].pk}
    return add_graduate(cohort=cohort, person=person, facts=facts, by=None, source="演示")


def _first_graduate(school: School, adviser: User) -> None:
    """Give the first graduate of the roster a login and an adviser."""
    graduate = Graduate.objects.filter(school=school).order_by("college__order", "pk").first()
    if graduate is None:
        return
    user = create_user(
        school=school, kind=User.Kind.GRADUATE, number=graduate.student_no, name=graduate.name,
        by=None,
    )  # fmt: skip
    Person.objects.filter(pk=graduate.person_id).update(user=user)
    advise(adviser=adviser, graduate=graduate, kind=AdvisingKind.COUNSELLOR, by=None)
