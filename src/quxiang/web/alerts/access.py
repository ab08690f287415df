"""Who runs the rules, and whose cases somebody sees, answers and verifies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.http import Http404

from quxiang.web.alerts.filemodels import CaseFile
from quxiang.web.alerts.models import Case, Exemption, OwnRule
from quxiang.web.alerts.origins import brought
from quxiang.web.alerts.states import REGISTRY, Desk
from quxiang.web.orgs.kinds import COLLEGE_POSTS, PostKind, whose
from quxiang.web.orgs.selectors import posts_of

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

K = PostKind
#: posts that see every case of the school
_SCHOOL = (K.CENTRE_OFFICER, K.SCHOOL_REVIEWER, K.SCHOOL_EMPLOYMENT_HEAD, K.AUDITOR)
#: told to whoever is refused it
RUNS = whose(K.CENTRE_OFFICER)
#: who sets which rules run, and who decides on exemptions and own rules: two of the centre
SETS = whose(K.CENTRE_OFFICER)
SEES = whose(*_SCHOOL, *COLLEGE_POSTS, K.REGISTRY_OFFICER)
#: who checks an answer somebody else gave, so that one person away stops nothing
_VERIFIERS = (K.CENTRE_OFFICER, K.SCHOOL_REVIEWER, K.SCHOOL_EMPLOYMENT_HEAD)
VERIFIES = whose(*_VERIFIERS)
ANSWERS = whose(K.RECORDER, K.REGISTRY_OFFICER, K.CENTRE_OFFICER)
COMMENTS = whose(*(each for each in (*_SCHOOL, *COLLEGE_POSTS) if each != K.AUDITOR))
#: who takes a file of a case back: whoever put it there, or the centre
WITHDRAWS = whose("附上这份材料的人", K.CENTRE_OFFICER)
#: by the words of its title or unit, a post answers for one keeper of the registry alone
_KEEPERS = {"研究生": Desk.GRADUATE_SCHOOL, "教务": Desk.ACADEMIC}


def may_run(user: User) -> bool:
    """Say whether somebody has the rules run: the centre."""
    return not user.is_graduate and posts_of(user).has(K.CENTRE_OFFICER)


def may_set(user: User) -> bool:
    """Say whether somebody sets the rules of a cohort: the centre."""
    return may_run(user)


def may_decide(user: User) -> bool:
    """Say whether somebody decides on what another proposed; never the own, which is refused."""
    return may_verify(user)


def may_see_cases(user: User) -> bool:
    """Say whether somebody works with cases at all; an adviser and a graduate do not."""
    posts = posts_of(user)
    return not user.is_graduate and posts.has(*_SCHOOL, *COLLEGE_POSTS, K.REGISTRY_OFFICER)


def may_see_school(user: User) -> bool:
    """Say whether somebody sees the cases of every college."""
    return not user.is_graduate and posts_of(user).has(*_SCHOOL)


def colleges_seen(user: User) -> list[int]:
    return posts_of(user).units(*COLLEGE_POSTS)


def cases_visible_to(user: User) -> QuerySet[Case]:
    """Return the cases of the school, of the own colleges, or of the registry's keeper."""
    cases = Case.objects.filter(school_id=user.school_id)
    if may_see_school(user):
        return cases
    if not may_see_cases(user):
        return cases.none()
    colleges, desks = colleges_seen(user), desks_of(user)
    if not desks:
        return cases.filter(college_id__in=colleges)
    seen = Q(desk__in=desks)
    return cases.filter(seen | Q(college_id__in=colleges) if colleges else seen)


def desks_of(user: User) -> tuple[str, ...]:
    """Return the registry's desks somebody answers at; a post that names neither, at both."""
    held = [each for each in posts_of(user).held if each.kind == K.REGISTRY_OFFICER]
    found = {desk for each in held for desk in desks_kept_by(each.title)}
    return tuple(each for each in REGISTRY if each in found)


def desks_kept_by(title: str) -> tuple[Desk, ...]:
    """Return the registry's desks a post answers for, by its title."""
    named = tuple(desk for word, desk in _KEEPERS.items() if word in title)
    return named or REGISTRY


