"""How a cohort's records stand at one moment: the version in force, else the current one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from quxiang.simulation.codes import CODES
from quxiang.simulation.columns import chosen, minute_number
from quxiang.simulation.draws import Flags, Ints
from quxiang.simulation.lives import Lives
from quxiang.simulation.timetable import NEVER

_STATES = ("draft", "in_review", "returned", "signed", "entered")
_DRAFT, _IN_REVIEW, _RETURNED, _SIGNED, _ENTERED = range(5)
#: one in so many records comes back once before it is signed
_COMES_BACK = 25


@dataclass(frozen=True)
class Standing:
    """Which version each row shows (``slot``, -1 for none), its number, and how far it is."""

    lives: Lives
    employers: Ints
    moment: datetime
    slot: Ints
    number: Ints
    stage: Ints

    def shown(self, values: Ints) -> Ints:
        """Return what the shown version has of ``values`` (version × graduate), -1 for none."""
        own = values[np.maximum(self.slot, 0), np.arange(len(self.slot))]
        return np.asarray(np.where(self.slot < 0, -1, own))

    @property
    def code(self) -> Ints:
        return self.shown(self.lives.code)

    @property
    def employer(self) -> Ints:
        return self.shown(self.employers)

    @property
    def entered(self) -> Flags:
        return np.asarray(self.stage == _ENTERED)

    @property
    def state(self) -> pa.Array:
        return chosen(_STATES, self.stage)

    def coded(self, *codes: str) -> Flags:
        """Return whose shown version has one of these destinations."""
        return np.isin(self.code, [CODES.index(code) for code in codes])


def standing_at(lives: Lives, employers: Ints, moment: datetime) -> Standing:
    """Look at a season at one moment; nothing that happens later is seen."""
    now = minute_number(moment)
    entered, recorded = lives.entered <= now, lives.recorded <= now
    in_force = _last(entered)
    slot = np.where(in_force >= 0, in_force, _last(recorded))
    exists = lives.recorded < NEVER
    rows = np.arange(len(slot))
    number = np.asarray(np.cumsum(exists, axis=0)[np.maximum(slot, 0), rows], np.int64)
    stage = _stages(lives, now, np.maximum(slot, 0))
    return Standing(lives, employers, moment, slot, number, np.where(slot < 0, -1, stage))


def version_of(lives: Lives, employers: Ints, moment: datetime, version: int) -> Standing:
    """Look at one version of everybody, whether or not it is shown; -1 who never has it."""
    exists = lives.recorded < NEVER
    slot = np.where(exists[version], version, -1)
    number = np.asarray(np.cumsum(exists, axis=0)[version], np.int64)
    stage = np.where(exists[version], _ENTERED, -1)
    return Standing(lives, employers, moment, slot, number, stage)


def _last(flags: npt.NDArray[np.bool_]) -> Ints:
    """Return the last version flagged of each graduate, -1 for none."""
    versions = np.arange(1, len(flags) + 1)[:, None]
    return np.asarray((flags * versions).max(axis=0) - 1)


def _stages(lives: Lives, now: int, slot: Ints) -> Ints:
    """Return how far the shown version is: written, in review, now and then returned, signed."""
    rows = np.arange(len(slot))
    recorded, signed, entered = (
        values[slot, rows] for values in (lives.recorded, lives.signed, lives.entered)
    )
    step = (signed - recorded) // 6
    comes_back = rows % _COMES_BACK == 0
    stage = np.full(len(slot), _DRAFT)
    stage[now >= recorded + step] = _IN_REVIEW
    stage[comes_back & (now >= recorded + 2 * step) & (now < recorded + 4 * step)] = _RETURNED
    stage[now >= signed] = _SIGNED
    stage[now >= entered] = _ENTERED
    return stage
