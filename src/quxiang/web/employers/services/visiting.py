"""Plan a visit to an employer, report what was found, or call it off."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import TYPE_CHECKING, Any

from quxiang.problems import Problem, Where
from quxiang.web.approvals.services.scanning import keep, prepared
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.common.states import move
from quxiang.web.employers.access import KEEPS_EMPLOYERS, may_keep_employers
from quxiang.web.employers.models import Employer, Visit
from quxiang.web.employers.states import VISITING, Finding

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User


@trail.atomic()
def plan(*, employer: Employer, planned_on: date, visitors: str, purpose: str, by: User) -> Visit:
    """Say who goes there when, and to find out what."""
    require(may_keep_employers(by), KEEPS_EMPLOYERS)
    if employer.merged_into_id is not None:
        raise InvalidError("这个单位已并入另一条，请在并入的那条上安排走访。")
    made = Visit.objects.create(
        school_id=employer.school_id, employer=employer, planned_on=planned_on,
        visitors=visitors.strip(), purpose=purpose.strip(), by=by, at=clock.now(),
    )  # fmt: skip
    after = {"on": planned_on.isoformat(), "name": employer.name, "what": made.purpose}
    trail.record("visit.plan", made, by=by, after=after)
    return made


def report(
    *, visit: Visit, visited_on: date, finding: str, text: str, content: bytes, by: User
) -> None:
    """Keep what was found, with a photo or a paper where there is one; it is not changed later.

    Refuses a day that is still to come, a report without words, and what intake refuses of a file.
    Raises :class:`StaleStateError` when somebody reported or called it off first.
    """
    require(may_keep_employers(by), KEEPS_EMPLOYERS)
    if visited_on > clock.today():
        raise _wrong("visited_on", "走访日期还没有到。", "请填写实际走访的日期。")
    if finding not in Finding.values:
        raise _wrong("finding", "没有选结论。", "请选一项。")
    if len(text.strip()) < 5:
        raise _wrong("text", "还没有写发现了什么。", "请写明见到谁、核实了什么，至少 5 个字。")
    file = prepared(content) if content else None
    about: dict[str, Any] = {}
    if file is not None:
        about = {
            "sha256": hashlib.sha256(file.content).hexdigest(), "size": len(file.content),
            "pages": file.pages, "media_type": file.media_type,
        }  # fmt: skip
    with trail.atomic():
        move(
            visit, VISITING["report"], by=by, reason=Finding(finding).label,
            visited_on=visited_on, finding=finding, text=text.strip(), ended_by=by,
            ended_at=clock.now(), **about,
        )  # fmt: skip
        if file is not None:
            keep(visit.school_id, file)


@trail.atomic()
def call_off(*, visit: Visit, reason: str, by: User) -> None:
    """End a visit that is not made, for a reason. Raises :class:`StaleStateError` if it ended."""
    require(may_keep_employers(by), KEEPS_EMPLOYERS)
    if len(reason.strip()) < 2:
        raise _wrong("reason", "取消走访要写明原因。", "请写一句原因。")
    move(
        visit, VISITING["call_off"], by=by, reason=reason.strip()[:200], ended_by=by,
        ended_at=clock.now(),
    )  # fmt: skip
    visit.reason = reason.strip()[:200]
    visit.save(update_fields=["reason"])


def _wrong(column: str, message: str, remedy: str) -> InvalidError:
    return InvalidError(Problem("visit", message, remedy, Where(column=column)))
