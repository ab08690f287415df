"""Say a kind of message in the school's own words; versions are never edited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.notifications.access import SETS_WORDS, may_set_words
from quxiang.web.notifications.models import Wording
from quxiang.web.notifications.texts import TEMPLATES, names_in
from quxiang.web.notifications.wordings import newest_wording

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

LONGEST = 500
NEWER = "这条消息的内容刚才已被别人更改，您的更改没有保存。请刷新后再改。"


def faults_of(template: str, text: str) -> list[str]:
    """Return what keeps a text from being sent as this kind of message, in sentences."""
    form = TEMPLATES[template]
    unknown = [each for each in names_in(text) if each not in form.names]
    may = "、".join(f"{{{each}}}" for each in form.names)
    found = [f"没有“{{{each}}}”这个变量，可用的是 {may}。" for each in unknown]
    if "{" in _without_names(text) or "}" in _without_names(text):
        found.append("大括号只用来写变量，如 {school}；请核对是否多写或少写了一个。")
    lost = [each for each in sorted(form.secret) if each not in names_in(text)]
    found += [f"少了“{{{each}}}”，收到的人就没有验证码可填。" for each in lost]
    if len(text) > LONGEST:
        found.append(f"内容有 {len(text)} 个字，最多 {LONGEST} 个字，请删减。")
    return found


def _without_names(text: str) -> str:
    for name in names_in(text):
        text = text.replace(f"{{{name}}}", "")
    return text


@trail.atomic()
def save_wording(*, template: str, text: str, after: int, reason: str, by: User) -> Wording:
    """Let a kind of message say something else from now on; an empty text is the shipped one.

    Raises :class:`InvalidError` for a name it has no value for, a code that is left out, or no
    reason, :class:`StaleStateError` for a newer version.
    """
    require(may_set_words(by), SETS_WORDS)
    text, reason = text.strip(), reason.strip()
    faults = faults_of(template, text) if text else []
    if not reason:
        faults.append("请写明为什么改。")
    if faults:
        raise InvalidError("".join(faults))
    before = newest_wording(by.school_id, template)
    if (before.number if before else 0) != after:
        raise StaleStateError(NEWER)
    if text == (before.text if before else ""):
        raise InvalidError("与现在的内容一样，没有保存新的一版。")
    try:
        with transaction.atomic():
            made = Wording.objects.create(
                school_id=by.school_id, template=template, number=after + 1, text=text,
                reason=reason, by=by, at=clock.now(),
            )  # fmt: skip
    except IntegrityError as error:
        raise StaleStateError(NEWER) from error
    trail.record(
        "wording.save", made, by=by, reason=reason,
        before={"text": before.text if before else ""}, after={"code": template, "text": text},
    )  # fmt: skip
    return made
