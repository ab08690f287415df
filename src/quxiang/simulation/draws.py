"""Seeded random numbers: one stream a purpose, so that a new part never shifts the others."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.float64]


def stream(seed: int, *purpose: str) -> np.random.Generator:
    """Return the PCG64 generator of one purpose; the same words give the same stream."""
    words = [seed, *(zlib.crc32(word.encode()) for word in purpose)]
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(words)))


def split(total: int, weights: Numbers) -> Ints:
    """Split ``total`` into whole parts by weight; the parts sum to it exactly."""
    edges = np.rint(np.concatenate(([0.0], np.cumsum(weights))) / weights.sum() * total)
    return np.asarray(np.diff(edges.astype(np.int64)))


def pick(random: np.random.Generator, weights: Sequence[float] | Numbers, size: int) -> Ints:
    """Draw ``size`` indices of ``weights``, each by its weight."""
    edges = np.cumsum(np.asarray(weights, dtype=np.float64))
    drawn = np.searchsorted(edges, random.random(size) * edges[-1], side="right")
    return np.asarray(np.minimum(drawn, len(edges) - 1).astype(np.int64))


def evenly(chances: Numbers, groups: Ints, rounding: Numbers | float = 0.5) -> Flags:
    """Return flags whose count in any run of rows of one group is its sum of chances, ±1.

    ``groups`` are sorted numbers; drawing each row by itself would let small units jump. A whole
    group's count is rounded: half up, or down (``rounding`` 0) or up (1), row by row the same in
    a group.
    """
    total = np.cumsum(chances)
    starts = np.flatnonzero(np.diff(groups, prepend=-1))
    base = np.concatenate(([0.0], total))[starts]
    inside = total - np.repeat(base, np.diff(np.append(starts, len(groups))))
    steps = np.floor(inside + np.clip(rounding, _HAIR, 1 - _HAIR))
    before = np.concatenate(([0.0], steps[:-1]))
    before[starts] = 0.0
    return np.asarray(steps > before)


def distinct_within(random: np.random.Generator, groups: Ints, space: int) -> Ints:
    """Draw whole numbers below ``space`` so that no two rows of one group have the same."""
    drawn = random.integers(0, space, len(groups))
    while len(again := _repeated(groups * space + drawn)):
        drawn[again] = random.integers(0, space, len(again))
    return drawn


def _repeated(drawn: Ints) -> Ints:
    order = np.argsort(drawn, kind="stable")
    return np.asarray(order[1:][np.diff(drawn[order]) == 0])


def scrambled(numbers: Ints, space: int) -> Ints:
    """Return numbers below ``space`` in an order that looks random; different stay different."""
    return (numbers * _STEP + _START) % space


_STEP = 15_485_863  # a prime, so that it has no factor in common with any space used
_START = 7_919
_HAIR = 1e-6  # sums of chances are not exact
