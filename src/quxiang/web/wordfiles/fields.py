"""What a template of a kind may use: every field by name, in words, with what it is tried with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Field:
    """One field: a text; with ``each`` a list, of rows where it has ``columns``, else of texts."""

    name: str
    title: str
    example: str = ""
    each: bool = False
    columns: tuple[Field, ...] = ()

    @property
    def plain(self) -> bool:
        """Say whether it is one text, which may be written out."""
        return not self.each and not self.columns

    def column(self, name: str) -> Field | None:
        return named(self.columns, name)

    def of_each(self) -> Field:
        """Return what one item of the list is."""
        return Field(self.name, self.title, columns=self.columns)


def text(name: str, title: str, example: str = "") -> Field:
    return Field(name, title, example)


def paragraphs(name: str, title: str, example: str = "") -> Field:
    return Field(name, title, example, each=True)


def rows(name: str, title: str, *columns: Field) -> Field:
    return Field(name, title, each=True, columns=columns)


def named(fields: Iterable[Field], name: str) -> Field | None:
    return next((each for each in fields if each.name == name), None)


def picked(fields: Sequence[Field], data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of ``data``, and nothing else: texts, lists of texts, rows of them."""
    return {each.name: _value(each, data.get(each.name)) for each in fields}


def _value(field: Field, value: Any) -> Any:
    if not field.each:
        return "" if value is None else str(value)
    if field.columns:
        return [picked(field.columns, each) for each in value or ()]
    return [str(each) for each in value or ()]


def sample_of(fields: Sequence[Field]) -> dict[str, Any]:
    """Return what a template is tried with: every field filled, two of every list."""
    return {each.name: _tried(each) for each in fields}


def _tried(field: Field) -> Any:
    if not field.each:
        return field.example or field.title
    one = sample_of(field.columns) if field.columns else field.example or field.title
    return [one, one]
