"""Ask for signatures again where the evidence they were given on is another by now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quxiang.web.approvals.models import Signature
from quxiang.web.approvals.services.running import advance, find_live_run, redo_other_evidence
from quxiang.web.approvals.states import LIVE, RunState, StepState
from quxiang.web.audit import trail
from quxiang.web.destinations.models import Registration, Version
from quxiang.web.destinations.services.filing import send
from quxiang.web.destinations.services.holding import hold
from quxiang.web.destinations.states import RegistrationState
from quxiang.web.evidence.services.reopening import follows_new_files, warns_of_new_files
from quxiang.web.roster.models import Graduate

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User


@warns_of_new_files
def what_it_does(graduate: Graduate, state: str) -> str:
    """Say what a file added now does to the signatures of a graduate's registration."""
    if state == RegistrationState.ENTERED:
        return (
            "这份去向已经录入。现在就补到登记在册的这一版，会成为新的一版、从头审签；"
            "新的一版录入之前，原来的仍然有效。"
        )
    if state == RegistrationState.SIGNED:
        return (
            "这份去向已经签齐。增补或替换材料会成为新的一版，已签的全部重新签，签齐以后才能录入。"
        )
    signed = Signature.objects.filter(
        run__registration__graduate=graduate, run__state__in=LIVE, voided_at__isnull=True
    )
    names = "、".join(dict.fromkeys(signed.order_by("pk").values_list("user__name", flat=True)))
    if not names:
        return "这份登记正在审签，还没有人签字；增补的材料会随这一版一起审签。"
    return f"这份登记正在审签，已签字的有：{names}。增补或替换材料以后，他们都要重新签。"


@follows_new_files
@trail.atomic()
def reopen_for_evidence(registration: Registration, by: User) -> None:
    """Ask for signatures again after a file was added or replaced.

    In review, whatever was signed with other files is signed again. What is signed or entered
    already becomes a new version with the same content; the old one stays in force meanwhile.
    """
    now = hold(registration)
    if now.state in (RegistrationState.SIGNED, RegistrationState.ENTERED):
        _file_again(now, by)
        return
    run = find_live_run(now)
    if run is None or run.state != RunState.RUNNING:
        return
    run.registration = now
    redo_other_evidence(run, by=by)
    run.steps.filter(state=StepState.OPEN).update(state=StepState.WAITING)
    advance(run, by=by)


def _file_again(registration: Registration, by: User) -> None:
    old = registration.current
    if old is None:
        return
    fields = {
        field.attname: getattr(old, field.attname)
        for field in Version._meta.concrete_fields
        if field.attname not in ("id", "reason", "note", "number", "recorded_at", "by_id")
    }
    version = Version(
        **fields, reason=Version.Reason.CORRECTION, note="证明材料有增补或替换", by=by
    )
    own = registration.graduate.person.user_id == by.pk
    version.source = Version.Source.GRADUATE if own else Version.Source.RECORDER
    send(registration, version, by=by)
