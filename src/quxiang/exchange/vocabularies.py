"""Closed vocabularies of text columns: what outside systems and people write for each value."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from quxiang.exchange.cleaning import blank, clean
from quxiang.exchange.distinct import Fault, Read

#: tables that are the graduates table at another moment
LIKE_GRADUATES = frozenset({"graduates", "previous", "last_year", "registry"})
#: unknown words in these are kept as written: the set is open
_OPEN = frozenset({"checks.item", "national.figure", "graduates.startup_form"})
#: says that the value is not known
_UNKNOWN = frozenset({"未知", "不详", "不明", "待核", "待核实", "其他"})


@dataclass(frozen=True)
class Vocabulary:
    """The values of one column and the words for them, folded."""

    column: str
    values: tuple[str, ...]
    words: Mapping[str, str]

    def reader(self, title: str) -> Callable[[str], Read]:
        """Return a reader of this vocabulary; unknown words are one fault per distinct value."""

        def read(text: str) -> Read:
            text = clean(text)
            found = self.words.get(folded(text))
            if found or blank(text) or text in _UNKNOWN:
                return Read(found)
            return self._unknown(text, title)

        return read

    def _unknown(self, text: str, title: str) -> Read:
        if self.column == "graduates.state":
            return Read("entered", Fault("unknown_state"))
        if self.column == "graduates.status":
            return Read(None, Fault("unknown_status"))
        kept = text if self.column in _OPEN else None
        if kept:
            return Read(kept)
        facts = (("title", title), ("words", "、".join(self._shown())))
        return Read(None, Fault("unknown_word", facts))

    def _shown(self) -> list[str]:
        first: dict[str, str] = {}
        for word, value in self.words.items():
            if not word.isascii():
                first.setdefault(value, word)
        return [first.get(value, value) for value in self.values]


def folded(text: str) -> str:
    """Return a word without spaces, brackets' content kept, in lower case."""
    return text.replace(" ", "").lower()


def vocabulary_of(table: str, column: str) -> Vocabulary | None:
    """Return the vocabulary of a column, ``None`` where its text is free."""
    name = "graduates" if table in LIKE_GRADUATES else table
    return _vocabularies().get(f"{name}.{column}")


@cache
def _vocabularies() -> Mapping[str, Vocabulary]:
    text = (files(__package__) / "words.csv").read_text(encoding="utf-8")
    words: dict[str, dict[str, str]] = {}
    for row in csv.DictReader(text.splitlines()):
        column = words.setdefault(row["column"], {})
        for word in row["words"].split("|"):
            column[folded(clean(word))] = row["value"]
    return {
        column: Vocabulary(column, tuple(dict.fromkeys(each.values())), each)
        for column, each in words.items()
    }
