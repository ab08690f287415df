"""Take in a school's own rule, let a second person switch it on, switch it off again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Max

from quxiang.web.alerts.access import SETS, VERIFIES, may_decide, may_set
from quxiang.web.alerts.ownmodels import OwnRule
from quxiang.web.alerts.ownrules import digest_of, examined
from quxiang.web.alerts.states import OWN_RULES, OwnRuleState
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.common.states import move
from quxiang.web.orgs.models import School

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

OWN = "这一版是您自己上传的，须由另一人启用；请请同事或学校就业工作负责人审批。"
S = OwnRuleState


def upload(*, school: School, data: bytes, filename: str, note: str, by: User) -> OwnRule:
    """Keep an uploaded rule as the next version of its code, once the engine has passed it.

    Raises :class:`InvalidError` with the engine's own message. It runs nowhere until a second
    person has switched it on.
    """
    require(may_set(by), SETS)
    if len(note.strip()) < 2:
        raise InvalidError("请写明这条规则做什么、为什么要它，审批的人要凭它判断。")
    rule, text = examined(data, filename)  # a child's work of seconds: outside every transaction
    return _kept(school, (rule.code, rule.title, text), note, by)


@trail.atomic()
def _kept(school: School, said: tuple[str, str, str], note: str, by: User) -> OwnRule:
    code, title, text = said
    known = OwnRule.objects.filter(school=school, code=code)
    digest = digest_of(text)
    if known.filter(sha256=digest, state__in=(S.PROPOSED, S.IN_FORCE)).exists():
        raise InvalidError(f"规则 {code} 的这一版已经上传过，内容完全一样。")
    number = (known.aggregate(last=Max("number"))["last"] or 0) + 1
    try:
        with transaction.atomic():
            made = OwnRule.objects.create(
                school=school, code=code, number=number, title=title[:120], text=text,
                sha256=digest, note=note.strip()[:200], by=by, at=clock.now(),
            )  # fmt: skip
    except IntegrityError as error:
        raise StaleStateError from error
    after = {"code": code, "number": number, "title": title, "sha256": digest}
    trail.record("ownrule.upload", made, by=by, reason=note[:200], after=after)
    return made


@trail.atomic()
def approve(*, row: OwnRule, by: User) -> None:
    """Switch on what somebody else uploaded; the version before is replaced by it."""
    _refuse_own(row, by)
    School.objects.select_for_update(no_key=True).get(pk=row.school_id)  # one at a time
    before = OwnRule.objects.filter(school_id=row.school_id, code=row.code, state=S.IN_FORCE)
    for each in before:
        move(each, OWN_RULES["replace"], by=by, ended_at=clock.now())
    move(row, OWN_RULES["approve"], by=by, decided_by=by, decided_at=clock.now())


@trail.atomic()
def refuse(*, row: OwnRule, why: str, by: User) -> None:
    """Refuse what somebody else uploaded, with why."""
    _refuse_own(row, by)
    changes = {"decided_by": by, "decided_at": clock.now(), "answer": _why(why)}
    move(row, OWN_RULES["refuse"], by=by, reason=_why(why), **changes)


@trail.atomic()
def withdraw(*, row: OwnRule, by: User) -> None:
    """Take back what one uploaded oneself."""
    require(may_set(by), SETS)
    if row.by_id != by.pk:
        raise InvalidError("只有上传的人可以撤回；您可以审批。")
    move(row, OWN_RULES["withdraw"], by=by, ended_at=clock.now())


@trail.atomic()
def end(*, row: OwnRule, why: str, by: User) -> None:
    """Switch one off for every cohort; its open cases stay until somebody answers them."""
    require(may_set(by) or may_decide(by), VERIFIES)
    move(row, OWN_RULES["end"], by=by, reason=_why(why), ended_at=clock.now(), answer=_why(why))


def _refuse_own(row: OwnRule, by: User) -> None:
    require(may_decide(by), VERIFIES)
    if row.by_id == by.pk:
        raise InvalidError(OWN)


def _why(text: str) -> str:
    if len(text.strip()) < 2:
        raise InvalidError("请写明原因，上传的人会看到。")
    return text.strip()[:200]
