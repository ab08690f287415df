"""Say who signs for a college: which posts, all of them or the competent one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from quxiang.web.audit import trail
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.orgs.access import SETS_UP, may_set_up
from quxiang.web.orgs.kinds import PostKind
from quxiang.web.orgs.models import Post, ReviewGroup, Unit

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User


@trail.atomic()
def set_group(*, unit: Unit, scope: str, rule: str, posts: Iterable[Post], by: User) -> ReviewGroup:
    """Set who signs for one kind of students of a college; refuses an empty group."""
    require(may_set_up(by), SETS_UP)
    chosen = list(posts)
    if not chosen or any(
        p.unit_id != unit.pk or p.kind != PostKind.COLLEGE_REVIEWER for p in chosen
    ):
        raise InvalidError("请至少选一个本院的审签岗位。")
    group, _ = ReviewGroup.objects.update_or_create(
        unit=unit, scope=scope, defaults={"rule": rule, "school_id": unit.school_id}
    )
    group.posts.set(chosen)
    after = {"scope": scope, "rule": rule, "posts": [post.title for post in chosen]}
    trail.record("review_group.set", group, by=by, after=after)
    return group
