"""Who holds which post now; everything a page needs to know of a user's posts, in one query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Manager, Q, QuerySet

from quxiang.web.common import clock
from quxiang.web.orgs.kinds import COLLEGE_POSTS, SIGHT
from quxiang.web.orgs.models import Advising, Appointment, School, Unit

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User


@dataclass(frozen=True)
class HeldPost:
    """A post somebody may act for now."""

    kind: str
    unit_id: int | None
    post_id: int
    title: str
    role: str
    appointment_id: int


@dataclass(frozen=True)
class Posts:
    """All posts of one user at one moment; asked by every ``may_…`` and ``…_visible_to``."""

    held: tuple[HeldPost, ...]
    advises: bool
    #: some graduates of others may be open to them for a time, which whoever lends them knows
    lent: bool = False

    @property
    def kinds(self) -> frozenset[str]:
        return frozenset(each.kind for each in self.held)

    def has(self, *kinds: str) -> bool:
        return bool(self.kinds & set(kinds))

    def units(self, *kinds: str) -> list[int]:
        """Return the units at which one of these posts is held."""
        return sorted({p.unit_id for p in self.held if p.kind in kinds and p.unit_id})

    @property
    def sees_school(self) -> bool:
        return any(SIGHT[kind].reach == "school" for kind in self.kinds)

    @property
    def seen_units(self) -> list[int]:
        return self.units(*(kind for kind, sight in SIGHT.items() if sight.reach == "unit"))

    @property
    def reveals_school(self) -> bool:
        return any(SIGHT[k].reveals and SIGHT[k].reach == "school" for k in self.kinds)

    @property
    def revealed_units(self) -> list[int]:
        return self.units(*(kind for kind, sight in SIGHT.items() if sight.reveals))

    @property
    def needs_second_factor(self) -> bool:
        return any(SIGHT[kind].second_factor for kind in self.kinds)

    @property
    def stands_apart(self) -> bool:
        """Say whether somebody is of no college and advises nobody, so that nothing is betrayed."""
        return not self.has(*COLLEGE_POSTS) and not self.advises

    def acting(self, *kinds: str, unit_id: int | None = None) -> int | None:
        """Return the post that allows an act, to be named in the trail."""
        for each in self.held:
            if each.kind in kinds and (unit_id is None or each.unit_id in (unit_id, None)):
                return each.post_id
        return None


#: where a user of a request keeps them; an attribute, which a lazy user hands on to the true one
KEPT = "_posts"


#: a user with the school's names and a row for each post held now; read on every page, so written
#: by hand: composing it costs the ORM as much as all else a small page does
_WITH_POSTS = """
select u.*, s.code as school_code, s.name as school_name,
    a.id as held_id, a.kind as held_kind, a.unit_id as held_unit, a.role as held_role,
    p.id as held_post, p.title as held_title,
    exists (
        select 1 from orgs_advising d where d.adviser_id = u.id and d.ended_at is null
    ) as advises,
    ({lent}) as lent
from accounts_user u
join orgs_school s on s.id = u.school_id
left join orgs_appointment a on a.user_id = u.id and a.ended_at is null and a.started_at <= %s
    and (a.until is null or a.until > %s)
