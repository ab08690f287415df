"""Set how bulletins are headed and which are drafted by themselves; in versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from quxiang.web.audit import trail
from quxiang.web.bulletins.access import DRAFTS, may_draft
from quxiang.web.bulletins.models import BulletinHeading, Scope
from quxiang.web.bulletins.wording import heading_of
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.orgs.models import School

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

NEWER = "刚才有人改过版头，您的改动没有保存。请刷新后再看。"
TOLD = {"organ": "发文机关", "code": "代字", "red": "套红", "weekly": "周", "fortnightly": "双周"}


@trail.atomic()
def save_heading(
    *, school: School, organ: str, code: str, red: bool, weekly: str, fortnightly: str,
    reason: str, after: int, by: User,
) -> BulletinHeading:  # fmt: skip
    """Keep a version; ``after`` is the one the page showed. Refuses nothing changed, no reason."""
    require(may_draft(by), DRAFTS)
    given = {
        "organ": organ.strip(), "code": code.strip(), "red": red, "weekly": weekly,
        "fortnightly": fortnightly,
    }  # fmt: skip
    if not given["organ"] or not given["code"]:
        raise InvalidError("发文机关和代字都要写。")
    if not {weekly, fortnightly} <= set(Scope.values):
        raise InvalidError("请从列出的范围里选。")
    if len(reason.strip()) < 4:
        raise InvalidError("请写明更改的原因（至少 4 个字）。")
    before = heading_of(school)
    if before.number != after:
        raise StaleStateError(NEWER)
    old = {name: getattr(before, name) for name in given}
    if old == given:
        raise InvalidError("和原来一样，没有改动。")
    made = BulletinHeading(
        school=school, number=after + 1, reason=reason.strip()[:200], by=by, at=clock.now(),
        **given,
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise StaleStateError(NEWER) from error
    told = [{word: str(each[name]) for name, word in TOLD.items()} for each in (old, given)]
    trail.record(
        "bulletinheading.save", made, by=by, reason=reason[:200], before=told[0], after=told[1]
    )
    return made
