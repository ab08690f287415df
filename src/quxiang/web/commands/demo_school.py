"""The made-up school of the demonstration: units, posts and cast; its tables come by import."""

from __future__ import annotations

import secrets

import click
import pyarrow as pa

from quxiang.simulation.season import season_tables
from quxiang.web.accounts.models import User
from quxiang.web.accounts.services.users import create_user
from quxiang.web.audit import trail
from quxiang.web.commands import demo_tables
from quxiang.web.complaints.services.receiving import Filed, receive
from quxiang.web.orgs.kinds import AdvisingKind, PostKind
from quxiang.web.orgs.models import Post, ReviewGroup, School, Unit
from quxiang.web.orgs.services.advising import advise
from quxiang.web.orgs.services.groups import set_group
from quxiang.web.orgs.services.posts import appoint
from quxiang.web.orgs.services.units import add_post, add_unit, create_school
from quxiang.web.privacy.draft import DRAFT, FIRST_CHANGES, TO_FILL_IN
from quxiang.web.privacy.services.notices import publish
from quxiang.web.roster.models import Graduate
from quxiang.web.roster.services.cohorts import open_cohort

K = PostKind
SEED, COLLEGES = 7, 6
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
    ("8011", "韩立言", K.COLLEGE_HEAD, 0),
    ("8012", "罗思远", K.COLLEGE_HEAD, 0),
    ("8013", "贺兰", K.COLLEGE_EMPLOYMENT_HEAD, 0),
    ("8014", "唐毅", K.SCHOOL_REVIEWER, None),
    ("8015", "秦安", K.SCHOOL_EMPLOYMENT_HEAD, None),
    ("8016", "许国梁", K.SCHOOL_HEAD, None),
    ("8017", "高鸿", K.SCHOOL_HEAD, None),
    ("8018", "丁一", K.CALLER, None),
    ("8019", "方圆", K.CALLER, None),
)
#: what a post is called where its common name says little
TITLES = {
    "8003": "党委副书记", "8011": "党委书记", "8012": "院长", "8016": "校党委书记", "8017": "校长",
    "8018": "核查员甲", "8019": "核查员乙",
}  # fmt: skip
#: recorders of the other colleges but the last, whose post is vacant for somebody to fill
RECORDERS = ("何田", "许川", "吕禾")
ADVISED = 12
COMPLAINT = (
    "六月初学院让我在一份没有见过的三方协议上签字，说不签就不发毕业证。我没有签，去向却显示已登记。"
)
CONTACT = "办公地点：行政楼 201；电话：0373-0000000。"


def seed(graduates: int) -> None:
    """Make the school once; a folder that has one is left as it is."""
    if School.objects.exists():
        return
    click.echo(f"正在建一所有 {graduates} 名毕业生的虚构学校 …")
    tables = season_tables(graduates, SEED, colleges=COLLEGES, raw=True)
    with trail.atomic():
        school = create_school(code="10000", name="云梦大学")
        units = _units(school, tables["graduates"])
        cast = _cast(school, units)
        _others(school, units)
        _signing(units[0], cast["8001"])
        cohort = open_cohort(school=school, year=2024, scheme="2024", by=cast["8001"])
        demo_tables.bring(tables, cohort, centre=cast["8001"], registry=cast["8008"])
        _advised(school, cast["8006"])
        text = DRAFT.replace(TO_FILL_IN, CONTACT)
        publish(text=text, changes=FIRST_CHANGES, after=0, by=cast["8001"])
        complaint = Filed("college", str(units[0].pk), COMPLAINT)
        receive(school=school, filed=complaint, nonce=secrets.token_hex(16))


def _units(school: School, graduates: pa.Table) -> list[Unit]:
    names = sorted(set(graduates["college"].to_pylist()), key=lambda name: (name != "农学院", name))
    for name in sorted(set(graduates["residence"].to_pylist()) - {None}):
        add_unit(school=school, kind=Unit.Kind.RESIDENCE, name=name, by=None)
    kind = Unit.Kind.COLLEGE
    return [
        add_unit(school=school, kind=kind, name=name, code=f"{at:02d}", order=at, by=None)
        for at, name in enumerate(names, 1)
    ]


def _staff(school: School, number: str, name: str) -> User:
    return create_user(
        school=school, kind=User.Kind.STAFF, number=number, name=name, phone=f"1380000{number}",
        identity_tail=f"00{number}", by=None,
    )  # fmt: skip


def _cast(school: School, units: list[Unit]) -> dict[str, User]:
    cast = {}
    for number, name, kind, at in CAST:
        user = _staff(school, number, name)
        if kind is not None:
            unit = None if at is None else units[at]
            title = TITLES.get(number, "")
            post = add_post(school=school, kind=kind, unit=unit, title=title, by=None)
            appoint(post=post, user=user, by=None)
        cast[number] = user
    return cast


def _others(school: School, units: list[Unit]) -> None:
    """Appoint recorders of the colleges the cast has none for, and leave one vacant."""
    for at, name in enumerate(RECORDERS, 2):
        post = add_post(school=school, kind=K.RECORDER, unit=units[at], by=None)
        appoint(post=post, user=_staff(school, f"81{at:02d}", name), by=None)


def _signing(unit: Unit, by: User) -> None:
    """Say that the reviewer of the first college signs for its undergraduates."""
    posts = Post.objects.filter(unit=unit, kind=K.COLLEGE_REVIEWER)
    scope, rule = ReviewGroup.Scope.values[0], ReviewGroup.Rule.values[0]
    set_group(unit=unit, scope=scope, rule=rule, posts=posts, by=by)


def _advised(school: School, adviser: User) -> None:
    """Let one teacher advise the first graduates of the first college."""
    first = Graduate.objects.filter(school=school).order_by("college__order", "student_no")
    for graduate in first[:ADVISED]:
        advise(adviser=adviser, graduate=graduate, kind=AdvisingKind.COUNSELLOR, by=None)
