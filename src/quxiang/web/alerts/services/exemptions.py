"""Propose an exemption, decide on one somebody else proposed, end one; each visible to all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from quxiang.standards import fold_name
from quxiang.web.alerts.access import SETS, VERIFIES, may_decide, may_set
from quxiang.web.alerts.exemptionmodels import Exemption, ExemptionKind
from quxiang.web.alerts.states import EXEMPTING, ExemptionState
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.common.states import move
from quxiang.web.orgs.models import Unit
from quxiang.web.roster.models import Cohort
from quxiang.web.roster.services.cohorts import hold_open

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

K, S = ExemptionKind, ExemptionState
OWN = "这是您自己申请的豁免，须由另一人审批；请请同事或学校就业工作负责人审批。"
LAPSED = "已过截止日"


@dataclass(frozen=True)
class Asked:
    """What somebody proposes: whom it covers, which rule, why, until when."""

    kind: str
    reason: str
    until: date
    rule: str = ""
    college: Unit | None = None
    uscc: str = ""
    name: str = ""
    code: str = ""
    list_sha256: str = ""
    list_title: str = ""


@trail.atomic()
def propose(*, cohort: Cohort, asked: Asked, by: User) -> Exemption:
    """Propose an exemption; refuses one that covers nobody, is thin, or over already."""
    require(may_set(by), SETS)
    _refuse_bad(asked)
    hold_open(cohort.pk)
    made = Exemption.objects.create(
        school_id=cohort.school_id, cohort=cohort, kind=asked.kind, rule=asked.rule,
        college=asked.college, uscc=asked.uscc, name=asked.name,
        folded_name=fold_name(asked.name) if asked.name else "", code=asked.code,
        list_sha256=asked.list_sha256, list_title=asked.list_title,
        reason=asked.reason.strip()[:500], until=asked.until, proposed_by=by,
        proposed_at=clock.now(),
    )  # fmt: skip
    trail.record("exemption.propose", made, by=by, reason=asked.reason[:200], after=_told(made))
    return made


def _refuse_bad(asked: Asked) -> None:
    if len(asked.reason.strip()) < 4:
        raise InvalidError("请写明理由和依据，审批的人要凭它判断。")
    if asked.until < clock.today():
        raise InvalidError(f"截止日 {asked.until.isoformat()} 已经过了，请改为今天或以后。")
    lacking = {
        K.FIRM: "" if asked.uscc or asked.name else "请写明是哪个单位：统一社会信用代码或全称。",
        K.CENTRAL: ""
        if bool(asked.code) != bool(asked.list_sha256)
        else "集中录取请写去向代码，或选一份官方名单，二者选一。",
        K.RULE: "" if asked.rule else "请选是哪条规则。",
    }.get(ExemptionKind(asked.kind), "")
    if lacking:
        raise InvalidError(lacking)


def _told(exemption: Exemption) -> dict[str, str]:
    said = {
        "kind": exemption.get_kind_display(), "code": exemption.rule, "name": exemption.name,
        "信用代码": exemption.uscc, "去向代码": exemption.code, "名单": exemption.list_title,
        "until": exemption.until.isoformat(),
    }  # fmt: skip
    return {key: value for key, value in said.items() if value}


@trail.atomic()
def approve(*, exemption: Exemption, by: User) -> None:
    """Agree to what somebody else proposed; it is in force from the next run on.

    Refuses the own one, and one that is over. Raises ``StaleStateError`` if it moved on.
    """
    _refuse_own(exemption, by)
    if exemption.until < clock.today():
        raise InvalidError(f"截止日 {exemption.until.isoformat()} 已经过了，不能再同意。")
    hold_open(exemption.cohort_id)
    move(exemption, EXEMPTING["approve"], by=by, decided_by=by, decided_at=clock.now())


@trail.atomic()
def refuse(*, exemption: Exemption, why: str, by: User) -> None:
    """Refuse what somebody else proposed, with why."""
    _refuse_own(exemption, by)
    changes = {"decided_by": by, "decided_at": clock.now(), "answer": _why(why)}
    move(exemption, EXEMPTING["refuse"], by=by, reason=_why(why), **changes)


@trail.atomic()
def withdraw(*, exemption: Exemption, by: User) -> None:
    """Take back what one proposed oneself."""
    require(may_set(by), SETS)
    if exemption.proposed_by_id != by.pk:
        raise InvalidError("只有申请人可以撤回；您可以审批。")
    move(exemption, EXEMPTING["withdraw"], by=by, ended_by=by, ended_at=clock.now())


@trail.atomic()
def end(*, exemption: Exemption, why: str, by: User) -> None:
    """End one that is in force; what it covered is raised again by the next run."""
    require(may_set(by) or may_decide(by), VERIFIES)
    changes = {"ended_by": by, "ended_at": clock.now(), "answer": _why(why)}
    move(exemption, EXEMPTING["end"], by=by, reason=_why(why), **changes)


def _refuse_own(exemption: Exemption, by: User) -> None:
    require(may_decide(by), VERIFIES)
    if exemption.proposed_by_id == by.pk:
        raise InvalidError(OWN)


def _why(text: str) -> str:
    if len(text.strip()) < 2:
        raise InvalidError("请写明原因，申请的人会看到。")
    return text.strip()[:200]


@trail.atomic()
def lapse_over(now: datetime) -> int:
    """End those whose last day is over; return how many."""
    today = clock.local(now).date()
    over = Exemption.objects.filter(state=S.IN_FORCE, until__lt=today)
    rows = list(over.select_for_update(no_key=True).order_by("pk"))
    for each in rows:
        move(each, EXEMPTING["lapse"], by=None, reason=LAPSED, ended_at=now, answer=LAPSED)
    return len(rows)


def in_force(cohort: Cohort, on: date) -> QuerySet[Exemption]:
    """Return the exemptions a run of this day applies, the oldest first."""
    rows = Exemption.objects.filter(cohort=cohort, state=S.IN_FORCE, until__gte=on)
    return rows.select_related("school", "college").order_by("pk")
