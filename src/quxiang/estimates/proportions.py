"""The share of everybody who …, from answers drawn by strata, with what is missing weighed up."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from quxiang.estimates.intervals import wilson

#: with 1, intervals of strata of a few answers held 90 % of what they claim 95 % of
DRAWN = 20


@dataclass(frozen=True)
class Answers:
    """One stratum: how many it holds, how many answered, how many of these said yes.

    ``cell`` is what strata are alike in; a stratum in which nobody answered is told by those of
    its cell, or by all where nobody of its cell did.
    """

    cell: str
    size: int
    answered: int
    yes: int


@dataclass(frozen=True)
class Estimate:
    """A share of a population, with its 95 % interval; all between nought and one.

    ``design_effect`` is the variance against that of a simple draw of as many, ``effective`` how
    many of a simple draw would say as much. ``told_by_others`` are the heads in strata where nobody
    answered. Without answers there is no share.
    """

    population: int
    answered: int
    yes: int
    share: float | None
    low: float
    high: float
    design_effect: float | None
    effective: float
    told_by_others: int


def estimated(strata: Iterable[Answers]) -> Estimate:
    """Return the weighted share over strata, each answer standing for N / r of its stratum.

    p = Σ W p_h with W = N_h / N (Cochran 5.1); whoever did not answer is weighed up within the
    stratum, as if silence said nothing there. Its variance is Σ W² (1 - r/N) s_h (1 - s_h) / r
    (5.2), s_h being p_h drawn towards p as if by ``DRAWN`` answers more: a few that agree would
    make a stratum look certain. Effective is p (1 - p) / variance, and the interval Wilson's for
    so many, as Franco, Little, Louis and Slud (2019) compare them for surveys; Korn and Graubard
    (1998) take Clopper and Pearson's there, which covers too much. ``bench/estimates.py`` is why.
    A population that answered whole leaves no interval.
    """
    given = [each for each in strata if each.size]
    population, yes = sum(e.size for e in given), sum(e.yes for e in given)
    answered = sum(each.answered for each in given)
    if not answered:
        return Estimate(population, 0, 0, None, 0.0, 1.0, None, 0.0, population)
    others = sum(each.size for each in given if not each.answered)
    parts = _joined(given)
    share = sum(each.heads * each.yes / each.answered for each in parts) / population
    if answered == population:
        return Estimate(population, answered, yes, share, share, share, 0.0, math.inf, 0)
    effective = _effective(parts, share, population)
    low, high = wilson(share * effective, effective)
    simple = (1 - answered / population) or 1.0
    effect = answered / effective / simple
    return Estimate(population, answered, yes, share, low, high, effect, effective, others)


@dataclass(frozen=True)
class _Part:
    """A stratum with answers, and the heads these stand for."""

    heads: float
    answered: int
    yes: int


def _joined(strata: Sequence[Answers]) -> list[_Part]:
    """Give the heads of strata where nobody answered to those of their cell, by their sizes."""
    silent: dict[str, int] = defaultdict(int)
    heard: dict[str, int] = defaultdict(int)
    for each in strata:
        (heard if each.answered else silent)[each.cell] += each.size
    lost = sum(size for cell, size in silent.items() if not heard.get(cell))
    for_all = 1 + lost / (sum(silent.values()) + sum(heard.values()) - lost)
    return [
        _Part(e.size * (1 + silent.get(e.cell, 0) / heard[e.cell]) * for_all, e.answered, e.yes)
        for e in strata
        if e.answered
    ]


def _effective(parts: Sequence[_Part], share: float, population: int) -> float:
    """Return how many of a simple draw without end would say as much."""
    answered = sum(each.answered for each in parts)
    towards = min(max(share, 0.5 / answered), 1 - 0.5 / answered)
    rates = [(each.yes + DRAWN * towards) / (each.answered + DRAWN) for each in parts]
    weights = [each.heads / population for each in parts]
    variance = sum(
        weight**2 * (1 - each.answered / each.heads) * rate * (1 - rate) / each.answered
        for each, weight, rate in zip(parts, weights, rates, strict=True)
    )
    mean = sum(weight * rate for weight, rate in zip(weights, rates, strict=True))
    return mean * (1 - mean) / variance
