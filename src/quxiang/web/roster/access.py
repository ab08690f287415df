"""Which graduates somebody sees, and the one way in to one of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from quxiang.web.common import compiled
from quxiang.web.orgs.kinds import PostKind, whose
from quxiang.web.orgs.models import Advising
from quxiang.web.orgs.selectors import posts_of
from quxiang.web.roster.models import Cohort, CohortSettings, Graduate

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User


#: where an app opens graduates to somebody besides their posts, for a time
Widening = Callable[["User"], Q]
_widenings: list[Widening] = []


def widens(widening: Widening) -> Widening:
    """Register what is read besides; asked only of whom something is lent to (``Posts.lent``)."""
    _widenings.append(widening)
    return widening


def graduates_visible_to(user: User) -> QuerySet[Graduate]:
    """Return every graduate ``user`` may see: own unit, own students, own self, or the school."""
    graduates = Graduate.objects.filter(school_id=user.school_id)
    if user.is_graduate:
        return graduates.filter(person__user_id=user.pk)
    posts = posts_of(user)
    if posts.sees_school:
        return graduates
    units = posts.seen_units
    seen = Q(college_id__in=units) | Q(residence_id__in=units) if units else Q(pk__in=[])
    if posts.advises:
        own = Advising.objects.filter(
            adviser_id=user.pk, graduate_id=OuterRef("pk"), ended_at__isnull=True
        )
        seen |= Q(Exists(own))
    return graduates.filter(seen)


def graduates_readable_by(user: User) -> QuerySet[Graduate]:
    """Return whom ``user`` sees, and whom an app lends them to be read one by one.

    Only a page that shows one graduate and changes nothing asks this. Lists, searches, counts,
    files that leave and every act go by :func:`graduates_visible_to`.
    """
    seen = graduates_visible_to(user)
    if user.is_graduate or not posts_of(user).lent:
        return seen
    either = Q(pk__in=seen.values("pk"))
    for widening in _widenings:
        either |= widening(user)
    return Graduate.objects.filter(either, school_id=user.school_id)


def is_lent(user: User, graduate: Graduate) -> bool:
    """Say whether ``user``, who reads a graduate, does so only because it is lent to them."""
    if user.is_graduate or not posts_of(user).lent:
        return False
    return not graduates_visible_to(user).filter(pk=graduate.pk).exists()


def get_graduate_for(user: User, graduate_id: int) -> Graduate:
    """Return a graduate ``user`` may see; raises ``Http404`` for every other."""
    return _one(graduates_visible_to(user), graduate_id)


def get_readable_graduate_for(user: User, graduate_id: int) -> Graduate:
    """Return a graduate ``user`` may read, lent ones too; raises ``Http404`` for every other."""
    return _one(graduates_readable_by(user), graduate_id)


def _one(graduates: QuerySet[Graduate], graduate_id: int) -> Graduate:
    related = ("cohort", "college", "residence", "person__user", "registration")
    found = compiled.first("graduate", graduates.select_related(*related).filter(pk=graduate_id))
    if found is None:
        raise Http404
    return found


#: told to whoever is refused it
RUNS_ROSTER = whose(PostKind.CENTRE_OFFICER)


def may_run_roster(user: User) -> bool:
    """Say whether somebody runs the roster: the centre does."""
    return posts_of(user).has(PostKind.CENTRE_OFFICER)


#: told to whoever is refused it
REVEALS = whose(PostKind.CENTRE_OFFICER, PostKind.RECORDER)


def may_reveal(user: User, graduate: Graduate) -> bool:
    """Say whether masked numbers of this graduate may be shown in full, with a reason."""
    posts = posts_of(user)
    return posts.reveals_school or graduate.college_id in posts.revealed_units


#: who reads what a cohort counts by; only the centre changes it
_READS_COHORTS = (
    PostKind.CENTRE_OFFICER, PostKind.ADMINISTRATOR, PostKind.SCHOOL_REVIEWER,
    PostKind.SCHOOL_EMPLOYMENT_HEAD, PostKind.SCHOOL_HEAD, PostKind.AUDITOR,
)  # fmt: skip


#: told to whoever is refused it
READS_COHORTS = whose(*_READS_COHORTS)


def may_see_cohorts(user: User) -> bool:
    """Say whether somebody reads cohorts and settings: centre, school's leaders, audit."""
    return posts_of(user).has(*_READS_COHORTS)


def cohorts_visible_to(user: User) -> QuerySet[Cohort]:
    cohorts = Cohort.objects.filter(school_id=user.school_id)
    return cohorts if may_see_cohorts(user) else cohorts.none()


def get_cohort_for(user: User, cohort_id: int) -> Cohort:
    """Return a cohort whose settings ``user`` may read; raises ``Http404`` for every other."""
    found = cohorts_visible_to(user).filter(pk=cohort_id).first()
    if found is None:
        raise Http404
    return found


def get_settings_for(user: User, cohort_id: int, number: int) -> CohortSettings:
    """Return one version of a cohort's settings; raises ``Http404`` where there is none."""
    cohort = get_cohort_for(user, cohort_id)
    found = cohort.settings_versions.filter(number=number).first()
    if found is None:
        raise Http404
    return found


def may_see_lists(user: User) -> bool:
    """Say whether somebody works with lists: of the school, or of a unit a post is held at."""
    posts = posts_of(user)
    return not user.is_graduate and bool(posts.sees_school or posts.seen_units)


def get_counted_cohort_for(user: User, cohort_id: int) -> Cohort:
    """Return a cohort whose denominator ``user`` may read; raises ``Http404`` for every other."""
    found = Cohort.objects.filter(school_id=user.school_id, pk=cohort_id).first()
    if found is None or not may_see_lists(user):
        raise Http404
    return found


def counted_units(user: User) -> list[int] | None:
    """Return the units whose graduates ``user`` counts; ``None`` is the whole school."""
    posts = posts_of(user)
    return None if posts.sees_school else posts.seen_units
