"""A code table and how a text finds its code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Generic, TypeVar

from quxiang.standards.lookup import Index, Named, build_index, lookup_key
from quxiang.standards.rows import Row

_ZERO_FRACTION = re.compile(r"\.0+$")
_CODE_THEN_NAME = re.compile(r"([0-9a-z]+?(?:-[a-z]+|\.\d)?)[-.]?((?![0-9a-z]).+)")

AnyRow_co = TypeVar("AnyRow_co", bound=Row, covariant=True)


@dataclass(frozen=True, slots=True)
class Match:
    """What a text was taken for. ``how``: code, name, last_part, alias, child_as_parent, none.

    ``needs_child`` says that the code is a bare parent and its child is wanted.
    """

    code: str | None
    how: str
    needs_child: bool = False


NOTHING = Match(None, "none")


@dataclass(frozen=True, eq=False)
class CodeTable(Generic[AnyRow_co]):
    """One code table as a school uses it. ``version`` is its scheme, or "" for all schemes.

    Names above ``first_level`` are headings and not recognised; ``wanting`` are the codes whose
    child is wanted; a child known only to the ``finer`` table counts here as its parent.
    """

    name: str
    version: str
    rows: Mapping[str, AnyRow_co]
    digest: str
    aliases: Named = ()
    first_level: int = 0
    wanting: frozenset[str] = frozenset()
    finer: CodeTable[AnyRow_co] | None = field(default=None, repr=False)

    def get(self, code: str) -> AnyRow_co | None:
        """Return the row of exactly this code."""
        return self.rows.get(code)

    def find(self, text: str) -> Match:
        """Return the code a text means: the code itself, its name, last part or an alias.

        ``1`` and ``1.0`` find ``01``; a group before the name or in brackets behind it is
        understood; a code followed by its own name is the code.
        """
        key = lookup_key(text)
        if not key:
            return NOTHING
        return self._own(key) or self._as_child(key) or NOTHING

    def _own(self, key: str) -> Match | None:
        return self._as_code(key) or self._as_word(key) or self._as_both(key)

    def _match(self, code: str, how: str) -> Match:
        return Match(code, how, code in self.wanting)

    def _as_code(self, key: str) -> Match | None:
        for spelling in self._spellings(_ZERO_FRACTION.sub("", key)):
            if code := self._codes.get(spelling):
                return self._match(code, "code")
        return None

    def _spellings(self, key: str) -> list[str]:
        if not key.isascii() or not key.isdigit():
            return [key]
        return [key, *(key.zfill(width) for width in self._widths if width > len(key))]

    def _as_word(self, key: str) -> Match | None:
        found = self._index.find(key)
        return self._match(*found) if found else None

    def _as_both(self, key: str) -> Match | None:
        parts = _CODE_THEN_NAME.fullmatch(key)
        if parts is None:
            return None
        code, word = self._as_code(parts[1]), self._as_word(parts[2].strip("-"))
        return code if code and word and code.code == word.code else None

    def _as_child(self, key: str) -> Match | None:
        """Return the parent of a child that only the finer table knows, or may know (701)."""
        if self.finer is None:
            return None
        found = self.finer._own(key)
        parent = self.finer.rows[str(found.code)].parent if found else key[:2]
        guessed = found is None and len(key) == 3 and key.isdigit() and parent in self.finer.wanting
        known = found is not None and parent in self._named
        return Match(parent, "child_as_parent") if known or guessed else None

    @cached_property
    def _named(self) -> dict[str, AnyRow_co]:
        return {
            code: row
            for code, row in self.rows.items()
            if not row.level or row.level >= self.first_level
        }

    @cached_property
    def _codes(self) -> dict[str, str]:
        return {lookup_key(code): code for code in self._named}

    @cached_property
    def _widths(self) -> list[int]:
        return sorted({len(code) for code in self._named if code.isdigit()})

    @cached_property
    def _index(self) -> Index:
        headings = [row.name for code, row in self.rows.items() if code not in self._named]
        aliases = [(alias, code) for alias, code in self.aliases if code in self._named]
        return build_index(self._named.values(), self.rows, aliases, headings)
