"""Log-ins of graduates end with the last of their cohorts that is archived."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from quxiang.web.accounts.models import User
from quxiang.web.accounts.services import codes
from quxiang.web.audit import trail
from quxiang.web.common.refusals import InvalidError
from quxiang.web.roster.models import Graduate

ENDED = (
    "您所在的届别已经归档，毕业生账号不再开放登录；已登记的内容都还在。"
    "需要查询或更正的，请联系就业创业指导中心。"
)


def ended(users: QuerySet[User]) -> QuerySet[User]:
    """Return graduates whose every cohort is archived; posts are held by staff accounts only."""
    own = Graduate.objects.filter(person__user=OuterRef("pk"))
    still = own.filter(cohort__archived_at__isnull=True)
    return users.filter(Exists(own), ~Exists(still), kind=User.Kind.GRADUATE)


def is_ended(user: User) -> bool:
    return user.is_graduate and ended(User.objects.filter(pk=user.pk)).exists()


def refuse_ended(user: User) -> None:
    """Refuse a graduate whose every cohort is archived."""
    if is_ended(user):
        raise InvalidError(ENDED)


@trail.atomic()
def spend(user: User, purpose: str, code: str) -> bool:
    """Spend a code as :func:`codes.spend` does; only who knows it is told that the log-in ended.

    Refused, the code stays unspent: the cohort may be opened again.
    """
    right = codes.spend(user, purpose, code)
    if right:
        refuse_ended(user)
    return right
