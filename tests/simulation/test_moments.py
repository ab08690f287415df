"""Any two moments of a season agree: what was known earlier is what the later one remembers."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from itertools import pairwise

import pyarrow as pa
import pytest

from quxiang.simulation import season_tables
from quxiang.simulation.faults.rates import inversions, swings, tallies
from quxiang.simulation.timetable import cohort_at, period_before
from quxiang.standards import TABLES

Tables = dict[str, pa.Table]
MOMENTS = [
    datetime(2023, 12, 11, 9), datetime(2024, 1, 22, 9), datetime(2024, 3, 20, 12),
    datetime(2024, 5, 8, 17), datetime(2024, 6, 26, 17), datetime(2024, 8, 9, 16),
]  # fmt: skip
#: tables that only grow
HAPPENINGS = ("evidence", "checks", "changes", "complaints")


@pytest.fixture(scope="module")
def seasons() -> dict[datetime, Tables]:
    return {moment: season_tables(1_500, 4, moment=moment) for moment in MOMENTS}


def same(one: pa.Table, other: pa.Table) -> bool:
    own = {"source_file", "source_sheet", "source_row"}
    names = [name for name in one.column_names if name not in own]
    return bool(one.select(names).equals(other.select(names)))


@pytest.mark.parametrize("moment", MOMENTS[1:])
def test_previous_is_the_same_season_one_period_earlier(moment: datetime) -> None:
    before = season_tables(1_500, 4, moment=period_before(moment))
    assert same(season_tables(1_500, 4, moment=moment)["previous"], before["graduates"])


def test_last_year_is_another_cohort_on_the_same_day(seasons: dict[datetime, Tables]) -> None:
    for moment, tables in seasons.items():
        assert set(tables["last_year"]["cohort"].to_pylist()) == {"2023"}
        newest = max(filter(None, tables["last_year"]["recorded_at"].to_pylist()))
        assert moment.replace(year=moment.year - 1) - newest < timedelta(days=4)
        assert newest <= moment.replace(year=moment.year - 1)


@pytest.mark.parametrize("name", HAPPENINGS)
def test_what_has_happened_is_never_forgotten(seasons: dict[datetime, Tables], name: str) -> None:
    for before, after in pairwise(seasons.values()):
        assert not lines(before[name]) - lines(after[name])


def lines(table: pa.Table) -> Counter[tuple[object, ...]]:
    names = [name for name in table.column_names if not name.startswith("source_")]
    return Counter(zip(*(table[name].to_pylist() for name in names), strict=True))


def test_nothing_is_known_before_it_happens(seasons: dict[datetime, Tables]) -> None:
    for moment, tables in seasons.items():
        for name in ("graduates", *HAPPENINGS, "confirmations"):
            for column in TABLES[name]:
                if column.name.endswith("_at") or column.name == "at":
                    known = [each for each in tables[name][column.name].to_pylist() if each]
                    assert max(known, default=moment) <= moment, (name, column.name)


def test_no_rate_swings_or_falls_all_season_long(seasons: dict[datetime, Tables]) -> None:
    for tables in seasons.values():
        assert list(swings(tables["graduates"], tables["previous"])) == []
        assert list(inversions(tables)) == []


def test_the_rate_rises_from_december_to_august(seasons: dict[datetime, Tables]) -> None:
    rates = []
    for tables in seasons.values():
        (tally,) = tallies(tables["graduates"], ("school",)).values()
        rates.append(tally.placed / tally.people)
    assert rates == sorted(rates)
    assert rates[0] < 0.08
    assert 0.85 < rates[-1] < 0.95


def test_a_version_in_force_stays_while_the_next_is_on_its_way(
    seasons: dict[datetime, Tables],
) -> None:
    for before, after in pairwise(seasons.values()):
        rows = zip(before["graduates"].to_pylist(), after["graduates"].to_pylist(), strict=True)
        for one, other in rows:
            if one["state"] == "entered":
                assert other["state"] == "entered"
                assert other["version"] >= one["version"]


def test_a_changed_record_says_what_it_was_before(seasons: dict[datetime, Tables]) -> None:
    before, after = seasons[MOMENTS[3]], seasons[MOMENTS[4]]
    told = {(row["graduate_id"], row["version"], row["field"]): row
            for row in after["changes"].to_pylist()}  # fmt: skip
    rows = list(zip(before["graduates"].to_pylist(), after["graduates"].to_pylist(), strict=True))
    moved = [(one, other) for one, other in rows
             if one["state"] == "entered" and one["version"] + 1 == other["version"]]  # fmt: skip
    assert moved
    for one, other in moved:
        for field in ("code", "employer_uscc", "employer_name", "contact_name"):
            if one[field] and other[field] and one[field] != other[field]:
                row = told[one["graduate_id"], other["version"], field]
                assert (row["before"], row["after"]) == (one[field], other[field])


def test_every_entered_record_has_its_papers_before_it_is_signed(
    seasons: dict[datetime, Tables],
) -> None:
    tables = seasons[MOMENTS[-1]]
    papers = {(row["graduate_id"], row["version"]): row["at"]
              for row in tables["evidence"].to_pylist()}  # fmt: skip
    for row in tables["graduates"].to_pylist():
        if row["state"] == "entered" and row["agreed_on"] and row["code"]:
            assert row["recorded_at"] <= papers[row["graduate_id"], row["version"]]
            assert papers[row["graduate_id"], row["version"]] < row["entered_at"]


def test_a_list_proves_many_and_a_paper_one(seasons: dict[datetime, Tables]) -> None:
    rows = seasons[MOMENTS[-1]]["evidence"].to_pylist()
    listed = Counter(row["sha256"] for row in rows if row["is_list"])
    own = Counter({(row["sha256"], row["graduate_id"]) for row in rows if not row["is_list"]})
    owners = Counter(sha256 for sha256, _ in own)
    assert max(listed.values()) > 3
    assert set(owners.values()) == {1}
    assert not listed.keys() & owners.keys()


def test_nobody_is_expected_to_graduate_after_graduating(
    seasons: dict[datetime, Tables],
) -> None:
    early, late = (set(seasons[at]["graduates"]["status"].to_pylist())
                   for at in (MOMENTS[0], MOMENTS[-1]))  # fmt: skip
    assert early == {"预计毕业", "休学", "退学"}
    assert late == {"毕业", "结业", "延期", "休学", "退学"}


@pytest.mark.parametrize(
    ("moment", "before"),
    [
        (datetime(2024, 1, 15, 12), datetime(2023, 12, 15, 12)),
        (datetime(2024, 6, 19, 17), datetime(2024, 6, 12, 17)),
        (datetime(2024, 8, 20, 18), datetime(2024, 8, 19, 18)),
        (datetime(2023, 11, 25, 8), datetime(2023, 10, 26, 8)),
    ],
)
def test_a_period_earlier_is_a_month_a_week_or_a_day(moment: datetime, before: datetime) -> None:
    assert period_before(moment) == before


def test_a_season_is_of_the_year_it_ends_in() -> None:
    assert [cohort_at(each) for each in (datetime(2023, 11, 21), datetime(2024, 8, 31))] == [
        2024,
        2024,
    ]
    assert date(2024, 8, 31) > MOMENTS[-1].date()
