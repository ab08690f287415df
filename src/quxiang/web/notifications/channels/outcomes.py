"""What may come of handing over one message."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Accepted:
    """The vendor has it; ``receipt`` is its own number for it."""

    receipt: str


@dataclass(frozen=True)
class Refused:
    """The vendor certainly has not sent it; ``again`` where a later try may succeed."""

    why: str
    again: bool


@dataclass(frozen=True)
class Uncertain:
    """Nobody can tell whether it was sent: never to be repeated without a person."""

    why: str


Outcome = Accepted | Refused | Uncertain