def may_answer_at(user: User, desk: str, college: int | None) -> bool:
    """Say whether a case at a desk may be put to somebody by name: they see it there.

    Without a college a case of any stays with its own, which nobody by name is of.
    """
    posts = posts_of(user)
    if user.is_graduate:
        return False
    if desk == Desk.COLLEGE:
        return college is not None and college in colleges_seen(user)
    return posts.has(*_VERIFIERS) if desk == Desk.CENTRE else desk in desks_of(user)


def get_case_for(user: User, case_id: int) -> Case:
    """Return a case ``user`` may see; raises ``Http404`` for every other."""
    related = (
        "assignee",
        "college",
        "cohort",
        "answered_by",
        "closed_by",
        "last_run",
        "previous",
        "next",
        "graduate",
    )
    rows = cases_visible_to(user).select_related(*related).annotate(**brought())
    found = rows.filter(pk=case_id).first()
    if found is None:
        raise Http404
    return found


def get_exemption_for(user: User, exemption_id: int) -> Exemption:
    """Return an exemption ``user`` may see; raises ``Http404`` for every other."""
    found = None
    if may_see_school(user):
        related = ("cohort", "school", "college", "proposed_by", "decided_by", "ended_by")
        rows = Exemption.objects.filter(school_id=user.school_id).select_related(*related)
        found = rows.filter(pk=exemption_id).first()
    if found is None:
        raise Http404
    return found


def get_own_rule_for(user: User, own_id: int) -> OwnRule:
    """Return a version of an own rule ``user`` may see; raises ``Http404`` for every other."""
    found = None
    if may_see_school(user):
        rows = OwnRule.objects.filter(school_id=user.school_id).select_related("by", "decided_by")
        found = rows.filter(pk=own_id).first()
    if found is None:
        raise Http404
    return found


def get_case_file_for(user: User, file_id: int) -> CaseFile:
    """Return a file of a case ``user`` may see, unless it was withdrawn; else ``Http404``."""
    seen = cases_visible_to(user).values("pk")
    files = CaseFile.objects.filter(school_id=user.school_id, withdrawn_at__isnull=True)
    found = files.filter(pk=file_id, filings__event__case__in=seen).first()
    if found is None:
        raise Http404
    return found


def may_withdraw(user: User, file: CaseFile) -> bool:
    """Say whether somebody takes a file back; audit and everybody else only see it."""
    return file.by_id == user.pk or may_run(user)


def may_answer(user: User, case: Case) -> bool:
    """Say whether somebody answers for the desk of a case, or is asked by name and sees it."""
    posts = posts_of(user)
    if case.assignee_id == user.pk:
        return may_answer_at(user, case.desk, case.college_id)
    if case.desk == Desk.CENTRE:
        return posts.has(K.CENTRE_OFFICER)
    if case.desk == Desk.COLLEGE:
        return case.college_id in posts.units(K.RECORDER)
    return case.desk in desks_of(user)


def answerable_by(user: User) -> QuerySet[Case]:
    """Return the cases :func:`may_answer` holds for."""
    posts = posts_of(user)
    mine = Q(desk=Desk.COLLEGE, college_id__in=colleges_seen(user), assignee=user)
    if posts.has(*_VERIFIERS):
        mine |= Q(desk=Desk.CENTRE, assignee=user)
    mine |= Q(desk=Desk.COLLEGE, college_id__in=posts.units(K.RECORDER))
    mine |= Q(desk__in=desks_of(user))
    if posts.has(K.CENTRE_OFFICER):
        mine |= Q(desk=Desk.CENTRE)
    return cases_visible_to(user).filter(mine)


def may_answer_any(user: User) -> bool:
    """Say whether somebody answers cases by post, or is asked by name."""
    if posts_of(user).has(K.RECORDER, K.REGISTRY_OFFICER, K.CENTRE_OFFICER):
        return not user.is_graduate
    live = Case.objects.filter(assignee=user, closed_at__isnull=True)
    return may_see_cases(user) and live.exists()


def may_verify(user: User) -> bool:
    """Say whether somebody verifies answers; never the own, which the service refuses."""
    return not user.is_graduate and posts_of(user).has(*_VERIFIERS)


def may_comment(user: User) -> bool:
    """Say whether somebody may write in the thread of a case they see; audit reads only."""
    posts = posts_of(user)
    writes = (*_VERIFIERS, *COLLEGE_POSTS, K.REGISTRY_OFFICER)
    return not user.is_graduate and posts.has(*writes)
