"""Who is who: one school, two colleges, everybody who matters."""

from __future__ import annotations

from dataclasses import dataclass

from quxiang.web.accounts.models import User
from quxiang.web.accounts.services.users import create_user
from quxiang.web.orgs.kinds import AdvisingKind, PostKind
from quxiang.web.orgs.models import School, Unit
from quxiang.web.orgs.services.advising import advise
from quxiang.web.orgs.services.posts import appoint
from quxiang.web.orgs.services.units import add_post, add_unit, create_school
from quxiang.web.roster.models import Cohort, Graduate, Person, Status
from quxiang.web.roster.services.cohorts import open_cohort
from quxiang.web.roster.services.facts import add_graduate


@dataclass(frozen=True)
class Cast:
    """Everybody by surname: 钱 centre, 赵 recorder, 李 reviewer, 孙 another college's recorder,
    周 auditor, 吴 adviser, 郑 administrator, 冯 registry, 王 graduate, 陈 another's graduate."""

    school: School
    agronomy: Unit
    letters: Unit
    cohort: Cohort
    qian: User
    zhao: User
    li: User
    sun: User
    zhou: User
    wu: User
    zheng: User
    feng: User
    wang: User
    wang_graduate: Graduate
    chen_graduate: Graduate


def staff(school: School, number: str, name: str) -> User:
    return create_user(school=school, kind=User.Kind.STAFF, number=number, name=name, by=None)


def appointed(user: User, kind: str, unit: Unit | None = None, title: str = "") -> User:
    post = add_post(school=user.school, kind=kind, unit=unit, title=title, by=None)
    appoint(post=post, user=user, by=None)
    return user


def graduate(cohort: Cohort, college: Unit, number: str, name: str, **facts: object) -> Graduate:
    """Put somebody on the roster with what the tests need and no more."""
    person = Person.objects.create(school=cohort.school, created_at=cohort.opened_at)
    known = {
        "name": name, "student_no": number, "exam_no": f"1{number:0>13}", "level": "31",
        "college_id": college.pk, "status": Status.EXPECTED, "major_code": "090101",
        "major_name": "农学", **facts,
    }  # fmt: skip
    return add_graduate(cohort=cohort, person=person, facts=known, by=None)


def make_cast() -> Cast:
    """Make the school and everybody in it."""
    school = create_school(code="10000", name="云梦大学")
    agronomy = add_unit(school=school, kind="college", name="农学院", code="01", by=None)
    letters = add_unit(school=school, kind="college", name="文学院", code="02", by=None)
    cohort = open_cohort(school=school, year=2024, scheme="2024", by=None)
    wang = create_user(
        school=school, kind=User.Kind.GRADUATE, number="20240001", name="王晓禾", by=None
    )
    wang_graduate = graduate(cohort, agronomy, "20240001", "王晓禾")
    wang_graduate.person.user = wang
    wang_graduate.person.save()
    wu = staff(school, "8006", "吴树人")
    advise(adviser=wu, graduate=wang_graduate, kind=AdvisingKind.COUNSELLOR, by=None)
    return Cast(
        school=school, agronomy=agronomy, letters=letters, cohort=cohort,
        qian=appointed(staff(school, "8001", "钱明"), PostKind.CENTRE_OFFICER),
        zhao=appointed(staff(school, "8002", "赵秋"), PostKind.RECORDER, agronomy),
        li=appointed(
            staff(school, "8003", "李建"), PostKind.COLLEGE_REVIEWER, agronomy, "党委副书记"
        ),
        sun=appointed(staff(school, "8004", "孙文"), PostKind.RECORDER, letters),
        zhou=appointed(staff(school, "8005", "周正"), PostKind.AUDITOR),
        wu=wu,
        zheng=appointed(staff(school, "8007", "郑理"), PostKind.ADMINISTRATOR),
        feng=appointed(staff(school, "8008", "冯籍"), PostKind.REGISTRY_OFFICER),
        wang=wang, wang_graduate=wang_graduate,
        chen_graduate=graduate(cohort, letters, "20240002", "陈小文"),
    )  # fmt: skip
