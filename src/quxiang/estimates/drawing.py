"""Draw so that anybody can draw the same again: by hashes, not by a generator's stream.

Each unit's place in its stratum is the SHA-256 of seed and name under HMAC; the smallest are drawn.
It depends neither on the order of the rows nor on platform, library or version, and whoever joins
or leaves a stratum moves nobody else.
"""

from __future__ import annotations

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Unit:
    """One unit of a frame: a name that is unique in it, and the stratum it stands in."""

    name: str
    stratum: str


def frame_hash(units: Iterable[Unit]) -> str:
    """Return the SHA-256 (hex) of a frame: its units by name, each a line ``name TAB stratum``.

    Raises ``ValueError`` when a name stands twice, or one holds a tab or a line's end.
    """
    lines = sorted(f"{each.name}\t{each.stratum}" for each in units)
    if any(line.count("\t") != 1 or "\n" in line for line in lines):
        raise ValueError("names and strata hold neither tabs nor line ends")
    names = [line.split("\t")[0] for line in lines]
    if len(set(names)) != len(names):
        raise ValueError("a name stands twice in the frame")
    return hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()


def place(seed: str, name: str) -> str:
    """Return where a unit stands in the draw: HMAC-SHA-256 of its name under the seed, in hex."""
    return hmac.digest(seed.encode(), name.encode(), "sha256").hex()


def drawn(units: Iterable[Unit], sizes: Mapping[str, int], seed: str) -> list[str]:
    """Return the names drawn, in the order of their places: ``sizes`` says how many a stratum.

    A simple random sample without replacement of each stratum, given a seed nobody chose. Raises
    ``ValueError`` when a stratum has fewer than are to be drawn.
    """
    by_stratum: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for each in units:
        by_stratum[each.stratum].append((place(seed, each.name), each.name))
    short = [key for key, size in sizes.items() if size > len(by_stratum[key])]
    if short:
        raise ValueError(f"fewer units than are to be drawn in {', '.join(sorted(short))}")
    picked = [each for key in by_stratum for each in sorted(by_stratum[key])[: sizes.get(key, 0)]]
    return [name for _, name in sorted(picked)]


def second(names: Sequence[str], seed: str, one_in: int) -> list[str]:
    """Return which of those drawn are asked twice: one in ``one_in``, upwards, by other hashes."""
    wanted = -(-len(names) // one_in)
    return sorted(names, key=lambda name: place(f"{seed}|second", name))[:wanted]
