"""Seeded random numbers: one stream a purpose, so that a new part never shifts the others."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.float64]
#: steps that never come back to where they were: two of them spread rows in two unrelated ways
GOLDEN, SILVER = (5**0.5 - 1) / 2, 2**0.5 - 1


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
    return picked(weights, random.random(size))


def picked(weights: Sequence[float] | Numbers, numbers: Numbers) -> Ints:
    """Return the index of ``weights`` each number between 0 and 1 falls on."""
    edges = np.cumsum(np.asarray(weights, dtype=np.float64))
    drawn = np.searchsorted(edges, numbers * edges[-1], side="right")
    return np.asarray(np.minimum(drawn, len(edges) - 1).astype(np.int64))


def spread(groups: Ints, step: float = GOLDEN, rounding: Numbers | float = 0.5) -> Numbers:
    """Return numbers between 0 and 1, spread evenly over each group and over any run of its rows.

    ``groups`` are sorted numbers. As many rows of a group stay below a share as the share of its
    rows, rounded half up, or down (``rounding`` 0) or up (1), the same in a group; a run of rows
    has one or two more or fewer. Drawing each row by itself would let small units jump.
    """
    starts = np.flatnonzero(np.diff(groups, prepend=-1))
    sizes = np.diff(np.append(starts, len(groups)))
    within = np.arange(len(groups)) - np.repeat(starts, sizes)
    order = np.lexsort((within * step % 1.0, groups))
    rank = np.empty(len(groups), np.int64)
    rank[order] = within
    inside = np.clip(1.0 - np.asarray(rounding), _HAIR, 1 - _HAIR)
    return np.asarray((rank + inside) / np.repeat(sizes, sizes))


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
