"""Record what was signed and stamped on a printed form: the scan, who signed which step, when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Max

from quxiang.problems import Problem
from quxiang.web.approvals.binding import evidence_hashes
from quxiang.web.approvals.fitting import number_on, refuse_other_form
from quxiang.web.approvals.models import Run, RunStep, Signature
from quxiang.web.approvals.printed import Printed
from quxiang.web.approvals.scanmodels import Scan
from quxiang.web.approvals.seats import Seat, Seating
from quxiang.web.approvals.selectors import title_of
from quxiang.web.approvals.services import scanning
from quxiang.web.approvals.services.putting import put
from quxiang.web.approvals.services.running import advance, settle, wants_stamp
from quxiang.web.approvals.states import RunState, StepState
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.destinations.services.holding import hold
from quxiang.web.evidence.intake.prepared import Prepared
from quxiang.web.orgs.kinds import PostKind, whose
from quxiang.web.orgs.selectors import posts_of

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User


@dataclass(frozen=True)
class Line:
    """That somebody signed a step on a day; the step by its order."""

    order: int
    user_id: int
    on: date


@dataclass(frozen=True)
class Said:
    """What somebody reads off a form: who signed, which steps bear their stamp.

    The number is typed only where the QR code is not legible.
    """

    number: str
    lines: Sequence[Line] = ()
    stamps: frozenset[int] = frozenset()

    @property
    def orders(self) -> set[int]:
        return {each.order for each in self.lines} | self.stamps


@dataclass(frozen=True)
class _Reading:
    """One form as it is being recorded."""

    run: Run
    said: Said
    printed: Printed
    scan: Scan
    by: User


#: told to whoever is refused it
RECORDS = whose(PostKind.CENTRE_OFFICER, PostKind.RECORDER, PostKind.SECRETARY)


def may_record(user: User, step: RunStep) -> bool:
    """Say whether somebody records what is on paper: recorder and secretary, and the centre."""
    own = posts_of(user).units(PostKind.SECRETARY)
    return may_vouch(user, step) or step.college_id in own


def may_vouch(user: User, step: RunStep) -> bool:
    """Say whether somebody's word counts that the stamp is on the paper: recorder or centre."""
    posts = posts_of(user)
    return posts.has(PostKind.CENTRE_OFFICER) or step.college_id in posts.units(PostKind.RECORDER)


def record(*, step: RunStep, seen: int, said: Said, content: bytes, by: User) -> Scan:
    """Record a form signed by hand. Nothing of a scan that is refused is kept.

    Refuses a form printed for another version or other evidence, a signatory who did not hold
    the post on that day, a stamp that is not theirs to vouch for, a step out of turn.
    """
    require(may_record(by, step), RECORDS)
    require(not said.stamps or may_vouch(by, step), "盖章须由录入员或中心工作人员声明。")
    _refuse_nothing(said)
    kept, codes = scanning.read(content)
    said = replace(said, number=number_on(step.run, codes, said.number))
    refuse_other_form(step.run, said.number)
    return _recorded(step, seen, said, kept, by)


def _refuse_nothing(said: Said) -> None:
    if not said.orders:
        message = "还没有说明表上有谁的签字或哪一处盖章。"
        raise InvalidError(Problem("nothing_said", message, "请对照扫描件勾选，再保存一次。"))


@trail.atomic()
def _recorded(step: RunStep, seen: int, said: Said, kept: Prepared, by: User) -> Scan:
    run = _held(step, seen)
    printed = refuse_other_form(run, said.number)
    scan = scanning.scan_of(
        kept, by=by, school_id=run.school_id, college_id=run.college_id, run=run,
        version=run.version, digest=run.version.digest, evidence=evidence_hashes(run.version),
        number=printed.label,
    )  # fmt: skip
    for order in sorted(said.orders):
        _one(_Reading(run, said, printed, scan, by), order)
    scanning.keep(run.school_id, kept)
    return scan


def _held(step: RunStep, seen: int) -> Run:
    """Lock the registration and return the run as it is now, if it is still the one shown."""
    registration = hold(step.run.registration)
    run = Run.objects.select_related(
        "version", "registration__graduate__person__user", "registration__cohort"
    ).get(pk=step.run_id)  # fmt: skip
    if run.state != RunState.RUNNING or run.version.number != seen:
        raise StaleStateError
    registration.graduate = run.registration.graduate
    run.registration = registration
    return run


