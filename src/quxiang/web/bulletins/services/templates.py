"""Keep the office's Word templates, each a version; go back to the one the product ships."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from quxiang.web.audit import trail
from quxiang.web.bulletins.access import DRAFTS, may_draft
from quxiang.web.bulletins.models import BulletinTemplate
from quxiang.web.bulletins.packing import refusal
from quxiang.web.bulletins.shipped import FILENAME, shipped
from quxiang.web.bulletins.wordfile import checked
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.documents import store
from quxiang.web.orgs.models import School

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

NEWER = "刚才有人换过模板，您的没有保存。请刷新后再看。"


def latest(school_id: int) -> BulletinTemplate | None:
    """Return the version Word files are made by; none where the shipped one never was replaced."""
    return BulletinTemplate.objects.filter(school_id=school_id).first()


def content_of(template: BulletinTemplate | None) -> bytes:
    """Return a template's file: the office's, or the one the product ships."""
    return shipped() if template is None or template.shipped else store.content_of(template)


def upload(
    *, school: School, content: bytes, filename: str, note: str, after: int, by: User
) -> BulletinTemplate:
    """Keep a template; ``after`` is the version the page showed.

    Refuses a file that is no Word file, one that uses a field there is not, by its name, and one
    nobody says anything of.
    """
    require(may_draft(by), DRAFTS)
    note = _noted(note)
    if not content:
        raise refusal("empty", "还没有选文件。", "请选一个 docx 文件。")
    kept = checked(content)
    made = BulletinTemplate(school=school, filename=filename[:120] or FILENAME, note=note, by=by)
    return _kept(made, after, kept)


def restore(*, school: School, note: str, after: int, by: User) -> BulletinTemplate:
    """Go back to the shipped template, as another version."""
    require(may_draft(by), DRAFTS)
    now = latest(school.pk)
    if now is None or now.shipped:
        raise InvalidError("现在用的就是随附的模板。")
    made = BulletinTemplate(school=school, filename=FILENAME, note=_noted(note), by=by)
    return _kept(made, after, None)


@trail.atomic()
def _kept(made: BulletinTemplate, after: int, content: bytes | None) -> BulletinTemplate:
    last = latest(made.school_id)
    if (last.number if last is not None else 0) != after:
        raise StaleStateError(NEWER)
    made.number, made.at = after + 1, clock.now()
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise StaleStateError(NEWER) from error
    if content is not None:
        for name, value in store.keep(made.school_id, content).items():
            setattr(made, name, value)
        made.save(update_fields=["sha256", "key_sealed", "path"])
    told = {"number": made.number, "filename": made.filename, "sha256": made.sha256}
    trail.record("bulletintemplate.save", made, by=made.by, reason=made.note, after=told)
    return made


def _noted(note: str) -> str:
    if len(note.strip()) < 4:
        raise InvalidError("请写明改了什么、为什么（至少 4 个字）。")
    return note.strip()[:200]
