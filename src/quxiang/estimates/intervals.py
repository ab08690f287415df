"""Intervals of a share from how many were effectively asked, and how many of them said yes."""

from __future__ import annotations

import math

#: of a normal distribution, 95 % lie within so many standard deviations
NORMAL = 1.959963984540054


def wilson(yes: float, asked: float) -> tuple[float, float]:
    """Return the 95 % score interval of Wilson (1927); ``yes`` and ``asked`` need not be whole.

    Brown, Cai, DasGupta, *Interval Estimation for a Binomial Proportion* (2001), 3.1.1: where
    nobody said yes the lower end is nought, where all did the upper is one. Wald's covers far too
    little near nought and one, Clopper and Pearson's too much, and Jeffreys' too much where less
    than one yes is expected, as ``bench/estimates.py`` shows.
    """
    share, square = yes / asked, NORMAL**2 / asked
    middle = share + square / 2
    half = NORMAL * math.sqrt(max(0.0, share * (1 - share)) / asked + square / asked / 4)
    low, high = (middle - half) / (1 + square), (middle + half) / (1 + square)
    return (low if yes > 0 else 0.0), (high if yes < asked else 1.0)