left join orgs_post p on p.id = a.post_id and p.closed_at is null
where u.id = %s
order by a.id
"""


#: conditions over a user ``u``, by which an app lends somebody graduates of others for a time
_LENDERS: list[str] = []


def lends(condition: str) -> None:
    """Register by which SQL over the user ``u`` something is lent; asked with the posts."""
    _LENDERS.append(condition)


def _lent() -> str:
    return " or ".join(_LENDERS) or "1 = 0"


def _is_lent(user_id: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"select ({_lent()}) from accounts_user u where u.id = %s", [user_id])  # noqa: S608
        row = cursor.fetchone()
    return bool(row and row[0])


def find_with_posts(users: Manager[User], user_id: int) -> User | None:
    """Return a user with the posts held now, as :func:`posts_of` gives them: in one query."""
    moment = connection.ops.adapt_datetimefield_value(clock.now())
    rows: list[Any] = list(users.raw(_WITH_POSTS.format(lent=_lent()), [moment, moment, user_id]))
    if not rows:
        return None
    held = tuple(
        HeldPost(r.held_kind, r.held_unit, r.held_post, r.held_title, r.held_role, r.held_id)
        for r in rows
        if r.held_post is not None
    )
    user: User = rows[0]
    school = (user.school_id, rows[0].school_code, rows[0].school_name)
    user.school = School.from_db(users.db, ("id", "code", "name"), school)
    setattr(user, KEPT, Posts(held, bool(rows[0].advises), bool(rows[0].lent)))
    return user


def posts_of(user: User, at: datetime | None = None) -> Posts:
    """Return the posts a user holds now; read once a request and kept on the user."""
    kept: Posts | None = getattr(user, KEPT, None)
    if kept is not None and at is None:
        return kept
    moment = at or clock.now()
    found = active_appointments(moment).filter(user_id=user.pk).select_related("post")
    held = tuple(
        HeldPost(each.kind, each.unit_id, each.post_id, each.post.title, each.role, each.pk)
        for each in found
    )
    advises = Advising.objects.filter(adviser_id=user.pk, ended_at__isnull=True).exists()
    posts = Posts(held, advises, _is_lent(user.pk))
    if at is None:
        setattr(user, KEPT, posts)
    return posts


def forget_posts(user: User) -> None:
    """Let the posts of a user be read again, after one was given or taken."""
    if hasattr(user, KEPT):
        delattr(user, KEPT)


def active_appointments(moment: datetime) -> QuerySet[Appointment]:
    lasting = Q(until__isnull=True) | Q(until__gt=moment)
    return Appointment.objects.filter(
        lasting, started_at__lte=moment, ended_at__isnull=True, post__closed_at__isnull=True
    ).order_by("pk")


def appointments_between(begin: datetime, end: datetime) -> QuerySet[Appointment]:
    """Return who held a post at some moment from ``begin`` on and before ``end``, ended or not."""
    lasting = Q(until__isnull=True) | Q(until__gt=begin)
    unended = Q(ended_at__isnull=True) | Q(ended_at__gt=begin)
    unclosed = Q(post__closed_at__isnull=True) | Q(post__closed_at__gt=begin)
    return Appointment.objects.filter(lasting, unended, unclosed, started_at__lt=end).order_by("pk")


def colleges(school_id: int) -> QuerySet[Unit]:
    """Return the school's open colleges, in order."""
    return Unit.objects.filter(school_id=school_id, kind=Unit.Kind.COLLEGE, closed_on__isnull=True)


def colleges_without_recorder(school_id: int, moment: datetime) -> QuerySet[Unit]:
    """Return open colleges nobody registers for."""
    held = active_appointments(moment).filter(kind="recorder", role=Appointment.Role.HOLDER)
    return colleges(school_id).exclude(pk__in=held.values("unit_id"))


@dataclass(frozen=True)
class Step:
    """One step of setting up: what, whether it is done, how far, where to do it.

    ``route`` is a page, or the act its own form does; ``target`` the import that does it.
    """

    title: str
    done: bool
    sentence: str
    route: str
    target: str = ""
    optional: bool = False

    @property
    def place(self) -> str:
        """Return the page that does it, if it is not done right here."""
        return "" if self.route in ("orgs:first_cohort", "orgs:test_message") else self.route


def steps_of(school_id: int) -> list[Step]:
    """Return the steps of setting a school up, in order."""
    from quxiang.web.accounts.models import User  # noqa: PLC0415 - accounts rests on orgs
    from quxiang.web.notifications.models import Message  # noqa: PLC0415
    from quxiang.web.reference.models import Holiday  # noqa: PLC0415
    from quxiang.web.roster.models import Cohort, Graduate  # noqa: PLC0415

    units = colleges(school_id).count()
    staff = User.objects.filter(school_id=school_id, kind=User.Kind.STAFF).count()
    missing = colleges_without_recorder(school_id, clock.now()).count()
    cohort = Cohort.objects.filter(school_id=school_id).first()
    people = Graduate.objects.filter(school_id=school_id).count()
    days = Holiday.objects.filter(school_id=school_id).count()
    tried = Message.objects.filter(school_id=school_id, template="test").exists()
    return [
        Step("学院", units > 0, f"已有 {units} 个学院。", "orgs:units"),
        Step("教职工", staff > 1, f"已有 {staff} 个账号。", "imports:imports", "staff"),
        Step(
            "岗位", units > 0 and missing == 0,
            f"{missing} 个学院还没有录入员。" if missing else _posts_sentence(units), "orgs:units",
        ),
        Step("届别", cohort is not None, str(cohort or "还没有开设。"), "orgs:first_cohort"),
        Step("名册", people > 0, f"已有 {people} 名毕业生。", "imports:imports", "roster"),
        Step(
            "校历", days > 0,
            f"已有 {days} 个放假或调休的日期。" if days else
            "国家公布的放假安排已内置；本校另有放假或调休的，再上传。",
            "imports:imports", "holidays", optional=True,
        ),
        Step(
            "测试消息", tried, "已写入发件箱，没有真正发出。" if tried else
            "写一条给自己，看消息通道是否可用。", "orgs:test_message",
        ),
    ]  # fmt: skip


def _posts_sentence(units: int) -> str:
    return "每个学院都有录入员。" if units else "先添加学院。"
