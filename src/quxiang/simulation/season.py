"""A season that never was: every table of one invented university at one moment, and before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa

from quxiang.simulation.codes import A_YEAR_AGO
from quxiang.simulation.draws import Ints
from quxiang.simulation.employers import Described, Employers, described, employers_of
from quxiang.simulation.identities import EARLIER_PREFIX, GRADUATE_PREFIX
from quxiang.simulation.lists import (
    confirmations,
    employer_list,
    minimum_wages,
    national,
    registry,
)
from quxiang.simulation.papers import on_paper
from quxiang.simulation.people import People, people_of
from quxiang.simulation.placing import Plan, employers_needed, places_of, plan_of
from quxiang.simulation.records import Season, a_week_before, records
from quxiang.simulation.units import units_of

MOMENT = datetime(2024, 6, 19, 17)
#: fewest graduates there are rows for
SMALLEST = 500
#: the training mode follows from a destination here, yet belongs to the person
_PERSONAL = frozenset({"training_mode"})
#: last year's cohort was a little smaller
_EARLIER_SIZE = 0.96


def season_tables(
    graduates: int = 3_000, seed: int = 7, *, colleges: int = 12, moment: datetime = MOMENT,
    raw: bool = False,
) -> dict[str, pa.Table]:  # fmt: skip
    """Return engine tables of a clean season, typed as declared, with all columns.

    ``graduates`` at ``moment``, ``previous`` a week before, ``last_year`` the cohort before on
    the same day, ``registry``, ``employers``, ``confirmations``, ``national``, ``minimum_wages``.
    With ``raw``, identity and phone numbers stand behind the declared columns, as in a file.
    The same arguments give the same tables. Raises ``ValueError`` below SMALLEST graduates.
    """
    if graduates < SMALLEST:
        raise ValueError(f"At least {SMALLEST} graduates are needed, not {graduates}.")
    cohort = _planned(graduates, colleges, moment, seed, raw=raw)
    earlier = _planned(int(graduates * _EARLIER_SIZE), colleges, year_before(moment), seed,
                       behind=A_YEAR_AGO, raw=raw)  # fmt: skip
    counts = employers_needed((cohort.plan, earlier.plan))
    employers = employers_of(counts, seed)
    places = [places_of(each.plan, counts, each.people.cohort, seed) for each in (cohort, earlier)]
    texts = described(employers, with_heads(employers, np.concatenate(places)), seed)
    now, past = (each.at(place, employers, texts)
                 for each, place in zip((cohort, earlier), places, strict=True))  # fmt: skip
    return {
        **_current(now, seed),
        "last_year": on_paper("last_year", past.people.columns | records(past), len(past.people)),
        "employers": employer_list(employers, texts, moment, seed, raw=raw),
        "national": national(moment),
        "minimum_wages": minimum_wages(moment),
    }


def _current(now: Season, seed: int) -> dict[str, pa.Table]:
    """Return the tables about the cohort that graduates now."""
    made, rows = records(now), len(now.people)
    columns = now.people.columns | made
    before = a_week_before(now, columns, made.keys() - _PERSONAL)
    return {
        "graduates": on_paper("graduates", columns, rows),
        "previous": on_paper("previous", before, rows),
        "registry": registry(columns, rows, seed),
        "confirmations": confirmations(columns, now.plan, now.moment, seed),
    }


@dataclass(frozen=True)
class _Cohort:
    """One cohort with its plan, before anybody has an employer."""

    people: People
    plan: Plan
    moment: datetime
    seed: int
    raw: bool

    def at(self, employer: Ints, employers: Employers, texts: Described) -> Season:
        return Season(self.people, self.plan, employer, employers, texts, self.moment, self.seed,
                      self.raw)  # fmt: skip


def _planned(
    graduates: int, colleges: int, moment: datetime, seed: int, *, raw: bool, behind: float = 0.0
) -> _Cohort:
    prefix = EARLIER_PREFIX if behind else GRADUATE_PREFIX
    units = units_of(graduates, colleges, seed)
    people = people_of(moment.year, units, seed, prefix=prefix, raw=raw)
    return _Cohort(people, plan_of(people, seed, behind), moment, seed, raw)


def with_heads(employers: Employers, employer: Ints) -> Ints:
    """Return the employers used and the heads of their branches, sorted; the first always."""
    used = np.unique(np.append(employer[employer >= 0], 0))
    heads = employers.parent[used]
    return np.unique(np.append(used, heads[heads >= 0]))


def week_before(moment: datetime) -> datetime:
    return moment - timedelta(days=7)


def year_before(moment: datetime) -> datetime:
    return moment.replace(year=moment.year - 1)
