"""What planting works on: the sheets, a random stream, the moment, and the truth so far."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow.compute as pc

from quxiang.simulation.draws import Flags, Ints
from quxiang.simulation.faults.rates import Counted
from quxiang.simulation.faults.sheet import Sheet
from quxiang.simulation.faults.truth import written_key

#: everything in a record that describes the employer
EMPLOYER = (
    "employer_uscc", "employer_key", "employer_name", "no_uscc_reason", "employer_nature",
    "industry", "job", "place_code", "place_name", "contact_name", "contact_phone_hash",
    "contact_phone",
)  # fmt: skip


@dataclass(frozen=True)
class Bench:
    """The tables of a clean season as sheets.

    ``quiet`` are colleges in which only planters that count a college put faults.
    """

    sheets: Mapping[str, Sheet]
    random: np.random.Generator
    moment: datetime
    told: list[dict[str, Any]] = field(default_factory=list)
    quiet: tuple[str, ...] = ()

    @property
    def graduates(self) -> Sheet:
        return self.sheets["graduates"]

    @cached_property
    def alone(self) -> Flags:
        """Return whose employer's code nobody else had when the sheet was opened."""
        codes = self.graduates.table.column("employer_uscc")
        counts = pc.value_counts(codes)
        once = counts.field("values").filter(pc.equal(counts.field("counts"), 1))
        return np.asarray(pc.is_in(codes, once))

    def choose(self, rows: Ints | Flags, count: int, college: str | None = None) -> list[int]:
        """Draw unused rows of graduates and mark them used; fewer where there are not so many.

        Without a college, those of quiet ones are left alone.
        """
        free = np.zeros(len(self.graduates), bool)
        free[rows] = True
        free[list(self.graduates.used)] = False
        free &= self.within(college) if college else ~self.within(*self.quiet)
        drawn = self.random.permutation(np.flatnonzero(free))[:count].tolist()
        self.graduates.used.update(drawn)
        return [int(row) for row in drawn]

    def tallied(self, name: str) -> Counted:
        """Return what a sheet counted when it was opened."""
        return self._tallied.setdefault(name, Counted(self.sheets[name].table))

    @cached_property
    def _tallied(self) -> dict[str, Counted]:
        return {}

    def within(self, *colleges: str) -> Flags:
        """Return who is of one of these colleges."""
        return self.graduates.holds("college", *colleges)

    def coded(self, *codes: str) -> Flags:
        """Return which graduates had one of these destinations when the sheet was opened."""
        return self.graduates.holds("code", *codes)

    def rows_of(self, name: str, row: int) -> list[int]:
        """Return the rows of a table about the graduate of a row."""
        if name not in self._owners:
            owner = self.graduates.table.column("graduate_id")
            places = pc.index_in(self.sheets[name].table.column("graduate_id"), owner)
            self._owners[name] = np.asarray(pc.fill_null(places, -1))
        rows: list[int] = np.flatnonzero(self._owners[name] == row).tolist()
        return rows

    @cached_property
    def _owners(self) -> dict[str, Ints]:
        return {}

    def row_of(self, graduate_id: str) -> tuple[int, ...]:
        """Return the row that had an id when the sheet was opened, if there was one."""
        place = pc.index(self.graduates.table.column("graduate_id"), graduate_id).as_py()
        return (place,) if place >= 0 else ()

    def who(self, row: int) -> dict[str, Any]:
        """Return the columns by which other tables name the graduate of a row."""
        names = ("graduate_id", "exam_no", "student_no", "id_hash", "identity_no")
        there = [name for name in names if name in self.graduates.names]
        return {name: self.graduates.get(row, name) for name in there}

    def settle_lately(self, row: int) -> None:
        """Let a record be what it is only since a day before the moment; before was nothing."""
        entered = self.moment - timedelta(hours=26)
        recorded = entered - timedelta(hours=5)
        agreed = self.graduates.get(row, "agreed_on") and (recorded - timedelta(days=2)).date()
        self.graduates.set(row, agreed_on=agreed, recorded_at=recorded, entered_at=entered)
        for name, at in (("evidence", recorded + timedelta(hours=1)), ("checks", self.moment),
                         ("confirmations", entered + timedelta(hours=20))):  # fmt: skip
            for other in self.rows_of(name, row):
                if self.sheets[name].get(other, "at") is not None:
                    self.sheets[name].set(other, at=at)

    def tell(
        self, rule: str, subject: str, key: Mapping[str, Any], note: str, *,
        verdict: str | None = "fault", rows: Sequence[int] = (),
    ) -> None:  # fmt: skip
        """Write down a fault by the key its finding must have; no verdict makes it a control.

        ``rows`` are the graduates it is about.
        """
        graduates = self.graduates
        self.told.append({
            "rule": rule, "subject": subject, "expected": verdict is not None, "verdict": verdict,
            "key": written_key(key), "note": note,
            "graduate_ids": sorted({graduates.get(row, "graduate_id") for row in rows}),
            "exam_nos": sorted({graduates.get(row, "exam_no") or "" for row in rows}),
        })  # fmt: skip

    def tell_graduate(self, rule: str, row: int, note: str, **more: Any) -> None:
        """Tell of one graduate; ``more`` may hold the verdict and other columns of the key."""
        verdict = more.pop("verdict", "fault")
        key = {"graduate_id": self.graduates.get(row, "graduate_id")} | more
        self.tell(rule, "graduate", key, note, verdict=verdict, rows=(row,))

    def tell_registry(self, rule: str, row: int, note: str, **more: Any) -> None:
        """Tell of somebody the roster does not have."""
        key = {"graduate_id": self.graduates.get(row, "graduate_id")}
        self.tell(rule, "registry", key, note, rows=(row,), **more)

    def tell_employer(
        self, rule: str, row: int, note: str, rows: Iterable[int] = (), **more: Any
    ) -> None:
        """Tell of the employer of a row, by its key; ``rows`` are all at it."""
        verdict = more.pop("verdict", "fault")
        key = {"employer_key": self.graduates.get(row, "employer_key")} | more
        self.tell(rule, "employer", key, note, verdict=verdict, rows=tuple(rows) or (row,))


Planter = Callable[[Bench], None]
