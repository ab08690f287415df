"""Make the tables of a whole season: invented people and firms, typed as the engine reads them.

Everything follows from the seed (numpy's PCG64) and nothing here asks the simulator, so the
figures of two versions compare. A million graduates take about ten seconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pyarrow as pa

from bench.made_employers import Employers, make_employers, workplaces
from bench.made_people import Columns, make_people, registry_of
from quxiang.engine.dataset import Dataset, arrow_schema
from quxiang.standards.tables import TABLES

NOW = datetime(2024, 6, 20, 17)
BEFORE = datetime(2024, 6, 13, 17)
YEAR_AGO = datetime(2023, 6, 20, 17)
#: code and how many of a thousand graduates have it; ``None`` is not registered yet
DESTINATIONS: dict[str | None, int] = {
    "10": 140, "11": 310, "12": 60, "271": 15, "272": 1, "46": 5, "501": 4, "503": 6, "512": 9,
    "75": 10, "76": 30, "80": 2, "801": 185, "802": 8, "85": 30, "70-QZZ": 90, "70-GZKS": 25,
    "71": 15, "72": 5, "99": 1, None: 49,
}  # fmt: skip
AT_EMPLOYERS = ("10", "11", "12", "271", "272", "501", "503", "512", "75")
STUDYING = ("80", "801", "802")
PAID_BY_THE_DAY = ("12", "271", "76")
#: faults of the records, in one hundred thousand rows
BLANK, UNDERPAID, TWICE, NOT_IN_FORCE = 200, 300, 60, 1500


@dataclass(frozen=True)
class Season:
    """The random numbers of one table, and what is drawn with them."""

    random: np.random.Generator
    rows: int

    def chance(self, per_100_000: int) -> np.ndarray:
        return self.random.integers(0, 100_000, self.rows) < per_100_000

    def pick(self, weighted: dict[str | None, int]) -> pa.Array:
        weights = np.array(list(weighted.values()), float)
        at = self.random.choice(len(weights), self.rows, p=weights / weights.sum())
        return pa.array(list(weighted), pa.string()).take(pa.array(at))

    def blanked(self, values: pa.Array, per_100_000: int = BLANK) -> pa.Array:
        return masked(values, self.chance(per_100_000))


def masked(values: pa.Array, away: np.ndarray) -> pa.Array:
    """Return ``values`` with NULL where ``away``."""
    return pa.compute.if_else(pa.array(~away), values, pa.scalar(None, values.type))


def make(rows: int, seed: int = 2024) -> Dataset:
    """Return graduates, previous, last_year, registry, employers and checks of one season."""
    random = np.random.Generator(np.random.PCG64(seed))
    employers = make_employers(random, rows)
    people = make_people(random, rows, "2024")
    graduates = repeated(random, filed(Season(random, rows), people, employers))
    last_year = filed(Season(random, rows), make_people(random, rows, "2023"), employers)
    columns = {
        "graduates": graduates,
        "previous": a_week_before(random, graduates),
        "last_year": last_year,
        "registry": registry_of(random, graduates),
        "employers": employers.listed,
        "checks": called(random, graduates),
    }
    return Dataset(
        {name: typed(name, each) for name, each in columns.items()},
        {name: frozenset(each) for name, each in columns.items()},
        NOW,
        {"previous": BEFORE, "last_year": YEAR_AGO},
    )


def typed(name: str, columns: Columns) -> pa.Table:
    """Return a table in its declared order; its rows say where in a workbook they stand."""
    rows = len(next(iter(columns.values())))
    numbers = pa.array(np.arange(2, rows + 2))
    source = {"source_file": f"{name}.xlsx", "source_sheet": "Sheet1"}
    placed = {key: pa.repeat(pa.scalar(text), rows) for key, text in source.items()}
    every = {**columns, **placed, "source_row": numbers}
    fields = [each for each in arrow_schema(TABLES[name]) if each.name in every]
    cells = [every[each.name].cast(each.type) for each in fields]
    return pa.table(cells, schema=pa.schema(fields))


def filed(season: Season, people: Columns, employers: Employers) -> Columns:
    """Add the destination to people, and what its record must hold."""
    code = season.pick(DESTINATIONS)
    texts = code.to_numpy(zero_copy_only=False)
    hired, paid = np.isin(texts, AT_EMPLOYERS), np.isin(texts, PAID_BY_THE_DAY)
    work = workplaces(season.random, employers, season.rows)
    named = hired | np.isin(texts, STUDYING)
    work = {
        n: masked(each, ~(named if n == "employer_name" else hired)) for n, each in work.items()
    }
    state = season.pick({"entered": 100_000 - NOT_IN_FORCE, "signed": 800, "draft": 700})
    wage = pa.array(~season.chance(UNDERPAID))
    return {
        **people,
        **{name: season.blanked(values) for name, values in work.items() if name not in KEYS},
        **{name: work[name] for name in KEYS},
        **_particulars(season, texts, hired),
        "code": code,
        "state": masked(state, code.is_null().to_numpy(zero_copy_only=False)),
        "wage_floor_met": season.blanked(masked(wage, ~paid)),
    }


KEYS = ("employer_key", "employer_uscc", "employer_name", "no_uscc_reason")


def _particulars(season: Season, code: np.ndarray, hired: np.ndarray) -> Columns:
    """What only some destinations ask for: a form, an occupation, a school abroad, a contact."""
    day = 19_800 + season.random.integers(0, 90, season.rows).astype(np.int32)
    abroad = code == "85"
    wanted = {
        "startup_form": (code == "75", "公司"),
        "occupation": (code == "76", "撰稿"),
        "country_abroad": (abroad, "新西兰"),
        "school_abroad": (abroad, "示例海外大学"),
        "major_abroad": (abroad, "农学"),
        "contact_name": (hired, "吴老师"),
    }
    texts = {
        name: season.blanked(masked(pa.repeat(pa.scalar(text), season.rows), ~where))
        for name, (where, text) in wanted.items()
    }
    agreed = masked(pa.array(day).cast(pa.date32()), ~hired)
    return {**texts, "agreed_on": season.blanked(agreed)}


def repeated(random: np.random.Generator, people: Columns) -> Columns:
    """Let some rows stand for the person before them: same number, and sometimes same person."""
    rows = len(people["name"])
    at = np.arange(rows)
    again = random.integers(0, 100_000, rows) < TWICE
    again[0] = False
    kind = random.integers(0, 3, rows)
    same = {
        "exam_no": again & (kind == 0),
        "graduate_id": again & (kind == 0),
        "student_no": again & (kind == 1),
        "id_hash": again & (kind == 2),
    }
    taken = {name: pa.array(np.where(where, at - 1, at)) for name, where in same.items()}
    return {**people, **{name: people[name].take(rows_of) for name, rows_of in taken.items()}}


def a_week_before(random: np.random.Generator, graduates: Columns) -> Columns:
    """Return the same people with fewer destinations; in one major of forty far fewer."""
    majors = graduates["major_code"].dictionary_encode()
    swinging = random.integers(0, 40, len(majors.dictionary)) == 0
    chance = np.where(swinging[majors.indices.to_numpy()], 400, 60)
    late = random.integers(0, 1000, len(chance)) < chance
    back = random.integers(0, 1000, len(chance)) < 10
    code = masked(graduates["code"], late)
    seeking = pa.scalar("70-QZZ")
    return {**graduates, "code": pa.compute.if_else(pa.array(back), seeking, code)}


def called(random: np.random.Generator, graduates: Columns) -> Columns:
    """Return calls to one graduate in fifty, one in thirty of them finding another class."""
    rows = len(graduates["name"])
    at = np.flatnonzero(random.integers(0, 50, rows) == 0)
    season = Season(random, len(at))
    who = {name: graduates[name].take(pa.array(at)) for name in ("school", "cohort", "graduate_id")}
    return {
        **who,
        "side": season.pick({"graduate": 3, "employer": 1}),
        "item": season.pick({"class": 2, "employer": 1, "wage": 1}),
        "outcome": season.pick({"consistent": 27, "inconsistent": 1, "no_answer": 2}),
    }
