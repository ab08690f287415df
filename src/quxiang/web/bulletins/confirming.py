"""Who confirmed in the national system, as a snapshot has it; the school's own check never counts.

全国系统已确认 is what bulletins tell (N3.4).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pyarrow as pa

from quxiang.engine.backends.duckdb import Session
from quxiang.engine.explain import PEOPLE
from quxiang.web.season.basis import opened
from quxiang.web.season.models import Snapshot

CODE = "national_confirmation"
TITLE = "全国系统确认率"
FORMULA = (
    "本人已在全国登记系统确认生效去向的毕业生 ÷ 统计范围内已有生效去向的毕业生；"
    "校内核对不算，去向变更后须重新确认"
)
#: the newest answer of each version in the national system; one without a version is of that in
#: force, as everywhere
_LATEST = """
    with said as (
        select graduate_id, version, outcome, row_number() over (
            partition by graduate_id, version order by "at" desc, source_row desc
        ) as newest
        from confirmations where place = 'national'
    ), confirmed as (
        select distinct r.graduate_id
        from registered r join said s
            on s.graduate_id = r.graduate_id and coalesce(s.version, r.version) = r.version
        where s.newest = 1 and s.outcome = 'confirmed'
    )
"""
_NOBODY = "with confirmed as (select graduate_id from registered where false)"


def from_day(row: Snapshot) -> date:
    """Return from when on bulletins tell it, by the calendar of the snapshot's settings."""
    return date.fromisoformat(f"{row.cohort.year}-{opened(row).settings.calendar.bulletins_from}")


def by_college(row: Snapshot) -> Mapping[str, tuple[int, int]]:
    """Return of each college how many confirmed, and how many have something to confirm."""
    found = _asked(
        row,
        "select r.college, count(c.graduate_id) as confirmed, count(*) as everybody "
        "from registered r left join confirmed c on c.graduate_id = r.graduate_id "
        "group by r.college",
    )
    return {each["college"]: (each["confirmed"], each["everybody"]) for each in found.to_pylist()}


def people_of(row: Snapshot, college: str | None, *, confirmed: bool) -> pa.Table:
    """Return who is in a number, and who in its denominator only; they count to exactly it."""
    named = ", ".join(f"r.{name}" for name in PEOPLE)
    where = "" if college is None else f"r.college = {_quoted(college)} and "
    which = "is not null" if confirmed else "is null"
    return _asked(
        row,
        f"select {named} from registered r left join confirmed c "  # noqa: S608 - declared names
        f"on c.graduate_id = r.graduate_id where {where}c.graduate_id {which} "
        "order by r.source_sheet, r.source_row, r.graduate_id",
    )


def _asked(row: Snapshot, sql: str) -> pa.Table:
    frozen = opened(row)
    known = frozen.dataset.has("confirmations", "outcome")
    with Session(frozen.dataset, frozen.standard(), frozen.settings) as session:
        return session.arrow(f"{_LATEST if known else _NOBODY} {sql}")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
