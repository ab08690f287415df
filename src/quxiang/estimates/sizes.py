"""How many to ask: from the interval that is wanted, with a finite population, over strata."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from quxiang.estimates.intervals import NORMAL


@dataclass(frozen=True)
class Stratum:
    """One part of a frame: how many it holds; ``whole`` when all of them are asked."""

    size: int
    whole: bool = False


def needed(population: int, half_width: float, expected: float = 0.5) -> int:
    """Return how many of ``population`` give a 95 % interval of ± ``half_width`` (a share).

    Cochran, *Sampling Techniques*, 4.4: n0 = z² p (1 - p) / d², n = n0 / (1 + (n0 - 1) / N),
    upwards; ``expected`` is the share expected, and a half asks for the most. Raises
    ``ValueError`` for a width or a share that is none.
    """
    if not (0 < half_width < 1 and 0 < expected < 1):
        raise ValueError("half_width and expected lie between nought and one")
    if population <= 0:
        return 0
    endless = NORMAL**2 * expected * (1 - expected) / half_width**2
    return min(population, math.ceil(endless / (1 + (endless - 1) / population)))


def allocated(strata: Sequence[Stratum], wanted: int, minimum: int) -> list[int]:
    """Return how many to draw of each stratum, in their order.

    Whole strata are taken whole. The others share what was wanted in proportion to their sizes by
    largest remainders (ties: the earlier), and each gives ``minimum`` at least, or all it has. So
    the sum is ``wanted`` or more: neither whole strata nor minima take from the interval.
    """
    rest = [each for each in strata if not each.whole]
    population = sum(each.size for each in rest)
    wanted = min(wanted, population)
    shares = [_shared(each, wanted, population) for each in strata]
    given = [whole for whole, _ in shares]
    missing = wanted - sum(n for n, each in zip(given, strata, strict=True) if not each.whole)
    by_remainder = sorted(range(len(strata)), key=lambda at: (-shares[at][1], at))
    for at in by_remainder[:missing]:
        given[at] += 1
    return [max(n, min(minimum, each.size)) for n, each in zip(given, strata, strict=True)]


def _shared(stratum: Stratum, wanted: int, population: int) -> tuple[int, int]:
    """Return a stratum's whole share, and the remainder, in ``population``-ths."""
    if stratum.whole:
        return stratum.size, -1
    if not population:
        return 0, -1
    return divmod(stratum.size * wanted, population)
