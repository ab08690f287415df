"""Cohen's κ against statsmodels."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from statsmodels.stats.inter_rater import cohens_kappa

from quxiang.estimates.agreement import kappa

TABLES = [
    [[40, 5], [3, 52]], [[88, 1], [1, 0]], [[20, 5, 1], [4, 30, 6], [0, 2, 32]],
    [[10, 10], [10, 10]], [[1, 9], [9, 1]],
]  # fmt: skip


@pytest.mark.parametrize("table", TABLES)
def test_kappa_and_its_interval_are_those_of_statsmodels(table: list[list[int]]) -> None:
    pairs = [
        (str(row), str(column))
        for row, counts in enumerate(table)
        for column, count in enumerate(counts)
        for _ in range(count)
    ]
    oracle, said = cohens_kappa(np.array(table)), kappa(pairs)
    assert said.kappa == pytest.approx(oracle.kappa)
    assert said.low == pytest.approx(max(-1, oracle.kappa_low))
    assert said.high == pytest.approx(min(1, oracle.kappa_upp))
    assert said.agreed == sum(Counter(pairs)[str(at), str(at)] for at in range(len(table)))


def test_a_word_only_one_of_them_used_counts_as_disagreement() -> None:
    said = kappa([("是", "是")] * 8 + [("否", "不详")] * 2)
    assert (said.pairs, said.agreed) == (10, 8)
    oracle = cohens_kappa(np.array([[8, 0, 0], [0, 0, 2], [0, 0, 0]]))
    assert said.kappa == pytest.approx(oracle.kappa)


def test_without_pairs_or_with_one_word_only_there_is_no_kappa() -> None:
    assert kappa([]).kappa is None
    assert kappa([("是", "是")] * 20).kappa is None
