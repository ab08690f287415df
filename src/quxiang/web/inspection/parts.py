"""What the whole file of a graduate says beside the destination: part by part, apps tell theirs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from quxiang.web.common import clock
from quxiang.web.roster.models import Graduate

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

#: rows of one part; more are counted and said
MOST = 300


@dataclass(frozen=True)
class Part:
    """One table of the file; ``note`` says what is not in it, where something is not."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""

    @property
    def labelled(self) -> list[list[tuple[str, str]]]:
        """Return the rows, each cell with its head, as a phone shows them."""
        return [list(zip(self.heads, row, strict=True)) for row in self.rows]


Telling = Callable[[Graduate, "User"], Part]
_telling: list[tuple[int, Telling]] = []


def tells_part(order: int) -> Callable[[Telling], Telling]:
    """Register who knows one part of a graduate's whole file; smaller orders stand first."""

    def known(telling: Telling) -> Telling:
        _telling.append((order, telling))
        _telling.sort(key=lambda each: each[0])
        return telling

    return known


def parts_of(graduate: Graduate, user: User) -> list[Part]:
    """Return every part as ``user`` may read it."""
    return [telling(graduate, user) for _, telling in _telling]


def shortened(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Part:
    """Return a part of the newest rows, with how many there are where they are more."""
    note = f"共 {len(rows)} 条，列最近 {MOST} 条。" if len(rows) > MOST else ""
    return Part(title, heads, rows[:MOST], note)


def moment(at: datetime | None) -> str:
    return f"{clock.local(at):%Y-%m-%d %H:%M}" if at is not None else ""


def as_data(parts: Sequence[Part]) -> list[dict[str, Any]]:
    """Return parts as plain data, for the printer."""
    return [asdict(each) for each in parts]
