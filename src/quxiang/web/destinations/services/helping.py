"""Note that somebody reached out to a graduate without work, and what help was offered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from quxiang.problems import Problem, Where
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.destinations.helping import HELPS, may_help
from quxiang.web.destinations.models import Outreach
from quxiang.web.destinations.services.holding import refuse_archived
from quxiang.web.roster.models import Graduate

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

#: how long ago a day may be that is noted only now
_BACK = timedelta(days=366)


@dataclass(frozen=True)
class Told:
    """What somebody tells of one time they reached out."""

    on: date
    way: str
    reached: bool
    help: str
    note: str = ""


@trail.atomic()
def note_outreach(*, graduate: Graduate, told: Told, by: User) -> Outreach:
    """Keep it for good. Refuses a day to come or long past, and other help nobody describes."""
    require(may_help(by, graduate), HELPS)
    refuse_archived(graduate.cohort)
    _sound(told)
    made = Outreach.objects.create(
        school_id=graduate.school_id, college_id=graduate.college_id, graduate=graduate,
        on=told.on, way=told.way, reached=told.reached, help=told.help,
        note=told.note.strip(), by=by, at=clock.now(),
    )  # fmt: skip
    trail.record(
        "outreach.note", made, by=by, subjects=[graduate.pk],
        after={
            "on": told.on.isoformat(), "way": told.way, "answers": told.reached, "help": told.help,
        },
    )  # fmt: skip
    return made


def _sound(told: Told) -> None:
    if not clock.today() - _BACK <= told.on <= clock.today():
        message = f"联系日期 {told.on} 不对：应在过去一年之内，不能晚于今天。"
        raise InvalidError(
            Problem("bad_day", message, "请按实际联系的日期填。", Where(column="on"))
        )
    if told.help == Outreach.Help.OTHER and not told.note.strip():
        message = "选了“其他帮助”，还没有写是什么。"
        raise InvalidError(Problem("no_note", message, "请在说明里写一句。", Where(column="note")))
