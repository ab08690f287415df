"""The same people counted by both schemes, and what moves between their classes.

Single codes are never compared between schemes; only figures whose members are the same are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from quxiang.engine.figureform import FigureRule, shipped_figures
from quxiang.engine.results import Figure
from quxiang.standards import Standard, bridge
from quxiang.web.reference.words import degree_title
from quxiang.web.season.basis import Frozen, Kept, opened
from quxiang.web.season.figuring import counted, in_both

SCHEMES = ("2021", "2024")
#: over all members of the classes that count as placed, by either scheme
PLACED = "placement_rate"
#: of what is in no force there is nothing to move
_NOT_IN_FORCE = "unregistered"
#: how sure somebody must be of a pair of codes, else it is shown as uncertain
_SURE = "high"


@dataclass(frozen=True)
class Beside:
    """One figure by the own scheme and by the other; ``comparable`` says that it is of the same."""

    title: str
    own: Figure | None
    other: Figure | None
    comparable: bool

    @property
    def difference(self) -> int | None:
        if self.own is None or self.other is None:
            return None
        return self.other.numerator - self.own.numerator


@dataclass(frozen=True)
class Moving:
    """The people of one code: which class they are in here and there, and how sure that is."""

    code: str
    name: str
    people: int
    own: str
    other: str
    #: both classes have the same members
    same: bool
    into: str
    note: str
    sure: str

    @property
    def degree(self) -> str:
        return degree_title(self.sure)

    @property
    def uncertain(self) -> bool:
        """Say whether nobody has confirmed the pair, or a person would have to split it."""
        return not self.sure.startswith(_SURE) or "；" in self.into


@dataclass(frozen=True)
class Bridged:
    """A state by both schemes; ``own`` is the cohort's."""

    own: str
    other: str
    figures: Sequence[Beside]
    codes: Sequence[Moving]

    @property
    def moved(self) -> int:
        """Return how many people are in a class that the other scheme has not as it is."""
        return sum(each.people for each in self.codes if not each.same)

    @property
    def uncertain(self) -> int:
        return sum(each.people for each in self.codes if each.uncertain)


def bridged(row: Kept, within: str = "") -> Bridged:
    """Return the figures of a state by its scheme and the other one, and what moves between."""
    state = opened(row)
    own = state.settings.scheme
    other = next(each for each in SCHEMES if each != own)
    told = in_both(row, other, within)
    figures = list(_beside(own, told[own], told[other]))
    codes = sorted(
        _moving(state, row, other, within), key=lambda each: (each.same, not each.uncertain)
    )
    return Bridged(own, other, figures, codes)


def _beside(own: str, here: Mapping[str, Figure], there: Mapping[str, Figure]) -> Iterator[Beside]:
    told = [rule.code for rule in shipped_figures() if rule.code in here or rule.code in there]
    for code in dict.fromkeys(told):
        title = (here.get(code) or there[code]).title
        yield Beside(title, here.get(code), there.get(code), _comparable(code, own))


def _comparable(code: str, own: str) -> bool:
    """Say whether a figure has the same members by both schemes."""
    if code == PLACED:
        return True
    rules = {scheme: _rule(code, scheme) for scheme in SCHEMES}
    if any(rule is None or not rule.exclusive for rule in rules.values()):
        return False
    old, new = (rules[each].categories for each in SCHEMES)  # type: ignore[union-attr]
    if old == new and old[0].startswith("un"):  # in no class of either: not told, not recognised
        return True
    return any(
        each.comparable and old == (each.group_2021,) and new == (each.group_2024,)
        for each in bridge.groups()
    )


def _rule(code: str, scheme: str) -> FigureRule | None:
    found = (each for each in shipped_figures() if each.code == code and scheme in each.standards)
    return next(found, None)


def _moving(state: Frozen, row: Kept, other: str, within: str) -> Iterator[Moving]:
    """Return every code somebody in force has, with its classes by both schemes."""
    here, there = state.standard(), state.standard(other)
    told = counted(row, "code", within)
    classes = [
        rule for rule in told.rules if rule.exclusive and _NOT_IN_FORCE not in rule.categories
    ]
    for code, figures in told.groups.items():
        people = sum(figures[rule.code].numerator for rule in classes if rule.code in figures)
        if code and people:
            yield _one(code, people, here, there)


def _one(code: str, people: int, here: Standard, there: Standard) -> Moving:
    own, other = _class(here, code), _class(there, code)
    pairs = _pairs(code, here.scheme)
    into = dict.fromkeys(
        f"{pair.code_2024} {pair.name_2024}" if here.scheme == "2021"
        else f"{pair.code_2021} {pair.name_2021}"
        for pair in pairs
    )  # fmt: skip
    sure = min((pair.confidence for pair in pairs), key=lambda each: each.startswith(_SURE),
               default="")  # fmt: skip
    known = here.destinations.get(code)
    notes = dict.fromkeys(pair.note for pair in pairs if pair.note)
    return Moving(
        code, known.name if known else "（方案里没有）", people, _title(here, own),
        _title(there, other), _same(own, other, here.scheme),
        "；".join(into), "".join(notes), sure,
    )  # fmt: skip


def _pairs(code: str, scheme: str) -> list[bridge.Pair]:
    """Return what the bridge says of a code; a bare parent of 2024 is a code of 2021 itself."""
    if scheme == "2021":
        return [each for each in bridge.pairs() if each.code_2021 == code]
    found = [each for each in bridge.pairs() if each.code_2024 == code]
    return found or [each for each in bridge.pairs() if each.code_2021 == code]


def _class(standard: Standard, text: str) -> str:
    row = standard.destinations.get(standard.tables["destination"].find(text).code or "")
    return row.group if row is not None else ""


def _title(standard: Standard, group: str) -> str:
    row = standard.tables["destination_group"].get(group)
    return row.name if row is not None else group or "没有这个代码"


def _same(own: str, other: str, scheme: str) -> bool:
    old, new = (own, other) if scheme == "2021" else (other, own)
    return any(
        (each.group_2021, each.group_2024) == (old, new) and each.comparable
        for each in bridge.groups()
    )
