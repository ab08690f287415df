"""Take back in a sheet of many that was printed and signed in ink, whole or not at all."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from quxiang.problems import Problem
from quxiang.web.approvals.manyseats import seatings_of
from quxiang.web.approvals.models import RunStep, Sheet, SheetRow, Signature
from quxiang.web.approvals.printed import Coded, find_by_codes
from quxiang.web.approvals.scanmodels import Scan
from quxiang.web.approvals.seats import During, Seat, Seating
from quxiang.web.approvals.services import scanning
from quxiang.web.approvals.services.sheets import held, put, require_whole
from quxiang.web.approvals.sheets import SHORT, may_upload
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.evidence.intake.prepared import Prepared
from quxiang.web.orgs.kinds import PostKind, whose

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

#: told to whoever is refused it
RECORDS = whose(PostKind.CENTRE_OFFICER, PostKind.RECORDER, PostKind.SECRETARY)


@dataclass(frozen=True)
class Ink:
    """What somebody reads off a sheet: who signed, on which day; ``signatories`` are accounts.

    The hash beside the QR code is typed only where that is not legible.
    """

    short: str
    signatories: frozenset[int]
    on: date


def record(*, sheet: Sheet, said: Ink, content: bytes, by: User) -> Scan:
    """Record a sheet signed in ink with its scan. Nothing of what is refused is kept.

    Refuses a paper that is of another sheet, a day it cannot have been signed on, and who held
    no post then that signs it (422); a sheet of which any row is no longer as it was (409).
    """
    require(may_upload(by, sheet), RECORDS)
    _refuse_day(sheet, said.on)
    if not said.signatories:
        message = "还没有说明审签单上有谁的签字。"
        raise InvalidError(Problem("nothing_said", message, "请对照扫描件勾选，再保存一次。"))
    kept, codes = scanning.read(content)
    coded = find_by_codes(sheet.school_id, codes)
    if coded is not None:
        _refuse_other_code(sheet, coded)
    if coded is None or said.short.strip():
        _refuse_other_sheet(sheet, said.short)
    return _recorded(sheet, said, kept, by)


@trail.atomic()
def _recorded(sheet: Sheet, said: Ink, kept: Prepared, by: User) -> Scan:
    rows, steps = held(sheet, sheet.digest)
    seatings = seatings_of(list(steps.values()), day_of(said.on))
    seats = _seats(seatings, said)
    barred = _barred(rows, seatings, said.signatories) | _reopened(rows, steps, said.on)
    require_whole(sheet, rows, steps, barred)
    scan = scanning.scan_of(
        kept, by=by, school_id=sheet.school_id, college_id=sheet.college_id, sheet=sheet,
        digest=sheet.digest, number=f"第 {sheet.number} 号批次审签单",
    )  # fmt: skip
    told = put(
        sheet, rows, steps, seats, by=by, way=Signature.Way.PAPER, signed_on=said.on, scan=scan,
        scan_sha256=scan.sha256, recorded_by=by,
    )  # fmt: skip
    # the hands that signed are on paper; the act in this system is the recorder's
    names = sorted({seat.user.name for each in seats.values() for seat in each})
    told |= {"signatories": names, "signed_on": str(said.on), "scan": scan.sha256}
    subjects = [row.registration.graduate_id for row in rows]
    trail.record("sheet.sign_on_paper", sheet, by=by, subjects=subjects, after=told)
    scanning.keep(sheet.school_id, kept)
    return scan


def day_of(on: date, until: date | None = None) -> During:
    """Return a whole day, or the days until another one and that day."""
    return clock.start_of(on), clock.start_of(until or on) + timedelta(days=1)


def _refuse_other_code(sheet: Sheet, coded: Coded) -> None:
    """Refuse a paper whose QR code leads to another sheet, or to no sheet at all."""
    if coded.sheet_id == sheet.pk:
        return
    said = f"扫描件上的二维码是{coded.title}（{coded.label}）"
    message = f"{said}，不是第 {sheet.number} 号审签单的，没有保存。"
    remedy = "请核对是否选错了文件；旧单不收，须重新打印、重新签字。"
    raise InvalidError(Problem("other_sheet", message, remedy))


def _refuse_other_sheet(sheet: Sheet, typed: str) -> None:
    """Refuse a paper printed of another sheet: who signed it has not seen what is on this one."""
    short = "".join(unicodedata.normalize("NFKC", typed).split()).lower()
    if short == sheet.digest[:SHORT]:
        return
    if not short:
        message = "扫描件上没有读出二维码，也还没有填纸上的审签单摘要。"
    elif (other := _find_other(sheet, short)) is not None:
        message = f"这是第 {other.number} 号审签单的摘要，不是第 {sheet.number} 号的，没有保存。"
    else:
        message = f"填的摘要与第 {sheet.number} 号审签单不符：纸上的是旧单，或填错了，没有保存。"
    remedy = f"请照纸上二维码旁的 {SHORT} 位摘要填；旧单不收，须重新打印、重新签字。"
    raise InvalidError(Problem("other_sheet", message, remedy))


def _find_other(sheet: Sheet, short: str) -> Sheet | None:
    if len(short) != SHORT:
        return None
    college = Sheet.objects.filter(school_id=sheet.school_id, college_id=sheet.college_id)
    return college.filter(digest__startswith=short).first()


def _refuse_day(sheet: Sheet, on: date) -> None:
    made_on = clock.local(sheet.made_at).date()
    if not made_on <= on <= clock.today():
        message = f"签字日期 {on} 不对：应在审签单生成之日（{made_on}）和今天之间。"
        raise InvalidError(Problem("bad_day", message, "请按纸上写的日期填。"))


def _seats(seatings: Mapping[int, Seating], said: Ink) -> dict[int, list[Seat]]:
    """Return what each named person signs of each step; refuses who held no post of it then."""
    known = {seat.user.pk for each in seatings.values() for seat in each.able + each.in_conflict}
    if said.signatories - known:
        message = f"所选的人 {said.on} 不担任签这张审签单的岗位，不能作为签字人，没有保存。"
        raise InvalidError(Problem("not_asked", message, "请核对签名和日期，再选一次。"))
    return {
        step: _once_a_post([s for s in seating.needed if s.user.pk in said.signatories])
        for step, seating in seatings.items()
    }


def _once_a_post(seats: Sequence[Seat]) -> list[Seat]:
    """Return one seat of each post. Refuses two people for one: only one of them signs for it."""
    by_post: dict[int | tuple[int], Seat] = {}
    for seat in seats:
        first = by_post.setdefault(seat.post_id or (seat.user.pk,), seat)
        if first.user.pk != seat.user.pk:
            names = f"{first.user.name}和{seat.user.name}"
            message = f"{names}签的是同一个岗位（{seat.title}），只能登记其中一人，没有保存。"
            raise InvalidError(Problem("one_post", message, "请只勾选一人。"))
    return list(by_post.values())


def _barred(
    rows: Sequence[SheetRow], seatings: Mapping[int, Seating], signatories: frozenset[int]
) -> dict[int, str]:
    """Say, by row, that one of those who signed the sheet may not sign that row."""
    said = {}
    for row in rows:
        seating = seatings[row.step_id]
        if signatories & {seat.user.pk for seat in seating.in_conflict}:
            said[row.pk] = "签字人须回避"
        elif signatories - {seat.user.pk for seat in seating.needed}:
            said[row.pk] = "不由所选的人签，或已签过"
    return said


def _reopened(
    rows: Sequence[SheetRow], steps: Mapping[int, RunStep], on: date
) -> dict[int, str]:  # fmt: skip
    """Say, by row, that its turn came only after the day of the signature: it was sent back."""
    opened = {row.pk: steps[row.step_id].opened_at for row in rows}
    return {
        pk: "签字以后曾退回，须重新签"
        for pk, at in opened.items()
        if at is not None and clock.local(at).date() > on
    }
