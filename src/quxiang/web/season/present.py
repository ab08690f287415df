"""The state of a cohort for "now": whether it still holds, and where it lies."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any

from django.db.models import CharField, Count, Max, QuerySet, Value
from django.db.models.functions import Cast

from quxiang.web.common import clock
from quxiang.web.destinations.models import Move, Version
from quxiang.web.orgs.models import Unit
from quxiang.web.reference.models import OverlayRow
from quxiang.web.roster.models import Cohort, CohortSettings, GraduateVersion
from quxiang.web.season.models import Present

#: after a change figures for "now" are shown for no longer than this
LATEST = timedelta(seconds=60)
#: digits of a mark
_DIGITS = 32


@dataclass(frozen=True)
class Now:
    """What figures for "now" are counted from, and of when they are; no row while it is made."""

    row: Present | None
    as_of: datetime
    holds: bool


def now_of(cohort: Cohort) -> Now:
    """Return the newest state of a cohort that may be shown as "now".

    One that still holds is as of this moment. One that no longer holds is shown for a minute from
    when it was read, as of then: no change is older that it does not have.
    """
    now, found = clock.now(), Present.objects.filter(cohort=cohort).first()
    if found is None:
        return Now(None, now, holds=False)
    if found.mark == mark_of(cohort):
        return Now(found, now, holds=True)
    shown = found if now - found.known_at <= LATEST else None
    return Now(shown, found.known_at if shown else now, holds=False)


def mark_of(cohort: Cohort) -> str:
    """Return a text that changes with whatever figures of a cohort follow from.

    Rows are counted besides taking the highest key: of two who write at once the lower key may
    be there later.
    """
    school = cohort.school_id
    parts = [
        _told("graduates", GraduateVersion.objects.filter(graduate__cohort=cohort)),
        _told("versions", Version.objects.filter(registration__cohort=cohort)),
        _told("moves", Move.objects.filter(registration__cohort=cohort)),
        _told("settings", CohortSettings.objects.filter(cohort=cohort)),
        _told("tables", OverlayRow.objects.filter(school_id=school)),
        _told("ended", OverlayRow.objects.filter(school_id=school, ended_at__isnull=False)),
        _named(Unit.objects.filter(school_id=school)),
    ]
    told = sorted(parts[0].union(*parts[1:], all=True))
    return blake2b(json.dumps([cohort.scheme, told]).encode(), digest_size=_DIGITS // 2).hexdigest()


def _told(kind: str, rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    count, newest = (Cast(each("pk"), CharField()) for each in (Count, Max))
    told = rows.order_by().values(told_of=_text(kind)).annotate(rows=count, newest=newest)
    found: QuerySet[Any, Any] = told.values_list("told_of", "rows", "newest")
    return found


def _named(units: QuerySet[Unit]) -> QuerySet[Any, Any]:
    told = units.order_by().annotate(told_of=_text("units"), key=Cast("pk", CharField()))
    return told.values_list("told_of", "key", "name")


def _text(value: str) -> Value:
    return Value(value, output_field=CharField())
