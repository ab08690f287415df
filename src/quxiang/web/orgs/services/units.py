"""Set up a school, its units and its posts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from quxiang.problems import Problem
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError
from quxiang.web.orgs.kinds import COLLEGE_POSTS, PostKind
from quxiang.web.orgs.models import Post, School, Unit

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User


@trail.atomic()
def create_school(*, code: str, name: str, by: User | None = None) -> School:
    """Create a school; the first of an installation is made by nobody."""
    school = School.objects.create(code=code, name=name, created_at=clock.now())
    trail.record("school.create", school, by=by, school_id=school.pk, after={"name": name})
    return school


@trail.atomic()
def add_unit(
    *, school: School, kind: str, name: str, code: str = "", parent: Unit | None = None,
    order: int = 0, by: User | None,
) -> Unit:  # fmt: skip
    """Add a college, residence or office. Refuses a name or code the school has already."""
    try:
        with transaction.atomic():
            unit = Unit.objects.create(
                school=school, kind=kind, name=name, code=code, parent=parent, order=order
            )
    except IntegrityError as error:
        raise InvalidError(
            Problem("unit_taken", f"单位“{name}”或代码“{code}”已经有了。", "请换一个名称或代码。")
        ) from error
    trail.record("unit.add", unit, by=by, after={"kind": kind, "name": name, "code": code})
    return unit


@trail.atomic()
def add_post(
    *, school: School, kind: str, unit: Unit | None = None, title: str = "", by: User | None
) -> Post:
    """Add a post. Refuses a college's post without a college, and the other way round."""
    belongs = kind in COLLEGE_POSTS
    if belongs != (unit is not None):
        where = "学院" if belongs else "学校"
        raise InvalidError(f"岗位“{PostKind(kind).label}”应设在{where}。")
    title = title or PostKind(kind).label
    post, created = Post.objects.get_or_create(
        school=school, unit=unit, kind=kind, title=title, closed_at=None
    )
    if created:
        trail.record("post.add", post, by=by, after={"kind": kind, "title": title})
    return post
