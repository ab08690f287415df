"""Take in a school's own rule and check it in the background; let a second person switch it on,
switch it off again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Max

from quxiang.engine.ruleform import Rule
from quxiang.problems import UnusableError
from quxiang.web.alerts.access import SETS, VERIFIES, may_decide, may_set
from quxiang.web.alerts.ownmodels import OwnRule
from quxiang.web.alerts.ownrules import digest_of, examine, read_upload, said_of
from quxiang.web.alerts.states import OWN_RULES, OwnRuleState
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.common.states import move
from quxiang.web.jobs.services import enqueue
from quxiang.web.orgs.models import School

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

OWN = "这一版是您自己上传的，须由另一人启用；请请同事或学校就业工作负责人审批。"
TASK = "alerts.check_own"
S = OwnRuleState
#: where the very same text is not uploaded once more
_STANDING = (S.CHECKING, S.PROPOSED, S.IN_FORCE)
_SAME = "这个文件已经上传过，内容完全一样。请看列表里的那一版。"
_BROKEN = "程序出错，没有检查完。请再上传一次；若仍失败，请联系管理员。"


@trail.atomic()
def upload(*, school: School, data: bytes, filename: str, note: str, by: User) -> OwnRule:
    """Keep an uploaded file and have the worker check it; it runs nowhere until a second person
    has switched it on.

    Raises :class:`InvalidError` for what can be told without parsing it.
    """
    require(may_set(by), SETS)
    if len(note.strip()) < 2:
        raise InvalidError("请写明这条规则做什么、为什么要它，审批的人要凭它判断。")
    text, name = read_upload(data, filename)
    digest = digest_of(text)
    if OwnRule.objects.filter(school=school, sha256=digest, state__in=_STANDING).exists():
        raise InvalidError(_SAME)
    row = OwnRule.objects.create(
        school=school, title=name, text=text, sha256=digest, note=note.strip()[:200], by=by,
        at=clock.now(),
    )  # fmt: skip
    trail.record("ownrule.upload", row, by=by, reason=note[:200],
                 after={"file": name, "sha256": digest})  # fmt: skip
    row.job = enqueue(TASK, key=f"own-{row.pk}", by=by, school_id=school.pk, own_rule=row.pk)
    row.save(update_fields=["job"])
    return row


def check(row: OwnRule) -> None:
    """Check an uploaded file, in the worker; one that was judged stays as it was judged."""
    if row.state != S.CHECKING:
        return
    try:
        rule = examine(row)  # a child's work of seconds: outside every transaction
    except UnusableError as error:
        judge(row, [said_of(each) for each in error.problems])
    except Exception:
        judge(row, [_BROKEN])
        raise
    else:
        judge(row, rule)


@trail.atomic()
def judge(row: OwnRule, said: Rule | list[str]) -> None:
    """Let a file that was checked wait for approval as the next version of its code, or keep what
    is wrong with it; one that was judged meanwhile stays as it was judged.
    """
    School.objects.select_for_update(no_key=True).get(pk=row.school_id)  # one at a time
    held = OwnRule.objects.get(pk=row.pk)
    if held.state != S.CHECKING:
        return
    known = OwnRule.objects.filter(school_id=row.school_id).exclude(pk=row.pk)
    if known.filter(sha256=row.sha256, state__in=(S.PROPOSED, S.IN_FORCE)).exists():
        said = [_SAME]
    if isinstance(said, list):
        move(held, OWN_RULES["fail"], by=None, problems=said, ended_at=clock.now())
        return
    last = known.filter(code=said.code).aggregate(last=Max("number"))["last"]
    named = {"code": said.code, "number": (last or 0) + 1, "title": said.title[:120]}
    move(held, OWN_RULES["pass"], by=None, reason="{code} 第 {number} 版".format(**named), **named)


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
