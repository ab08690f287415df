"""Which records somebody checks, for which side, and who may not conclude on one."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.http import Http404

from quxiang.web.alerts.models import Case
from quxiang.web.common import clock
from quxiang.web.destinations.models import Version
from quxiang.web.orgs.kinds import COLLEGE_POSTS, PostKind, whose
from quxiang.web.orgs.selectors import posts_of
from quxiang.web.roster.models import CohortSettings, Graduate
from quxiang.web.worksheets.models import Conclusion, CrossRecord, CrossRound, Side
from quxiang.web.worksheets.states import RoundState

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

K = PostKind
#: who concludes for the college; who only reads what it concluded is of the other posts there
CONCLUDING = (K.COLLEGE_REVIEWER, K.COLLEGE_EMPLOYMENT_HEAD, K.RECORDER)
#: who sees the sheets of every college
_SCHOOL = (K.CENTRE_OFFICER, K.SCHOOL_REVIEWER, K.SCHOOL_EMPLOYMENT_HEAD, K.AUDITOR)
#: told to whoever is refused it
SEES = whose(*_SCHOOL, *COLLEGE_POSTS)
RUNS = whose(K.CENTRE_OFFICER)
CONCLUDES = {
    Side.COLLEGE: whose(*CONCLUDING),
    Side.CENTRE: whose(K.CENTRE_OFFICER),
    Side.CROSS: "这里只由交叉互查名单上的核查人使用，名单里没有您，或该轮已经结束。",
}
OWN = "这是您本人的记录，只由其他核查人下结论。"
FILED = "录入员代填的登记，录入员不能自查，只由学院审签人或院级就业工作主要负责人核查。"
FILED_SELF = "这个版本是您填报的，只由没有填报过它的核查人下结论。"
ONE_SIDE = "您已代表另一方对这条记录下过结论，这一方只由别人下结论。"
SAME_COLLEGE = "交叉互查只由别院的人核查，您在这个学院任职；请告诉中心改派。"


def sides_of(user: User) -> list[Side]:
    """Return for which sides somebody opens sheets, the one they work for first."""
    posts = posts_of(user)
    if user.is_graduate:
        return []
    found = []
    if posts.has(*_SCHOOL):
        found.append(Side.CENTRE)
    if posts.units(*COLLEGE_POSTS):
        found.append(Side.COLLEGE)
    if posts.lent:
        found.append(Side.CROSS)
    return found


def may_see(user: User) -> bool:
    return bool(sides_of(user))


def may_see_progress(user: User) -> bool:
    """Say whether somebody sees how far the checking is: not who was lent a few records."""
    return any(each != Side.CROSS for each in sides_of(user))


def sees_school(user: User) -> bool:
    return Side.CENTRE in sides_of(user)


def may_run(user: User) -> bool:
    """Say whether somebody arranges rounds: the centre."""
    return not user.is_graduate and posts_of(user).has(K.CENTRE_OFFICER)


def may_conclude_any(user: User, side: str) -> bool:
    """Say whether somebody concludes for a side at all."""
    posts = posts_of(user)
    if user.is_graduate:
        return False
    if side == Side.CENTRE:
        return posts.has(K.CENTRE_OFFICER)
    return bool(posts.units(*CONCLUDING)) if side == Side.COLLEGE else posts.lent


def lent_to(user: User) -> QuerySet[CrossRecord]:
    """Return the records of open rounds somebody reads now."""
    return CrossRecord.objects.filter(
        checker_id=user.pk, school_id=user.school_id, ended_at__isnull=True,
        round__state=RoundState.OPEN, round__until__gt=clock.now(),
    )  # fmt: skip


def records_of(user: User, side: str) -> QuerySet[Graduate]:
    """Return the graduates whose sheets ``user`` opens for a side."""
    graduates = Graduate.objects.filter(school_id=user.school_id, removed=False)
    if side not in sides_of(user):
        return graduates.none()
    if side == Side.CENTRE:
        return graduates
    if side == Side.COLLEGE:
        return graduates.filter(college_id__in=posts_of(user).units(*COLLEGE_POSTS))
    return graduates.filter(pk__in=lent_to(user).values("graduate"))


def side_for(user: User, graduate: Graduate) -> Side | None:
    """Return for which side somebody opens the sheet of a graduate, if any."""
    for side in sides_of(user):
        if side == Side.CENTRE:
            return side
        if side == Side.COLLEGE and graduate.college_id in posts_of(user).units(*COLLEGE_POSTS):
            return side
        if side == Side.CROSS and lent_to(user).filter(graduate=graduate).exists():
            return side
    return None


#: read with a record: whether a case waits about it, and what its cohort is set to
_BESIDES = {
    "waits": Exists(Case.objects.filter(graduate=OuterRef("pk"), closed_at__isnull=True)),
    "settings_text": Subquery(
        CohortSettings.objects.filter(cohort=OuterRef("cohort"))
        .order_by("-number")
        .values("text")[:1]
    ),
}


def get_record_for(user: User, graduate_id: int, side: str) -> Graduate:
    """Return a graduate whose sheet ``user`` opens; raises ``Http404`` for every other."""
    related = (
        "cohort", "college", "person", "registration__current__judgement",
        "registration__in_force", "registration__known_by",
    )  # fmt: skip
    rows = records_of(user, side).select_related(*related).annotate(**_BESIDES)
    found = rows.filter(pk=graduate_id).first()
    if found is None:
        raise Http404
    return found


def colleges_seen(user: User) -> list[int] | None:
    """Return whose progress somebody sees; ``None`` is every college's."""
    return None if sees_school(user) else posts_of(user).units(*COLLEGE_POSTS)


