"""Keep the office's Word templates, each a version; go back to the one the product ships."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.documents import store
from quxiang.web.orgs.models import School
from quxiang.web.wordfiles.access import WORDS, may_word
from quxiang.web.wordfiles.filling import checked
from quxiang.web.wordfiles.kinds import WordKind
from quxiang.web.wordfiles.models import WordTemplate
from quxiang.web.wordfiles.packing import refusal
from quxiang.web.wordfiles.selectors import latest

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

NEWER = "刚才有人换过模板，您的没有保存。请刷新后再看。"


def upload(
    *, school: School, kind: WordKind, content: bytes, filename: str, note: str, after: int,
    by: User,
) -> WordTemplate:  # fmt: skip
    """Keep a template; ``after`` is the version the page showed.

    Refuses a file that is no Word file, one that uses a field there is not, by its name, and one
    nobody says anything of.
    """
    require(may_word(by), WORDS)
    note = _noted(note)
    if not content:
        raise refusal("empty", "还没有选文件。", "请选一个 docx 文件。")
    kept = checked(kind, content)
    name = filename[:120] or kind.filename
    made = WordTemplate(school=school, kind=kind.code, filename=name, note=note, by=by)
    return _kept(made, after, kept)


def restore(*, school: School, kind: WordKind, note: str, after: int, by: User) -> WordTemplate:
    """Go back to the shipped template, as another version."""
    require(may_word(by), WORDS)
    now = latest(school.pk, kind.code)
    if now is None or now.shipped:
        raise InvalidError("现在用的就是随附的模板。")
    made = WordTemplate(
        school=school, kind=kind.code, filename=kind.filename, note=_noted(note), by=by
    )
    return _kept(made, after, None)


@trail.atomic()
def _kept(made: WordTemplate, after: int, content: bytes | None) -> WordTemplate:
    last = latest(made.school_id, made.kind)
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
    trail.record("wordtemplate.save", made, by=made.by, reason=made.note, after=told)
    return made


def _noted(note: str) -> str:
    if len(note.strip()) < 4:
        raise InvalidError("请写明改了什么、为什么（至少 4 个字）。")
    return note.strip()[:200]
