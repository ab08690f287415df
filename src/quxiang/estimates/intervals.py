"""Intervals of a share from how many were effectively asked, and how many of them said yes."""

from __future__ import annotations

import math
from functools import lru_cache

#: of a normal distribution, 95 % lie within so many standard deviations
NORMAL = 1.959963984540054
_TAIL = 0.025


def jeffreys(yes: float, asked: float) -> tuple[float, float]:
    """Return the 95 % interval of Jeffreys: quantiles of Beta(yes + ½, asked - yes + ½).

    Brown, Cai, DasGupta, *Interval Estimation for a Binomial Proportion* (2001), 3.1.3: where
    nobody said yes the lower end is nought, where all did the upper is one. ``yes`` and ``asked``
    need not be whole. Near nought and one its coverage is about right on the average, where
    Clopper and Pearson's is too large and Wald's far too small.
    """
    low = beta_quantile(_TAIL, yes + 0.5, asked - yes + 0.5) if yes > 0 else 0.0
    high = beta_quantile(1 - _TAIL, yes + 0.5, asked - yes + 0.5) if yes < asked else 1.0
    return low, high


@lru_cache(maxsize=4096)
def beta_quantile(probability: float, a: float, b: float) -> float:
    """Return where Beta(a, b) has ``probability`` to its left, by halving, to 1e-10."""
    low, high = 0.0, 1.0
    while high - low > 1e-10:
        middle = (low + high) / 2
        if beta_below(middle, a, b) < probability:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def beta_below(x: float, a: float, b: float) -> float:
    """Return the regularised incomplete beta function, by Lentz's continued fraction.

    Press et al., *Numerical Recipes*, 6.4; a relative error below 1e-12 for what is asked here.
    """
    if x <= 0 or x >= 1:
        return float(x >= 1)
    log = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    front = math.exp(log + a * math.log(x) + b * math.log1p(-x))
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(x, a, b) / a
    return 1 - front * _fraction(1 - x, b, a) / b


def _fraction(x: float, a: float, b: float) -> float:
    tiny = 1e-300
    c, d = 1.0, 1 / (1 - (a + b) * x / (a + 1) or tiny)
    value = d
    for m in range(1, 10_000):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for step in (even, odd):
            d = 1 / (1 + step * d or tiny)
            c = 1 + step / c or tiny
            value *= d * c
        if abs(d * c - 1) < 1e-13:
            return value
    raise ArithmeticError("the continued fraction does not converge")