def get_round_for(user: User, round_id: int) -> CrossRound:
    """Return a round ``user`` sees; raises ``Http404`` for every other."""
    found = None
    if sees_school(user):
        rounds = CrossRound.objects.filter(school_id=user.school_id, pk=round_id)
        found = rounds.select_related("cohort", "made_by").first()
    if found is None:
        raise Http404
    return found


def why_not(
    user: User, graduate: Graduate, side: str, version: Version | None, others: Collection[int]
) -> str:
    """Say why somebody may not conclude on a record; nothing where they may.

    ``others`` are those who concluded for the other sides; ``version`` is the current one.
    """
    posts = posts_of(user)
    if side == Side.CROSS and graduate.college_id in posts.units(*COLLEGE_POSTS):
        return SAME_COLLEGE
    elsewhere = side == Side.COLLEGE and graduate.college_id not in posts.units(*CONCLUDING)
    if elsewhere or not may_conclude_any(user, side):
        return CONCLUDES[Side(side)]
    if graduate.person.user_id == user.pk:
        return OWN
    return _filed(user, graduate, side, version) or (ONE_SIDE if user.pk in others else "")


def _filed(user: User, graduate: Graduate, side: str, version: Version | None) -> str:
    """Say why what somebody filed, or the recorder whose only post that is, is another's."""
    reviews = side != Side.COLLEGE or _reviews(user, graduate)
    if version is None:
        return ""
    if version.by_id == user.pk:
        return FILED_SELF if reviews else FILED
    return "" if reviews or version.source != Version.Source.RECORDER else FILED


def _reviews(user: User, graduate: Graduate) -> bool:
    """Say whether somebody checks for the college by another post than the recorder's."""
    kinds = [each for each in CONCLUDING if each != K.RECORDER]
    return graduate.college_id in posts_of(user).units(*kinds)


def allowed(user: User, side: str) -> Q:
    """Return the records :func:`why_not` says nothing against, as one condition over graduates."""
    posts = posts_of(user)
    if not may_conclude_any(user, side):
        return Q(pk__in=())
    found = ~Q(person__user_id=user.pk) & ~Q(registration__current__by_id=user.pk)
    others = Conclusion.objects.filter(by_id=user.pk, superseded_at__isnull=True)
    found &= ~Q(pk__in=others.exclude(side=side).values("graduate"))
    if side == Side.CROSS:
        return found & ~Q(college_id__in=posts.units(*COLLEGE_POSTS))
    if side == Side.CENTRE:
        return found
    reviewed = posts.units(*(each for each in CONCLUDING if each != K.RECORDER))
    by_recorder = Q(registration__current__source=Version.Source.RECORDER)
    recorded = Q(college_id__in=posts.units(K.RECORDER)) & ~by_recorder
    return found & (Q(college_id__in=reviewed) | recorded)
