"""What a single header means: exact, alias, pinyin initials or nearly so."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache

from quxiang.exchange.cleaning import clean
from quxiang.exchange.declared import READABLE
from quxiang.exchange.initials import initials
from quxiang.exchange.layouts import other_headers
from quxiang.exchange.nearness import distance

_MARKS = re.compile(r"[\s*＊★#:：。·,，\-_—/\\'\"“”‘’]+")
_BRACKETS = re.compile(r"[\[(（【〔{<《][^\])）】〕}>》]*[\])）】〕}>》]")
_BRACKET_SIGNS = re.compile(r"[\[\]()（）【】〔〕{}<>《》]")
#: never by resemblance: a wrong school or cohort would cut every record off from the others
_EXACT_ONLY = frozenset({"school", "cohort"})


class Role(StrEnum):
    """What the cells below a header hold."""

    VALUE = "value"
    NAME = "name"
    RAW = "raw"


@dataclass(frozen=True, slots=True)
class Known:
    """A header that is known for a field; ``rank`` is its place among the field's headers."""

    field: str
    role: Role
    header: str
    rank: int


@dataclass(frozen=True, slots=True)
class Match:
    """A header recognised: ``how`` as in ``Understood``."""

    known: Known
    how: str


def fold_header(text: str) -> str:
    """Return a header without marks, spaces and bracket signs, in lower case."""
    return _BRACKET_SIGNS.sub("", _MARKS.sub("", clean(text))).lower()


def _spellings(text: str) -> list[str]:
    """Return the folded header, then without what stands in brackets."""
    text = clean(text)
    return list(
        dict.fromkeys(filter(None, (fold_header(text), fold_header(_BRACKETS.sub("", text)))))
    )


@dataclass(frozen=True)
class HeaderBook:
    """Every header known for one table. ``mapping`` is folded header → field, ``-`` for none."""

    table: str
    exact: Mapping[str, Known]
    letters: Mapping[str, Known]
    mapping: Mapping[str, str] = field(default_factory=dict)

    def find(self, text: str) -> Match | None:
        """Return what a header surely means: as mapped, declared, or by pinyin initials."""
        if fold_header(text) in self.mapping:
            return self._mapped(text)
        return self._found(text)

    def _mapped(self, text: str) -> Match | None:
        name = self.mapping[fold_header(text)]
        usual = self._found(text)
        if usual and usual.known.field == name:
            return Match(usual.known, "mapping")
        known = next((known for known in self.exact.values() if known.field == name), None)
        return Match(known, "mapping") if known else None

    def _found(self, text: str) -> Match | None:
        for spelling in _spellings(text):
            if known := self.exact.get(spelling):
                return Match(known, _how(known, spelling))
            if known := self.letters.get(spelling):
                return Match(known, "pinyin")
        return None

    def find_near(self, text: str) -> Match | None:
        """Return what a misspelt header must mean, if only one field is that near."""
        spelling = _spellings(text)[-1:]
        if not spelling or is_elsewhere(spelling[0]) or fold_header(text) in self.mapping:
            return None
        near = [
            (steps, known)
            for header, known in self.exact.items()
            if known.field not in _EXACT_ONLY and (steps := _steps(spelling[0], header))
        ]
        least = min((steps for steps, _ in near), default=0)
        best = {known.field: known for steps, known in near if steps == least}
        return Match(next(iter(best.values())), "similar") if len(best) == 1 else None

    def resembling(self, text: str, fields: frozenset[str]) -> Known | None:
        """Return a known header of ``fields`` that ``text`` contains or is two steps from."""
        spelling = fold_header(text)
        for header, known in self.exact.items():
            if known.field not in fields or len(header) < 2 or not 0 < len(spelling) < 30:
                continue
            if header in spelling or distance(header, spelling) <= len(header) // 3:
                return known
        return None

    def fields(self) -> list[str]:
        return list(dict.fromkeys(known.field for known in self.exact.values()))


def _how(known: Known, spelling: str) -> str:
    if spelling == known.field.replace("_", "") or known.rank == 0:
        return "exact"
    return "pinyin" if spelling.isascii() and spelling.isalpha() else "alias"


def _steps(text: str, header: str) -> int:
    """Return how many edits apart two headers are, 0 if too many for their length or none."""
    ascii_only = header.isascii()
    if ascii_only != text.isascii() or len(header) < (6 if ascii_only else 4):
        return 0
    allowed = 2 if ascii_only and len(header) >= 9 else 1
    if abs(len(text) - len(header)) > allowed:
        return 0
    steps = distance(text, header)
    return steps if steps <= allowed else 0


def is_elsewhere(spelling: str) -> bool:
    """Say whether a folded header is a known one that no engine table wants."""
    return spelling in other_headers()


@cache
def header_book(table: str) -> HeaderBook:
    """Return the headers known for a declared table."""
    exact: dict[str, Known] = {}
    for known in _declared(table):
        exact.setdefault(fold_header(known.header), known)
    return HeaderBook(table, exact, _letters(exact))


def _declared(table: str) -> list[Known]:
    declared, found = READABLE[table], []
    for column in declared.columns:
        if column.aliases or column.names:
            found += _ranked(column.name, Role.VALUE, (*column.aliases, column.name))
            found += _ranked(column.name, Role.NAME, column.names)
    for raw in declared.raw:
        found += _ranked(raw.name, Role.RAW, (*raw.aliases, raw.name))
    return found


def _ranked(field: str, role: Role, headers: tuple[str, ...]) -> list[Known]:
    return [Known(field, role, header, rank) for rank, header in enumerate(headers)]


def _letters(exact: Mapping[str, Known]) -> dict[str, Known]:
    """Return pinyin initials of Chinese headers, where they mean one field in one role."""
    found: dict[str, list[Known]] = {}
    for header, known in exact.items():
        letters = "" if header.isascii() else initials(header)
        if len(letters) >= 3 and letters not in exact:
            found.setdefault(letters, []).append(known)
    return {
        letters: each[0]
        for letters, each in found.items()
        if len({(known.field, known.role) for known in each}) == 1
    }
