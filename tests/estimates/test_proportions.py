"""What answers say of everybody, against oracles written another way."""

from __future__ import annotations

import math

import numpy as np
import pytest
from bench.estimates import DESIGNS, TRUTHS, cell
from scipy import stats
from scipy.optimize import brentq
from statsmodels.stats.proportion import proportion_confint

from quxiang.estimates.intervals import wilson
from quxiang.estimates.proportions import DRAWN, Answers, estimated


@pytest.mark.parametrize(("yes", "asked"), [(1, 30), (15, 30), (7, 400), (399, 400)])
def test_the_interval_is_that_of_statsmodels(yes: int, asked: int) -> None:
    oracle = proportion_confint(yes, asked, method="wilson")
    assert wilson(yes, asked) == pytest.approx(oracle, abs=1e-12)


def test_nobody_and_everybody_have_one_end_only() -> None:
    assert wilson(0, 50)[0] == 0
    assert 0.05 < wilson(0, 50)[1] < 0.08
    assert wilson(50, 50)[1] == 1


STRATA = [
    Answers("10", 4000, 120, 6), Answers("10", 900, 30, 3), Answers("76", 60, 60, 20),
    Answers("12", 40, 25, 2),
]  # fmt: skip


def test_the_share_and_its_interval_are_what_weights_by_hand_give() -> None:
    """Each answer is given its weight, one by one; variance from weights, not from strata."""
    rows = [
        (each.size / each.answered, float(at < each.yes), number)
        for number, each in enumerate(STRATA)
        for at in range(each.answered)
    ]
    weight, yes, stratum = (np.array(column) for column in zip(*rows, strict=True))
    share = np.average(yes, weights=weight)
    variance = mean = 0.0
    for number in range(len(STRATA)):
        mine = stratum == number
        drawn_to = np.append(yes[mine], np.full(DRAWN, share)).mean()
        mean += drawn_to * weight[mine].sum() / weight.sum()
        kept = 1 - 1 / weight[mine][0]
        total = weight[mine].sum() ** 2 * kept * drawn_to * (1 - drawn_to) / mine.sum()
        variance += total / weight.sum() ** 2
    effective = mean * (1 - mean) / variance
    # where a test of the share at an end would just not refuse it
    z = stats.norm.ppf(0.975)
    low, high = (
        brentq(lambda p: abs(share - p) - z * math.sqrt(p * (1 - p) / effective), a, b)
        for a, b in ((1e-9, share), (share, 1 - 1e-9))
    )
    said = estimated(STRATA)
    assert said.share == pytest.approx(share)
    assert (said.low, said.high) == pytest.approx((low, high), abs=1e-8)
    simple = mean * (1 - mean) / weight.size * (1 - weight.size / weight.sum())
    assert said.design_effect == pytest.approx(variance / simple)


def test_who_did_not_answer_is_weighed_up_within_the_stratum() -> None:
    said = estimated([Answers("a", 100, 10, 5), Answers("b", 300, 60, 0)])
    assert said.share == pytest.approx(0.25 * 0.5)


def test_a_stratum_without_answers_is_told_by_its_cell_else_by_all() -> None:
    told = estimated([Answers("a", 100, 10, 5), Answers("a", 50, 0, 0), Answers("b", 150, 30, 0)])
    assert told.share == pytest.approx(150 * 0.5 / 300)
    assert told.told_by_others == 50
    alone = estimated([Answers("a", 100, 10, 5), Answers("c", 50, 0, 0), Answers("b", 100, 30, 0)])
    assert alone.share == pytest.approx(0.25)


def test_a_population_that_answered_whole_leaves_no_doubt() -> None:
    said = estimated([Answers("a", 40, 40, 3), Answers("b", 10, 10, 1)])
    assert (said.share, said.low, said.high) == (0.08, 0.08, 0.08)
    assert math.isinf(said.effective)


def test_without_answers_there_is_no_share() -> None:
    said = estimated([Answers("a", 40, 0, 0), Answers("b", 0, 0, 0)])
    assert (said.share, said.low, said.high, said.told_by_others) == (None, 0, 1, 40)


def test_all_alike_in_a_sample_is_no_certainty() -> None:
    said = estimated([Answers("a", 4000, 100, 0), Answers("b", 60, 20, 0)])
    assert said.share == 0
    assert 0.01 < said.high < 0.05


@pytest.mark.parametrize("truth", TRUTHS)
def test_of_a_hundred_intervals_about_95_hold_the_truth(truth: float) -> None:
    """A small one of ``bench/estimates.py``: four designs, 300 schools each, a fixed seed."""
    held = [cell(DESIGNS[at], truth, 300, seed=at).covered for at in (0, 3, 4, 6)]
    assert 0.93 <= sum(held) / len(held) <= 0.97
