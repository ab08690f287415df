"""Reads of visits: who may be sent, clusters that ask for one, what a page shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, QuerySet

from quxiang.web.accounts.models import User
from quxiang.web.alerts.access import cases_visible_to
from quxiang.web.alerts.models import Case, CasePerson
from quxiang.web.common import clock
from quxiang.web.destinations.models import Registration
from quxiang.web.orgs.kinds import COLLEGE_POSTS
from quxiang.web.orgs.models import Advising
from quxiang.web.orgs.selectors import active_appointments
from quxiang.web.roster.models import Cohort
from quxiang.web.visits.access import VISITORS, colleges_seen, sees_whole
from quxiang.web.visits.models import FieldVisit, VisitCase, VisitPerson, VisitPhoto

if TYPE_CHECKING:
    from quxiang.web.roster.models import Graduate

#: rules that find graduates crowded in small firms (N5.5)
CLUSTERS = ("E305", "E306", "E309")
#: of one cluster a page offers so many people
OFFERED = 200


def visitors_of(school_id: int, *, hidden: bool = False) -> list[User]:
    """Return who may be sent now, by number; on hidden visits nobody of a college, no adviser."""
    held = active_appointments(clock.now()).filter(school_id=school_id).order_by()
    sent = held.filter(kind__in=VISITORS)
    users = User.objects.filter(pk__in=sent.values("user_id"), closed_at__isnull=True)
    if hidden:
        advises = Advising.objects.filter(adviser=OuterRef("pk"), ended_at__isnull=True)
        college = held.filter(kind__in=COLLEGE_POSTS, user=OuterRef("pk"))
        users = users.exclude(Exists(advises)).exclude(Exists(college))
    return list(users.order_by("number"))


def clusters_for(user: User, cohort: Cohort) -> QuerySet[Case]:
    """Return the open clusters, those nobody goes to first, the largest first."""
    visited = VisitCase.objects.filter(case=OuterRef("pk")).exclude(visit__state="called_off")
    rows = cases_visible_to(user).filter(cohort=cohort, rule__in=CLUSTERS, closed_at__isnull=True)
    return rows.annotate(visited=Exists(visited)).order_by("visited", "-people_count", "pk")


@dataclass(frozen=True)
class Offered:
    """What the form to plan a visit offers of a cluster: where, and whom to ask after."""

    name: str
    address: str
    people: Sequence[tuple[Graduate, str]]


def offered_by(case: Case) -> Offered:
    """Return where the people of a cluster say they work, the most common first."""
    rows = CasePerson.objects.filter(case=case).select_related("graduate__college")
    people = [each.graduate for each in rows.order_by("graduate__college_id", "pk")[:OFFERED]]
    said = Registration.objects.filter(graduate__in=people).select_related("current", "in_force")
    versions = {each.graduate_id: each.in_force or each.current for each in said}
    there = [each for each in versions.values() if each is not None and each.employer_name]
    names = Counter(each.employer_name for each in there)
    places = Counter(each.place_name for each in there if each.place_name)
    told = [(each, _works(versions.get(each.pk))) for each in people]
    return Offered(_first(names), _first(places), told)


def _works(version: object) -> str:
    return str(getattr(version, "employer_name", "") or "")


def _first(counted: Counter[str]) -> str:
    return counted.most_common(1)[0][0] if counted else ""


def people_shown(user: User, visit: FieldVisit) -> list[VisitPerson]:
    """Return the people of a visit somebody sees: everybody, or those of the own college."""
    rows = visit.people.select_related("graduate", "college", "case")
    if not sees_whole(user, visit):
        rows = rows.filter(college_id__in=colleges_seen(user))
    return list(rows)


def photos_of(visit: FieldVisit) -> list[VisitPhoto]:
    return list(visit.photos.filter(removed_at__isnull=True).select_related("by"))
