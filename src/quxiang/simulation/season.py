"""A season that never was: every table of one invented university, at any moment of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa

from quxiang.simulation import happenings, lists
from quxiang.simulation.campus import LARGEST, Campus
from quxiang.simulation.draws import Ints
from quxiang.simulation.employers import Described, Employers, described, employers_of
from quxiang.simulation.evidence import evidence
from quxiang.simulation.identities import EARLIER_PREFIX, GRADUATE_PREFIX
from quxiang.simulation.lives import Lives, lives_of
from quxiang.simulation.papers import on_paper
from quxiang.simulation.people import People, people_of
from quxiang.simulation.placing import employers_needed, places_of
from quxiang.simulation.records import Cohort, Scene, records
from quxiang.simulation.standing import standing_at
from quxiang.simulation.timetable import cohort_at, period_before, year_before
from quxiang.simulation.units import COLLEGES, units_of

MOMENT = datetime(2024, 6, 19, 17)
#: fewest graduates there are rows for
SMALLEST = 500
#: a college has about so many graduates, unless the number of colleges is given
_A_COLLEGE = 250
#: last year's cohort was a little smaller
_EARLIER_SIZE = 0.96
Tables = dict[str, pa.Table]


def season_tables(
    graduates: int = 3_000, seed: int = 7, *, colleges: int | None = None,
    moment: datetime = MOMENT, raw: bool = False,
) -> Tables:  # fmt: skip
    """Return engine tables of a clean season as it stands at ``moment``, typed as declared.

    ``graduates`` at the moment and ``previous`` one period earlier are the same cohort,
    ``last_year`` is the one before it on the same day; all other tables hold what is known by the
    moment. With ``raw``, identity and phone numbers stand behind the declared columns, as in a
    file. The same arguments give the same tables. Raises ``ValueError`` for fewer than SMALLEST
    or more than LARGEST graduates, and for a moment outside every season.
    """
    if not SMALLEST <= graduates <= LARGEST:
        raise ValueError(f"From {SMALLEST} to {LARGEST} graduates, not {graduates}.")
    return University(Campus(0, graduates), seed, cohort_at(moment), colleges, raw).at(moment)


@dataclass(frozen=True)
class University:
    """One university with the cohort that graduates and the one before it."""

    campus: Campus
    given_seed: int
    year: int
    colleges: int | None = None
    raw: bool = False

    @property
    def seed(self) -> int:
        return self.campus.seed(self.given_seed)

    @cached_property
    def cohorts(self) -> tuple[Cohort, Cohort]:
        """Return this cohort and the one before, at employers they share."""
        peoples = self._people(self.year), self._people(self.year - 1)
        lives = [lives_of(people, self.seed, earlier=people is peoples[1]) for people in peoples]
        counts = employers_needed(lives)
        employers = employers_of(counts, self.campus.first, self.seed)
        places = [places_of(each, counts, people.cohort, self.seed)
                  for each, people in zip(lives, peoples, strict=True)]  # fmt: skip
        texts = described(employers, _with_heads(employers, places), self.seed)
        made = zip(peoples, lives, places, strict=True)
        now, before = (self._cohort(*each, employers, texts) for each in made)
        return now, before

    def _people(self, cohort: int) -> People:
        size = self.campus.graduates if cohort == self.year else self._earlier
        prefix = GRADUATE_PREFIX if cohort == self.year else EARLIER_PREFIX
        colleges = self.colleges or min(COLLEGES, max(1, self.campus.graduates // _A_COLLEGE))
        units = units_of(size, colleges, self.seed)
        return people_of(self.campus, cohort, units, self.seed, prefix=prefix, raw=self.raw)

    @property
    def _earlier(self) -> int:
        return int(self.campus.graduates * _EARLIER_SIZE)

    def _cohort(
        self, people: People, lives: Lives, places: Ints, employers: Employers, texts: Described
    ) -> Cohort:
        return Cohort(people, lives, places, employers, texts, self.seed, self.raw)

    def at(self, moment: datetime) -> Tables:
        """Return every table as it stands at a moment of the season."""
        now, before = self.cohorts
        scene, people = _scene(now, moment), _people(now, moment)
        return {
            "graduates": _graduates("graduates", now, moment),
            "previous": _graduates("previous", now, period_before(moment)),
            "last_year": _graduates("last_year", before, year_before(moment)),
            "registry": lists.registry(people, len(now.people), self.seed),
            "employers": lists.employer_list(
                now.employers, now.described, self.year, self.seed, raw=self.raw
            ),
            "national": lists.national(moment),
            "confirmations": happenings.confirmations(scene, people),
            "evidence": evidence(scene, people),
            "checks": happenings.checks(scene, people),
            "changes": happenings.changes(scene, people),
            "complaints": happenings.complaints(scene, people, now.people.units, self.seed),
            "minimum_wages": lists.minimum_wages(self.year),
            "protected_phones": lists.protected_phones(now.people, self.seed, raw=self.raw),
            "answers": on_paper("answers", {}, 0),
        }


def _scene(cohort: Cohort, moment: datetime) -> Scene:
    return Scene(cohort, standing_at(cohort.lives, cohort.employer, moment))


def _people(cohort: Cohort, moment: datetime) -> dict[str, Any]:
    """Return the columns of persons as known at a moment."""
    return cohort.people.columns | cohort.people.status_at(moment) | cohort.background()


def _graduates(name: str, cohort: Cohort, moment: datetime) -> pa.Table:
    columns = {**_people(cohort, moment), **records(_scene(cohort, moment))}
    return on_paper(name, columns, len(cohort.people))


def _with_heads(employers: Employers, places: list[Ints]) -> Ints:
    """Return the employers used and the heads of their branches, sorted; the first always."""
    used = np.unique(np.concatenate([each.ravel() for each in places]))
    used = np.unique(np.append(used[used >= 0], 0))
    heads = employers.parent[used]
    return np.unique(np.append(used, heads[heads >= 0]))
