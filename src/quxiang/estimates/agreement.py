"""How far two people who looked at the same things agree, beyond what chance would give."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from quxiang.estimates.intervals import NORMAL


@dataclass(frozen=True)
class Agreement:
    """Cohen's κ of ``pairs`` judged twice, ``agreed`` of them alike, with its 95 % interval.

    Without pairs, or where both always said the same one thing, there is no κ: chance explains all.
    """

    pairs: int
    agreed: int
    kappa: float | None
    low: float | None
    high: float | None


def kappa(pairs: Sequence[tuple[str, str]]) -> Agreement:
    """Return Cohen's κ of pairs (first, second) of words, unweighted.

    κ = (o - e) / (1 - e), o the share alike, e the share alike by chance (Cohen 1960); variance by
    Fleiss, Cohen and Everitt (1969), formula 13. The interval is a normal one, cut at ± 1.
    """
    n = len(pairs)
    agreed = sum(first == second for first, second in pairs)
    cells = {key: count / n for key, count in Counter(pairs).items()}
    rows = {word: count / n for word, count in Counter(first for first, _ in pairs).items()}
    columns = {word: count / n for word, count in Counter(last for _, last in pairs).items()}
    chance = sum(share * columns.get(word, 0.0) for word, share in rows.items())
    if not n or math.isclose(chance, 1):
        return Agreement(n, agreed, None, None, None)
    seen = agreed / n
    value = (seen - chance) / (1 - chance)
    error = math.sqrt(_variance(cells, rows, columns, value, chance) / n)
    low, high = max(-1.0, value - NORMAL * error), min(1.0, value + NORMAL * error)
    return Agreement(n, agreed, value, low, high)


def _variance(
    cells: Mapping[tuple[str, str], float], rows: Mapping[str, float],
    columns: Mapping[str, float], value: float, chance: float,
) -> float:  # fmt: skip
    """Return n times the variance of κ, as it is where κ is not nought."""
    left = 1 - value
    alike = sum(
        share * (1 - (rows[a] + columns[a]) * left) ** 2
        for (a, b), share in cells.items()
        if a == b
    )
    apart = left**2 * sum(
        share * (columns.get(a, 0.0) + rows.get(b, 0.0)) ** 2
        for (a, b), share in cells.items()
        if a != b
    )
    middle = (value - chance * left) ** 2
    return max(0.0, (alike + apart - middle) / (1 - chance) ** 2)
