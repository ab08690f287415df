"""Ask for a pack: for whom, why, until when, whose evidence goes along."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from quxiang.problems import Problem, Where
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.inspection.access import PACKS, may_pack
from quxiang.web.inspection.choosing import by_numbers, draw, frame_of
from quxiang.web.inspection.models import Pack
from quxiang.web.inspection.states import Choice
from quxiang.web.jobs.services import enqueue
from quxiang.web.release.services import leaving
from quxiang.web.roster.models import Cohort

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

TASK = "inspection.pack"
#: a pack lies here no longer than an inspection takes
LONGEST = timedelta(days=60)


@dataclass(frozen=True)
class Wanted:
    """What somebody wants packed; ``count`` and ``seed`` where it is drawn, ``numbers`` if not."""

    purpose: str
    recipient: str
    expires_on: date
    choice: str
    count: int = 0
    seed: str = ""
    numbers: str = ""


@trail.atomic()
def ask(*, cohort: Cohort, wanted: Wanted, by: User) -> Pack:
    """Ask for a pack; whose evidence goes along is settled now, and printed in it.

    Refuses a purpose or a recipient nobody could understand later, a day past or too far, and
    numbers nobody has.
    """
    require(may_pack(by), PACKS)
    _sound(wanted, by)
    chosen: list[int] = []
    frame, seed = "", ""
    if wanted.choice == Choice.SEEDED:
        seed = wanted.seed.strip()
        chosen, frame = draw(cohort, wanted.count, seed)
    elif wanted.choice == Choice.LISTED:
        chosen = by_numbers(cohort, wanted.numbers)
    people = len(chosen) if wanted.choice != Choice.ALL else len(frame_of(cohort))
    made = Pack.objects.create(
        school_id=cohort.school_id, cohort=cohort, purpose=wanted.purpose.strip(),
        recipient=wanted.recipient.strip(), expires_on=wanted.expires_on, choice=wanted.choice,
        seed=seed, frame=frame, chosen=chosen, people=people, by=by, at=clock.now(),
    )  # fmt: skip
    after = {
        "recipient": made.recipient, "until": made.expires_on.isoformat(), "choice": made.choice,
        "seed": seed, "digest": frame, "count": people,
    }  # fmt: skip
    trail.record("pack.ask", made, by=by, reason=made.purpose, subjects=chosen, after=after)
    made.job = enqueue(TASK, by=by, key=f"pack-{made.pk}", pack=made.pk)
    made.save(update_fields=["job"])
    return made


def _sound(wanted: Wanted, by: User) -> None:
    leaving(by, what="迎检材料包", purpose=wanted.purpose)
    today = clock.today()
    if len(wanted.recipient.strip()) < 2:
        raise _wrong("recipient", "没有写交给谁。", "请写单位和经办人。")
    if not today <= wanted.expires_on <= today + LONGEST:
        message = f"“用到”应在今天和 {today + LONGEST} 之间。"
        raise _wrong("expires_on", message, "到期后这里不再能下载。")
    if wanted.choice not in Choice.values:
        raise _wrong("choice", "没有选哪些人的材料。", "请选一项。")


def _wrong(column: str, message: str, remedy: str) -> InvalidError:
    return InvalidError(Problem("pack", message, remedy, Where(column=column)))
