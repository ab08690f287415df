"""Publish a version of the notice; acknowledge the newest one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.privacy.access import PUBLISHES, may_publish
from quxiang.web.privacy.draft import left_open
from quxiang.web.privacy.models import Acknowledgement, Notice

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User


@trail.atomic()
def publish(*, text: str, changes: str, after: int, by: User) -> Notice:
    """Publish the version that follows ``after``; everybody is asked to read it.

    Refuses a text like the newest one, one whose contact line is still the draft's note, and
    whoever began before somebody else published.
    """
    require(may_publish(by), PUBLISHES)
    if note := left_open(text):
        raise InvalidError(
            f"正文里还留着“{note}”，没有发布。请把它换成本校的办公地点、电话和邮箱。"
        )
    newest = Notice.objects.filter(school_id=by.school_id).first()
    if newest is not None and newest.text == text:
        raise InvalidError("内容与现行版本相同，没有发布。请先修改内容。")
    if after != (newest.number if newest else 0):
        raise StaleStateError("刚才有人发布了新的一版，您的版本没有发布。请对照新版修改后再发布。")
    try:
        with transaction.atomic():
            made = Notice.objects.create(
                school_id=by.school_id, number=after + 1, text=text, changes=changes, by=by,
                published_at=clock.now(),
            )  # fmt: skip
    except IntegrityError as error:
        raise StaleStateError from error
    trail.record("notice.publish", made, by=by, after={"number": made.number, "what": changes})
    return made


@trail.atomic()
def acknowledge(*, notice: Notice, by: User) -> None:
    """Note that somebody read a version. Refuses one that a newer one has replaced."""
    if Notice.objects.filter(school_id=notice.school_id, number__gt=notice.number).exists():
        raise StaleStateError("刚刚发布了更新的一版，请阅读新版后再确认。")
    _, created = Acknowledgement.objects.get_or_create(
        notice=notice, user=by, defaults={"at": clock.now()}
    )
    if created:
        trail.record("notice.acknowledge", notice, by=by, after={"number": notice.number})
