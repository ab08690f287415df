"""Who sees how colleges stand to the calendar, who closes a period, who moves a deadline."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.db.models import QuerySet
from django.http import Http404

from quxiang.web.orgs.kinds import COLLEGE_POSTS, SIGHT, PostKind, whose
from quxiang.web.orgs.models import Advising, Unit
from quxiang.web.orgs.selectors import colleges, posts_of
from quxiang.web.season.models import Extension, Outage, Snapshot

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User
    from quxiang.web.roster.models import Cohort

M = TypeVar("M", Extension, Outage)
_SCHOOL = (
    PostKind.CENTRE_OFFICER, PostKind.SCHOOL_REVIEWER, PostKind.SCHOOL_EMPLOYMENT_HEAD,
    PostKind.SCHOOL_HEAD, PostKind.AUDITOR,
)  # fmt: skip
_COLLEGE = tuple(kind for kind in COLLEGE_POSTS if kind != PostKind.SECRETARY)
#: told to whoever is refused it
SEES = whose(*_SCHOOL, *_COLLEGE)
CLOSES = whose(PostKind.RECORDER)
MOVES = whose(PostKind.CENTRE_OFFICER)
#: of these, who looks through lists of graduates: the school's heads see no single one
_SCHOOL_PEOPLE = tuple(kind for kind in _SCHOOL if SIGHT[kind].reach == "school")
PEOPLE = whose(*_SCHOOL_PEOPLE, *_COLLEGE)
WHOLE_SCHOOL = whose(*_SCHOOL)


def may_see_progress(user: User) -> bool:
    return not user.is_graduate and posts_of(user).has(*_SCHOOL, *_COLLEGE)


def may_see_every_college(user: User) -> bool:
    return not user.is_graduate and posts_of(user).has(*_SCHOOL)


def may_see_people(user: User) -> bool:
    """Say whether somebody sees who is behind a number, of the school or of a college."""
    return not user.is_graduate and posts_of(user).has(*_SCHOOL_PEOPLE, *_COLLEGE)


#: told to whoever is refused figures
FIGURES = whose(*_SCHOOL, *_COLLEGE, "指导老师")


def may_see_figures(user: User) -> bool:
    """Say whether somebody sees any figure: of the school, of a college, of their students."""
    return may_see_progress(user) or advises(user)


def may_see_every_figure(user: User) -> bool:
    """Say whether somebody sees figures of the whole school, with or without the people in them."""
    return may_see_every_college(user)


def advises(user: User) -> bool:
    return not user.is_graduate and posts_of(user).advises


def advised_by(user: User, cohort: Cohort) -> set[int]:
    """Return the graduates of a cohort somebody advises now."""
    rows = Advising.objects.filter(
        adviser_id=user.pk, ended_at__isnull=True, graduate__cohort=cohort,
        graduate__school_id=user.school_id,
    )  # fmt: skip
    return set(rows.values_list("graduate_id", flat=True))


def may_see_everybody(user: User) -> bool:
    return not user.is_graduate and posts_of(user).has(*_SCHOOL_PEOPLE)


def colleges_with_people_for(user: User) -> QuerySet[Unit]:
    """Return the colleges whose graduates somebody sees."""
    rows = colleges(user.school_id)
    if may_see_everybody(user):
        return rows
    return rows.filter(pk__in=posts_of(user).units(*_COLLEGE) if may_see_people(user) else [])


def may_see_people_of(user: User, college: Unit | None) -> bool:
    """Say whether somebody sees who is behind a number of a college, or of the whole school."""
    if may_see_everybody(user):
        return True
    own = posts_of(user).units(*_COLLEGE) if may_see_people(user) else []
    return college is not None and college.pk in own


def may_close(user: User, college: Unit) -> bool:
    """Say whether somebody closes a college's periods: its recorder."""
    return college.pk in posts_of(user).units(PostKind.RECORDER)


def may_move(user: User) -> bool:
    """Say whether somebody grants extensions and logs outages: the centre."""
    return not user.is_graduate and posts_of(user).has(PostKind.CENTRE_OFFICER)


def colleges_visible_to(user: User) -> QuerySet[Unit]:
    """Return the colleges whose progress somebody sees: all, or the own ones."""
    rows = colleges(user.school_id)
    if may_see_every_college(user):
        return rows
    return rows.filter(pk__in=posts_of(user).units(*_COLLEGE) if may_see_progress(user) else [])


def get_college_for(user: User, unit_id: int) -> Unit:
    """Return a college whose progress ``user`` may see; raises ``Http404`` for every other."""
    found = colleges_visible_to(user).filter(pk=unit_id).first()
    if found is None:
        raise Http404
    return found


def _own(model: type[M], user: User) -> QuerySet[M]:
    rows = model._default_manager.filter(school_id=user.school_id)
    return rows if may_move(user) else rows.none()


def get_extension_for(user: User, extension_id: int) -> Extension:
    """Return an extension the centre of its school may end; ``Http404`` for everybody else."""
    rows = _own(Extension, user)
    found = rows.select_related("college", "cohort").filter(pk=extension_id).first()
    if found is None:
        raise Http404
    return found


def get_outage_for(user: User, outage_id: int) -> Outage:
    """Return an outage the centre of its school may take back; ``Http404`` for everybody else."""
    rows = _own(Outage, user)
    found = rows.select_related("cohort").filter(pk=outage_id).first()
    if found is None:
        raise Http404
    return found


#: who reads frozen states of the whole school, with names
_FROZEN = (
    PostKind.CENTRE_OFFICER, PostKind.SCHOOL_REVIEWER, PostKind.SCHOOL_EMPLOYMENT_HEAD,
    PostKind.AUDITOR,
)  # fmt: skip
FROZEN = whose(*_FROZEN)


def may_see_snapshots(user: User) -> bool:
    return not user.is_graduate and posts_of(user).has(*_FROZEN)


def get_snapshot_for(user: User, snapshot_id: int) -> Snapshot:
    """Return a snapshot of the own school; raises ``Http404`` for every other reader."""
    rows = Snapshot.objects.filter(school_id=user.school_id, pk=snapshot_id)
    found = rows.select_related("cohort", "by").first() if may_see_snapshots(user) else None
    if found is None:
        raise Http404
    return found
