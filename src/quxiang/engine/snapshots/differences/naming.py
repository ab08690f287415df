"""Name the change that brought a person into a count or out of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from quxiang.engine.snapshots.differences.forms import Because, FieldChange
from quxiang.engine.snapshots.differences.people import Paired
from quxiang.engine.snapshots.differences.spelling import spelt
from quxiang.standards import Standard

#: the fields that decide whether and where a person counts
DECIDING = ("code", "state", "status", "completion")
NEW, GONE, OTHERWISE = "新增", "移出", "计数口径改变"


@dataclass(frozen=True)
class Namer:
    """Names changes of people; destinations are spelt as the scheme of the later snapshot."""

    paired: Paired
    standard: Standard

    def of(self, pair: int, more: tuple[str, ...] = (), otherwise: str = OTHERWISE) -> str:
        """Return what changed of a pair; ``more`` are fields that decide besides the usual."""
        if self.paired.pairs.before[pair] < 0:
            return NEW
        if self.paired.pairs.after[pair] < 0:
            return GONE
        fields = self.paired.differing.get(pair, ())
        deciding = [each for each in fields if each.field in (*DECIDING, *more)]
        return "；".join(map(self._spelt, deciding)) or otherwise

    def _spelt(self, change: FieldChange) -> str:
        values = (self._value(change, each) for each in ("before", "after"))
        return f"{change.title} {' → '.join(values)}"

    def _value(self, change: FieldChange, side: str) -> str:
        value, said = getattr(change, side), getattr(change, f"{side}_said")
        if change.field == "code":  # spelt as the scheme of the figure spells it
            said = spelt(self.standard, "code", value)
        return "空" if said is None else str(said)


def gathered(subjects: Iterable[tuple[str, str]], effect: int) -> Iterator[Because]:
    """Give one reason for each name among (name, subject), those of most subjects first."""
    named: dict[str, list[str]] = {}
    for change, subject in subjects:
        named.setdefault(change, []).append(subject)
    for change, found in sorted(named.items(), key=lambda each: (-len(each[1]), each[0])):
        yield Because(change, effect, len(found), tuple(sorted(found)))
