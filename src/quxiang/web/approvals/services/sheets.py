"""Make a sheet of everything clean that waits, and sign it whole, by one act."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Max

from quxiang.problems import Problem
from quxiang.web.approvals.binding import hashes_of
from quxiang.web.approvals.clean import GATHERS, may_gather, steps_to_gather, with_why
from quxiang.web.approvals.manyseats import seatings_of
from quxiang.web.approvals.models import Level, RunStep, Sheet, SheetRow, Signature
from quxiang.web.approvals.seats import NOT_ASKED, Seat, Seating
from quxiang.web.approvals.services.batching import sign_all
from quxiang.web.approvals.sheets import changes_of, digest_of, named, rows_of, steps_of
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.destinations.services.holding import hold_all, refuse_archived
from quxiang.web.roster.models import Cohort

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

_ORDER = ("run__registration__graduate__student_no", "pk")


@trail.atomic()
def make(
    *, cohort: int, college: int, level: str, by: User, without: Collection[int] = ()
) -> Sheet:
    """Put everything clean of one cohort, college and level that waits for ``by`` on a sheet.

    Steps in ``without`` stay off it and are signed singly, or on another sheet. Whoever gathers
    the same once more gets the same sheet. Refuses when there is nothing clean.
    """
    require(may_gather(by), GATHERS)
    held = Cohort.objects.select_for_update(no_key=True).filter(pk=cohort, school_id=by.school_id)
    if (of_cohort := held.first()) is None:
        raise StaleStateError("没有这一届，请刷新后再看。")
    refuse_archived(of_cohort)
    waiting = steps_to_gather(by).filter(run__cohort=of_cohort, college_id=college, level=level)
    clean = with_why(waiting, by.school_id).filter(why="").select_related("run__version", "college")
    steps = [each for each in clean.order_by(*_ORDER) if each.pk not in without]
    if not steps:
        message = "现在没有可以放进审签单的登记：都已签过，或须逐份审签。"
        raise InvalidError(Problem("nothing_clean", message, "请刷新后再看。"))
    sheet = Sheet(
        school_id=by.school_id, cohort=of_cohort, college=steps[0].college, level=level,
        size=len(steps), made_by=by, made_at=clock.now(),
    )  # fmt: skip
    return _kept(sheet, _rows(sheet, steps), by)


def _rows(sheet: Sheet, steps: Sequence[RunStep]) -> list[SheetRow]:
    evidence = hashes_of([step.run.version for step in steps])
    return [
        SheetRow(
            sheet=sheet, step=step, registration_id=step.run.registration_id,
            version=step.run.version, digest=step.run.version.digest,
            evidence=evidence[step.run.version_id],
        )
        for step in steps
    ]  # fmt: skip


def _kept(sheet: Sheet, rows: Sequence[SheetRow], by: User) -> Sheet:
    sheet.digest = digest_of(sheet, rows)
    others = Sheet.objects.filter(cohort=sheet.cohort)
    same = others.filter(digest=sheet.digest, made_by=by, signed_at__isnull=True).first()
    if same is not None:
        return same
    sheet.number = (others.aggregate(last=Max("number"))["last"] or 0) + 1
    sheet.save()
    SheetRow.objects.bulk_create(rows, batch_size=500)
    after = {"number": sheet.number, "count": sheet.size, "digest": sheet.digest}
    trail.record("sheet.make", sheet, by=by, after=after)
    return sheet


@trail.atomic()
def sign(*, sheet: Sheet, seen: str, by: User) -> None:
    """Sign every row of a sheet for every post ``by`` holds at it.

    ``seen`` is the hash the page showed. A sheet is signed whole or not at all: where a row is no
    longer as it was, or not for ``by`` to sign, it is named (409), and the others go on a new
    sheet. Refuses who signs nothing of it (403).
    """
    rows, steps = held(sheet, seen)
    seatings = seatings_of(list(steps.values()))
    seats = {pk: each.of(by) for pk, each in seatings.items()}
    require_whole(sheet, rows, steps, _barred(rows, seatings, by))
    told = put(sheet, rows, steps, seats, by=by, way=Signature.Way.BATCH)
    first = next(seat for each in seats.values() for seat in each)
    trail.record(
        "sheet.sign", sheet, by=by, post_id=first.post_id, on_behalf_of=first.on_behalf_of_id,
        subjects=[row.registration.graduate_id for row in rows], after=told,
    )  # fmt: skip


def held(sheet: Sheet, seen: str) -> tuple[list[SheetRow], dict[int, RunStep]]:
    """Lock everything a sheet is about; return its rows, and their steps as they are now."""
    Sheet.objects.select_for_update(no_key=True).get(pk=sheet.pk)
    rows = rows_of(sheet)
    registrations = hold_all([row.registration_id for row in rows])
    if not sheet.digest == seen == digest_of(sheet, rows):
        raise StaleStateError("这张审签单不是您看到的那一张，没有签。请刷新后再看。")
    steps = steps_of(rows, sheet.school_id)
    for step in steps.values():
        step.run.registration = registrations[step.run.registration_id]
    return rows, steps


def _barred(
    rows: Sequence[SheetRow], seatings: Mapping[int, Seating], user: User
) -> dict[int, str]:
    """Say, by row, why it is not for somebody to sign; refuses who signs none of them (403)."""
    conflicts = {row.pk: seatings[row.step_id].conflict_of(user) for row in rows}
    asked = {row.pk: bool(seatings[row.step_id].of(user)) for row in rows}
    signed = any(each.user_id == user.pk for s in seatings.values() for each in s.signed)
    ever = any(seat.user.pk == user.pk for s in seatings.values() for seat in s.able)
    require(
        ever or signed or any(asked.values()), next(filter(None, conflicts.values()), NOT_ASKED)
    )
    return {
        pk: "须回避" if conflicts[pk] else "不由您签，或您已签过"
        for pk, is_asked in asked.items()
        if not is_asked
    }  # fmt: skip


def require_whole(
    sheet: Sheet, rows: Sequence[SheetRow], steps: Mapping[int, RunStep],
    barred: Mapping[int, str],
) -> None:  # fmt: skip
    """Go on only if every row is as it was and for who signs; names those that are not (409)."""
    said = {**barred, **changes_of(rows, steps)}
    if said:
        left = sheet.size - len(said)
        others = f"其余 {left} 份没有变化，请重新生成审签单后再签。" if left else ""
        raise StaleStateError(
            f"第 {sheet.number} 号审签单里有 {len(said)} 份与生成时不同，整单没有签："
            f"{named(rows, said)}。{others}"
        )


def put(
    sheet: Sheet, rows: Sequence[SheetRow], steps: Mapping[int, RunStep],
    seats: Mapping[int, Sequence[Seat]], *, by: User, **more: Any,
) -> dict[str, object]:  # fmt: skip
    """Sign every row of a sheet that is held; return what the trail is told of it."""
    evidence = {row.version_id: row.evidence for row in rows}
    sign_all(list(steps.values()), seats, evidence, by=by, sheet=sheet, **more)
    sheet.signed_at = clock.now()
    sheet.save(update_fields=["signed_at"])
    posts = {(seat.title, seat.user.name): None for each in seats.values() for seat in each}
    return {
        "number": sheet.number, "level": Level(sheet.level).label, "count": len(rows),
        "digest": sheet.digest, "way": more["way"], "posts": [title for title, _ in posts],
    }  # fmt: skip
