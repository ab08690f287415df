"""Find the code a school meant: words of a table, folded, each with the one code it stands for.

A text resolves only if one code is meant. Between a parent and its child the parent wins; any
other doubt resolves to nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from quxiang.standards.names import fold_name
from quxiang.standards.rows import Row

_DASHES = re.compile(r"[-—–―‐‑‒−─－/\\|_:>→]+")
_DROPPED = str.maketrans("", "", "、，,;；。“”\"'")
_BRACKET = re.compile(r"(.+?)\(([^()]+)\)")

#: word → (code, how)
Words = Mapping[str, tuple[str, str]]
Named = Iterable[tuple[str, str]]


def lookup_key(text: str) -> str:
    """Return the form in which texts and names are compared: folded, one kind of dash, 其他."""
    dashed = _DASHES.sub("-", fold_name(text)).translate(_DROPPED)
    return dashed.strip("-").replace("其它", "其他")


@dataclass(frozen=True, slots=True)
class Index:
    """The words of some rows, and the names of what stands above each code."""

    words: Words
    above: Mapping[str, frozenset[str]]

    def find(self, key: str) -> tuple[str, str] | None:
        """Return (code, how) of a word, alone or with its group before it or in brackets."""
        if found := self.words.get(key):
            return found
        for word, groups in _readings(key):
            found = self.words.get(word)
            if found and groups <= self.above.get(found[0], frozenset()):
                return found
        return None


def _readings(key: str) -> Iterator[tuple[str, set[str]]]:
    """Yield (word, the groups it is said to be in): 单位就业-签劳动合同…, 签劳动合同…(单位就业)."""
    bracket = _BRACKET.fullmatch(key)
    if bracket:
        word, group = bracket.groups()
        yield word, set(group.split("-"))
        key = word
    groups = set(bracket[2].split("-")) if bracket else set()
    parts = key.split("-")
    for at in range(1, len(parts)):
        yield "-".join(parts[at:]), groups | set(parts[:at])


def build_index(
    rows: Iterable[Row], everything: Mapping[str, Row], aliases: Named, headings: Iterable[str]
) -> Index:
    """Index rows by name, then last part, then alias, then the name before its brackets.

    ``everything`` holds all rows by code, for what stands above; neither a last part nor a
    shortened name may claim the name of one of ``headings``.
    """
    mine = list(rows)
    blocked = {lookup_key(name) for name in headings}
    parts = [(row.last_part, row.code) for row in mine]
    heads = [(_head(row.name), row.code) for row in mine]
    words: dict[str, tuple[str, str]] = {}
    for how, named, barred in (
        ("name", [(row.name, row.code) for row in mine], set()),
        ("last_part", parts, blocked),
        ("alias", list(aliases), set()),
        ("alias", heads, blocked),
    ):
        _take(words, how, named, everything, barred)
    return Index(words, {row.code: frozenset(_above(row, everything)) for row in mine})


def _take(
    words: dict[str, tuple[str, str]],
    how: str,
    named: Named,
    everything: Mapping[str, Row],
    barred: set[str],
) -> None:
    candidates: dict[str, set[str]] = {}
    for name, code in named:
        key = lookup_key(name)
        if key and key not in words and key not in barred:
            candidates.setdefault(key, set()).add(code)
    for key, codes in candidates.items():
        if (meant := _meant(codes, everything)) is not None:
            words[key] = (meant, how)


def _meant(codes: set[str], everything: Mapping[str, Row]) -> str | None:
    """Return the only code, or the parent of all others; else nothing."""
    tops = [code for code in codes if everything[code].parent not in codes]
    return tops[0] if len(tops) == 1 else None


def _head(name: str) -> str:
    """Return what stands before the brackets of a name: 其他企业 of 其他企业（含民营企业等）."""
    bracket = _BRACKET.fullmatch(fold_name(name))
    return bracket[1] if bracket else ""


def _above(row: Row, everything: Mapping[str, Row]) -> Iterator[str]:
    while (parent := everything.get(row.parent)) is not None:
        yield lookup_key(parent.name)
        row = parent
