"""Found a school: the school, its first officer with a password, the post of the centre."""

from __future__ import annotations

from quxiang.web.accounts.models import User
from quxiang.web.accounts.services.activation import begin_with_password
from quxiang.web.accounts.services.users import create_user
from quxiang.web.audit import chain, trail
from quxiang.web.audit.models import PLATFORM
from quxiang.web.common.refusals import StaleStateError
from quxiang.web.orgs.kinds import PostKind
from quxiang.web.orgs.models import School
from quxiang.web.orgs.services.posts import appoint
from quxiang.web.orgs.services.units import add_post, create_school


@trail.atomic()
def found(*, code: str, name: str, number: str, officer: str, new_password: str) -> User:
    """Make the first school of an installation and who runs its centre.

    Raises :class:`StaleStateError` when there is a school already.
    """
    chain.locked_head(PLATFORM)  # two founders at once wait for each other here
    if School.objects.exists():
        raise StaleStateError("学校已经建立，请登录。")
    school = create_school(code=code, name=name)
    user = create_user(school=school, kind=User.Kind.STAFF, number=number, name=officer, by=None)
    begin_with_password(user, new_password)
    for kind in (PostKind.CENTRE_OFFICER, PostKind.ADMINISTRATOR):
        appoint(post=add_post(school=school, kind=kind, by=user), user=user, by=user)
    return user
