"""Take a file away: it no longer counts and nobody opens it; that it was there stays noted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quxiang.problems import Problem, Where
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.destinations.access import FILES, may_file
from quxiang.web.destinations.models import Registration
from quxiang.web.destinations.services.holding import hold, registration_of
from quxiang.web.destinations.states import RegistrationState
from quxiang.web.evidence.models import Evidence
from quxiang.web.roster.models import Graduate

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User


@trail.atomic()
def remove(*, evidence: Evidence, reason: str, by: User) -> None:
    """Take a file away. Raises :class:`StaleStateError` when somebody did so first.

    One of a version that was filed needs a reason; one of the version in force stays.
    """
    require(may_file(by, evidence.graduate), FILES)
    if evidence.version is not None and len(reason.strip()) < 2:
        message = "这份材料已经随登记提交过，删去要写明原因。"
        raise InvalidError(Problem("no_reason", message, "请写一句原因。", Where(column="reason")))
    held = hold_for_change(evidence.graduate)
    if is_bound(evidence, held):
        message = "这份材料证明的是已签齐或登记在册的去向，不能删去。"
        remedy = "要更换的，请用“换一份”。"
        raise InvalidError(Problem("in_force", message, remedy))
    take_away(evidence, by=by, reason=reason)


def take_away(evidence: Evidence, *, by: User, reason: str) -> None:
    """Note that a file was removed, within a service that has the right to."""
    taken = Evidence.objects.filter(pk=evidence.pk, removed_at__isnull=True).update(
        removed_at=clock.now(), removed_by=by, removal_reason=reason.strip()
    )
    if not taken:
        raise StaleStateError("这份材料刚才已被删去或换掉，您的操作没有执行。请刷新后再看。")
    trail.record(
        "evidence.remove", evidence, by=by, reason=reason, subjects=[evidence.graduate_id],
        before={"kind": evidence.kind, "sha256": evidence.sha256},
    )  # fmt: skip


def hold_for_change(graduate: Graduate) -> Registration:
    """Let nobody submit or sign a graduate's registration until the transaction ends.

    Refuses a change of files somebody is signing on, and of an archived cohort.
    """
    held = hold(registration_of(graduate))
    if held.state == RegistrationState.IN_REVIEW:
        message = "这份登记正在审签，材料暂时不能增减。"
        raise InvalidError(Problem("in_review", message, "需要修改的，请先撤回登记。"))
    return held


def is_bound(evidence: Evidence, held: Registration) -> bool:
    """Say whether a file proves what counts or was signed: it stays there, whatever comes after."""
    current, in_force = held.current, held.in_force
    signed = current if held.state == RegistrationState.SIGNED else None
    return evidence.version is not None and evidence.version in {
        each.number for each in (in_force, signed) if each is not None
    }
