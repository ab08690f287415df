"""Draw the records of a round and deal them out, so that anybody can draw them again.

The records of a college stand in order of SHA-256 over ``seed|学号``; the first of them are taken
and dealt, one after the other, to whoever has the fewest and holds no post in that college.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Drawn:
    """Which records (graduate keys) of which college go to which checker."""

    college: int
    checker: int
    graduates: tuple[int, ...]


@dataclass(frozen=True)
class Lacking:
    """Colleges none of the named checkers may check, as each of them holds a post there."""

    colleges: tuple[int, ...]


def place_of(seed: str, student_no: str) -> str:
    """Return by what a record is ordered."""
    return hashlib.sha256(f"{seed}|{student_no}".encode()).hexdigest()


def size_of(frame: int, *, share: int | None, most: int | None) -> int:
    """Return how many of a college are drawn: a share rounded up, or a number, all at most."""
    wanted = most if most is not None else -(-frame * (share or 0) // 100)
    return min(frame, wanted)


def drawn(
    frames: Mapping[int, Sequence[tuple[int, str]]], checkers: Mapping[int, set[int]], *,
    seed: str, share: int | None, most: int | None,
) -> list[Drawn] | Lacking:  # fmt: skip
    """Return who checks which records.

    ``frames`` gives the records of each college as keys and student numbers, ``checkers`` the
    colleges each checker holds a post in, which they check nothing of.
    """
    able = {
        college: sorted(c for c, own in checkers.items() if college not in own)
        for college in frames
    }  # fmt: skip
    lacking = tuple(college for college, found in able.items() if not found)
    if lacking:
        return Lacking(lacking)
    load = dict.fromkeys(checkers, 0)
    dealt: dict[tuple[int, int], list[int]] = {}
    # a college fewest may check first, so that nobody is full when their only one comes
    for college in sorted(frames, key=lambda each: (len(able[each]), each)):
        rows = sorted(frames[college], key=lambda row: place_of(seed, row[1]))
        for key, _ in rows[: size_of(len(rows), share=share, most=most)]:
            checker = min(able[college], key=lambda each: (load[each], each))
            load[checker] += 1
            dealt.setdefault((college, checker), []).append(key)
    return [Drawn(*pair, tuple(keys)) for pair, keys in sorted(dealt.items())]
