"""未就业台账: who is on it for whom, what was last done, who helps and who sees hardship."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from quxiang.standards import load
from quxiang.web.common import clock
from quxiang.web.common.refusals import require
from quxiang.web.destinations.fields import SEEKING
from quxiang.web.destinations.models import Outreach
from quxiang.web.destinations.today import Scope
from quxiang.web.orgs.kinds import PostKind, whose
from quxiang.web.orgs.models import Advising
from quxiang.web.orgs.selectors import posts_of
from quxiang.web.roster.access import get_graduate_for
from quxiang.web.roster.models import Cohort, Graduate

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

#: told to whoever is refused it
HELPS = whose("指导老师", PostKind.CENTRE_OFFICER, PostKind.RECORDER)
#: how long a contact counts as a recent one
RECENT = timedelta(days=30)
CONTACTED = {
    "never": "没有联系过", "lost": "最近一次联系不上", "recent": "30 天内联系过",
    "old": "超过 30 天没有联系",
}  # fmt: skip


def seeking_names() -> dict[str, str]:
    """Return the destinations of whoever has no work, by code."""
    rows = load().destinations.items()
    return {code: row.last_part for code, row in rows if row.group in SEEKING}


def hardship_names() -> dict[str, str]:
    return {code: row.name for code, row in load().tables["hardship_category"].rows.items()}


def may_see_seeking(user: User) -> bool:
    """Say whether somebody has the list: the centre, recorders, and who advises, of their own."""
    posts = posts_of(user)
    works = posts.has(PostKind.CENTRE_OFFICER, PostKind.RECORDER)
    return not user.is_graduate and (works or posts.advises)


def may_see_hardship(user: User) -> bool:
    """Say whether hardship is shown to somebody at all: to helpers, the centre and advisers."""
    posts = posts_of(user)
    return posts.has(PostKind.CENTRE_OFFICER) or posts.advises


def _advised(user: User) -> Q:
    return Q(
        Exists(
            Advising.objects.filter(
                adviser_id=user.pk, graduate_id=OuterRef("pk"), ended_at__isnull=True
            )
        )
    )


def helped_by(user: User, cohort: Cohort) -> QuerySet[Graduate]:
    """Return whom somebody may help: own students, a recorder's college, all for the centre."""
    rows, posts = Scope(cohort, None).graduates(), posts_of(user)
    if posts.has(PostKind.CENTRE_OFFICER):
        return rows
    return rows.filter(_advised(user) | Q(college_id__in=posts.units(PostKind.RECORDER)))


def may_help(user: User, graduate: Graduate) -> bool:
    return (
        may_see_seeking(user) and helped_by(user, graduate.cohort).filter(pk=graduate.pk).exists()
    )


def get_helped_for(user: User, graduate_id: int) -> Graduate:
    """Return a graduate ``user`` may help; ``Http404`` for who is out of sight, else refused."""
    found = get_graduate_for(user, graduate_id)
    require(may_help(user, found), HELPS)
    return found


def with_hardship(rows: QuerySet[Graduate], user: User) -> QuerySet[Graduate]:
    """Return rows that tell hardship where ``user`` helps with it, and nothing elsewhere."""
    text = CharField()
    if posts_of(user).has(PostKind.CENTRE_OFFICER):
        return rows.annotate(hardship_seen=F("hardship"))
    own = When(_advised(user), then=F("hardship"))
    return rows.annotate(hardship_seen=Case(own, default=Value(""), output_field=text))


def seeking(rows: QuerySet[Graduate]) -> QuerySet[Graduate]:
    """Return those who filed that they look for work, or do not for now, with what was done."""
    now = "registration__current__"
    newest = Outreach.objects.filter(graduate=OuterRef("pk")).order_by("-on", "-pk")
    helped = newest.filter(~Q(help=Outreach.Help.NONE))
    since = clock.today() - RECENT
    # school and cohort once more, so that the few are found by their own indexes
    return rows.filter(
        registration__current__code__in=list(seeking_names()),
        registration__current__school_id=F("school_id"), registration__cohort_id=F("cohort_id"),
    ).annotate(
        code=F(f"{now}code"), reason=F(f"{now}seeking_reason"), intention=F(f"{now}intention"),
        archive_to=F(f"{now}archive_to"), household_to=F(f"{now}household_to"),
        said_at=F(f"{now}recorded_at"),
        archive=Case(When(**{f"{now}archive_to": ""}, then=Value("no")), default=Value("yes")),
        household=Case(When(**{f"{now}household_to": ""}, then=Value("no")), default=Value("yes")),
        last_on=Subquery(newest.values("on")[:1]), last_way=Subquery(newest.values("way")[:1]),
        last_by=Subquery(newest.values("by__name")[:1]),
        last_reached=Subquery(newest.values("reached")[:1]),
        last_help=Subquery(helped.values("help")[:1]),
        last_note=Subquery(helped.values("note")[:1]),
    ).annotate(
        contacted=Case(
            When(last_on__isnull=True, then=Value("never")),
            When(last_reached=False, then=Value("lost")),
            When(last_on__gte=since, then=Value("recent")),
            default=Value("old"),
        )
    )  # fmt: skip
