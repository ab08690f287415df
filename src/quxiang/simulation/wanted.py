"""What is asked for: a season of so many graduates, from a seed, as of a moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

from quxiang.simulation.campus import Campus, campuses
from quxiang.simulation.faults import plant
from quxiang.simulation.faults.sheet import numbered
from quxiang.simulation.papers import PAPERS
from quxiang.simulation.season import University
from quxiang.simulation.timetable import cohort_at

#: tables every university would have the same
COMMON = ("national", "minimum_wages")


@dataclass(frozen=True)
class Wanted:
    """What to write: how many graduates, from which seed, as of when, with faults or clean."""

    graduates: int
    seed: int
    moment: datetime
    colleges: int | None = None
    faults: bool = True

    @property
    def campuses(self) -> tuple[Campus, ...]:
        return campuses(self.graduates)

    def tables(self, campus: Campus, *, raw: bool) -> tuple[dict[str, pa.Table], pa.Table | None]:
        """Return the tables of one university, and the truth about them if it has faults."""
        year = cohort_at(self.moment)
        tables = University(campus, self.seed, year, self.colleges, raw).at(self.moment)
        if not self.faults:
            return tables, None
        return plant(tables, campus.seed(self.seed), self.moment)


def joined(wanted: Wanted) -> tuple[dict[str, pa.Table], pa.Table | None]:
    """Return the tables of all universities put together, with raw numbers, and the truth."""
    parts = [wanted.tables(campus, raw=True) for campus in wanted.campuses]
    if len(parts) == 1:
        return parts[0]
    first = parts[0][0]
    tables = {
        name: first[name]
        if name in COMMON
        else numbered(pa.concat_tables([each[name] for each, _ in parts]), PAPERS[name].header + 1)
        for name in first
    }
    truths = [truth for _, truth in parts if truth is not None]
    return tables, pa.concat_tables(truths) if truths else None
