"""How many to ask, and of which part."""

from __future__ import annotations

import pytest

from quxiang.estimates.sizes import Stratum, allocated, needed


@pytest.mark.parametrize(
    ("population", "half_width", "expected", "wanted"),
    [
        # the tables every textbook prints: 95 %, ± 5 %
        (10**9, 0.05, 0.5, 385), (10_000, 0.05, 0.5, 370), (1_000, 0.05, 0.5, 278),
        (30_000, 0.02, 0.5, 2224), (5_000, 0.05, 0.1, 135), (7, 0.05, 0.5, 7), (0, 0.05, 0.5, 0),
    ],
)  # fmt: skip
def test_size_follows_from_the_interval_and_the_population(
    population: int, half_width: float, expected: float, wanted: int
) -> None:
    assert needed(population, half_width, expected) == wanted


@pytest.mark.parametrize(("half_width", "expected"), [(0, 0.5), (1, 0.5), (0.05, 0), (0.05, 1)])
def test_no_width_and_no_share_is_refused(half_width: float, expected: float) -> None:
    with pytest.raises(ValueError, match="between nought and one"):
        needed(100, half_width, expected)


def test_strata_share_in_proportion_and_the_sum_is_what_was_wanted() -> None:
    assert allocated([Stratum(500), Stratum(300), Stratum(200)], 100, 0) == [50, 30, 20]
    assert allocated([Stratum(1), Stratum(1), Stratum(1)], 2, 0) == [1, 1, 0]
    assert sum(allocated([Stratum(each) for each in (17, 5, 91, 3)], 41, 0)) == 41


def test_each_stratum_gives_its_minimum_or_all_it_has() -> None:
    assert allocated([Stratum(900), Stratum(90), Stratum(3)], 100, 5) == [91, 9, 3]


def test_whole_strata_come_whole_and_take_nothing_from_the_others() -> None:
    without = allocated([Stratum(600), Stratum(400)], 100, 0)
    assert allocated([Stratum(600), Stratum(30, whole=True), Stratum(400)], 100, 0) == [
        without[0], 30, without[1],
    ]  # fmt: skip
    assert allocated([Stratum(30, whole=True), Stratum(0)], 10, 5) == [30, 0]


def test_nobody_is_asked_for_more_than_there_are() -> None:
    assert allocated([Stratum(10), Stratum(20)], 100, 50) == [10, 20]