def _one(read: _Reading, order: int) -> None:
    """Record one step of the form; it must be the one whose turn it is."""
    step = _step(read, order)
    if step is None:
        return
    scan, by = read.scan, read.by
    for line in (each for each in read.said.lines if each.order == order):
        put(
            step, _seats(step, line, read.printed), way=Signature.Way.PAPER, signed_on=line.on,
            scan=scan, scan_sha256=scan.sha256, recorded_by=by,
        )  # fmt: skip
    if order in read.said.stamps:
        _stamp(step, scan, by)
    settle(step, by=by)
    advance(read.run, by=by)


def _step(read: _Reading, order: int) -> RunStep | None:
    """Return the step of an order; none where this form has closed it already."""
    step = read.run.steps.select_related("college").filter(order=order).first()
    if step is not None and _is_done_by_this(step, read):
        return None
    if step is None or step.state in (StepState.DONE, StepState.SKIPPED):
        raise StaleStateError("表上所列的一步刚才已有人签过或免签，没有保存。请刷新后再选。")
    step.run = read.run
    if step.state != StepState.OPEN:
        message = f"还没有轮到“{title_of(step)}”：前面还有一步没有签齐。"
        raise InvalidError(
            Problem("not_its_turn", message, "请把前面的一步一并勾选，或先等它签完。")
        )
    return step


def _is_done_by_this(step: RunStep, read: _Reading) -> bool:
    """Say whether who signed the step before signs this one too, by that one signature."""
    named = {each.user_id for each in read.said.lines if each.order == step.order}
    signed = set(step.signatures.filter(scan=read.scan).values_list("user_id", flat=True))
    stamped = step.order in read.said.stamps
    return step.state == StepState.DONE and named <= signed and not stamped


def _seats(step: RunStep, line: Line, printed: Printed) -> list[Seat]:
    """Return what somebody signed for on a day; refuses who held no post of the step then."""
    _refuse_day(step, line.on, printed)
    begin = clock.start_of(line.on)
    seating = Seating(step, during=(begin, begin + timedelta(days=1)))
    able = [each for each in seating.able if each.user.pk == line.user_id]
    if able:
        return _not_taken(seating, able)
    barred = next((e.user for e in seating.in_conflict if e.user.pk == line.user_id), None)
    why = seating.conflict_of(barred) if barred is not None else ""
    message = f"所选的人 {line.on} 不担任“{title_of(step)}”的岗位，不能作为这一步的签字人。"
    raise InvalidError(Problem("not_asked", why or message, "请核对签名和日期，再选一次。"))


def _not_taken(seating: Seating, able: Sequence[Seat]) -> list[Seat]:
    """Return what somebody signs for; none where the same person signed for all of it already.

    Refuses whose post another signed for: only one of them does, and neither is dropped.
    """
    user = able[0].user
    mine = seating.of(user)
    if mine or user.pk in {each.user_id for each in seating.signed}:
        return mine
    message = (
        f"{user.name}的岗位（{able[0].title}）已有别人签过这一步，同一岗位只能登记一人，没有保存。"
    )
    raise InvalidError(Problem("one_post", message, "请只勾选一人。"))


def _refuse_day(step: RunStep, on: date, printed: Printed) -> None:
    if not printed.made_on <= on <= clock.today():
        message = f"签字日期 {on} 不对：应在打印之日（{printed.made_on}）和今天之间。"
        raise InvalidError(Problem("bad_day", message, "请按表上写的日期填。"))
    void: datetime | None = step.signatures.aggregate(at=Max("voided_at"))["at"]
    if void is not None and on < clock.local(void).date():
        message = f"“{title_of(step)}”在 {clock.local(void).date()} 退回重签，此前的签字不作数。"
        raise InvalidError(Problem("voided", message, "请重新签字后再上传。"))


def _stamp(step: RunStep, scan: Scan, by: User) -> None:
    if not wants_stamp(step):
        raise StaleStateError("这一步不需要盖章，或已经登记过盖章件。")
    step.stamp_sha256, step.stamp_scan = scan.sha256, scan
    step.stamped_by, step.stamped_at = by, scan.at
    step.save(update_fields=["stamp_sha256", "stamp_scan", "stamped_by", "stamped_at"])
    trail.record(
        "registration.stamp", step.run.registration, by=by,
        subjects=[step.run.registration.graduate_id],
        after={"step": step.order, "scan": scan.sha256, "version": step.run.version.number},
    )  # fmt: skip
