"""What a caller says of a call: whether it can be, and where somebody is by it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from quxiang.web.common.refusals import InvalidError
from quxiang.web.reference.selectors import standard_of
from quxiang.web.verification.frames import group_names, is_placed
from quxiang.web.verification.hours import is_open
from quxiang.web.verification.models import SampledRecord, Survey
from quxiang.web.verification.scripts import ITEMS
from quxiang.web.verification.states import ANSWERED, SAID, Outcome

UNKNOWN = "unknown"
NOT_SAID = "“实际去向”不一致，但没有选实际是什么。请选一项，不清楚的选“说不清”。"


@dataclass(frozen=True)
class Said:
    """What a caller notes of one call."""

    outcome: str
    differing: Sequence[str] = ()
    found: str = ""
    comment: str = ""
    next_at: datetime | None = None


def refuse_odd(record: SampledRecord, said: Said, now: datetime) -> None:
    """Raise :class:`InvalidError` for what cannot be: no outcome, items that do not fit it."""
    if said.outcome not in SAID:
        raise InvalidError("没有选结果。请按一个结果按钮。")
    if said.outcome == Outcome.INCONSISTENT and not said.differing:
        raise InvalidError("没有勾选哪几项不一致。请在对应的问题旁勾“不一致”。")
    if said.outcome == Outcome.CONSISTENT and said.differing:
        raise InvalidError("勾了不一致的项目，结果却选了“一致”。请改结果，或去掉勾选。")
    odd = [each for each in said.differing if each not in ITEMS]
    if odd:
        raise InvalidError("勾选的项目不在话术里。请刷新后重新登记。")
    if said.outcome == Outcome.INCONSISTENT and "class" in said.differing:
        names = group_names(standard_of(record.school_id, record.survey.cohort.scheme))
        if said.found not in (*names, UNKNOWN):
            raise InvalidError(NOT_SAID)
    if said.outcome == Outcome.LATER:
        _refuse_odd_time(record.survey, said.next_at, now)


def _refuse_odd_time(survey: Survey, at: datetime | None, now: datetime) -> None:
    if at is None or not now < at < now + timedelta(days=30):
        raise InvalidError("没有填约定的时间，或不在今后 30 天内。请填日期和时间。")
    if not is_open(survey, at):
        hours = f"{survey.opens_at:%H:%M}–{survey.closes_at:%H:%M}"
        raise InvalidError(f"约定的时间不在拨打时段（{hours}）。请另约时段内的时间。")


def placed_by(record: SampledRecord, said: Said) -> bool | None:
    """Return whether somebody is placed as it turned out; nothing where it did not."""
    if said.outcome not in ANSWERED:
        return None
    standard = standard_of(record.school_id, record.survey.cohort.scheme)
    if "class" not in said.differing:
        return record.version is not None and is_placed(standard, record.version.code)
    if said.found == UNKNOWN:
        return None
    return said.found in {
        row.group for row in standard.destinations.values() if is_placed(standard, str(row.code))
    }
