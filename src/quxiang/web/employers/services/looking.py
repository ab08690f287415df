"""Look an employer up and keep what came back, dated; its own facts stay as they are."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet

from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.employers.access import KEEPS_EMPLOYERS, may_keep_employers
from quxiang.web.employers.lookupmodels import LookUp, LookUpSource, Outcome
from quxiang.web.employers.lookups.asking import Said, ask
from quxiang.web.employers.lookups.reading import Asked
from quxiang.web.employers.models import Employer
from quxiang.web.employers.services.pacing import take_turn
from quxiang.web.employers.services.sourcing import source_of

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

#: outcomes that tell something, and are not asked for again before their time
ANSWERED = (Outcome.FOUND, Outcome.ABSENT)
#: after a failure a job leaves an employer alone for so long
REST = timedelta(hours=1)
OFF = "没有启用单位登记信息查询。请由就业创业指导中心在“单位查询设置”里启用。"


def usable_source(school_id: int) -> LookUpSource:
    """Return the settings in force; refuses while look-ups are off."""
    source = source_of(school_id)
    if source is None or not source.enabled:
        raise InvalidError(OFF)
    return source


def fresh_look_up(employer: Employer, source: LookUpSource, now: datetime) -> LookUp | None:
    """Return the newest answer that need not be asked for again yet."""
    since = now - timedelta(days=source.keep_days)
    rows = LookUp.objects.filter(employer=employer, outcome__in=ANSWERED, at__gt=since)
    return rows.first()


def look_up_one(*, employer: Employer, by: User) -> tuple[LookUp, bool]:
    """Look one employer up; returns what is known now, and whether it was asked for just now.

    Refuses while look-ups are off, and to ask faster than the settings say.
    """
    require(may_keep_employers(by), KEEPS_EMPLOYERS)
    source = usable_source(employer.school_id)
    if (kept := fresh_look_up(employer, source, clock.now())) is not None:
        return kept, False
    take_turn(source)
    found = asked_now(employer, source, by)
    with trail.atomic():
        trail.record("employer.look_up", employer, by=by, after={"outcome": found.outcome})
    return found, True


def asked_now(employer: Employer, source: LookUpSource, by: User | None) -> LookUp:
    """Ask outside any transaction, for as long as it takes; then keep what came of it."""
    names = [
        employer.name,
        *employer.names.exclude(name=employer.name).values_list("name", flat=True),
    ]
    said = ask(source, Asked(employer.uscc, names, clock.today()))
    return kept_look_up(employer, source, said, by)


def kept_look_up(employer: Employer, source: LookUpSource, said: Said, by: User | None) -> LookUp:
    return LookUp.objects.create(
        school_id=employer.school_id, employer=employer, source=source, outcome=said.outcome,
        asked=employer.uscc or employer.name, message=said.message[:300], at=clock.now(), by=by,
        problems=said.problems, **said.values,
    )  # fmt: skip


def stale_employers(school_id: int, source: LookUpSource, now: datetime) -> QuerySet[Employer]:
    """Return the employers with a code that were not looked up for as long as an answer holds.

    One that failed a moment ago rests, so that a job taken up again does not begin with it.
    """
    since = now - timedelta(days=source.keep_days)
    mine = LookUp.objects.filter(employer=OuterRef("pk"))
    known = mine.filter(outcome__in=ANSWERED, at__gt=since)
    failed = mine.filter(Q(outcome=Outcome.FAILED), at__gt=now - REST)
    rows = Employer.objects.filter(school_id=school_id, merged_into__isnull=True).exclude(uscc="")
    return rows.filter(~Exists(known), ~Exists(failed)).order_by("pk")
