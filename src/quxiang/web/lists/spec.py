"""What a list is made of; an app writes one of these for each of its lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import get_script_prefix, reverse

from quxiang.web.common import clock

Rows = QuerySet[Any]


def opening(route: str) -> Callable[[Any], str]:
    """Return what gives the address of a row's own page; the route takes its key and no more."""

    @cache
    def around(_prefix: str) -> tuple[str, str]:
        before, _, after = reverse(route, args=[0]).rpartition("0")
        return before, after

    def address(row: Any) -> str:
        before, after = around(get_script_prefix())
        return f"{before}{row.pk}{after}"

    return address


@dataclass(frozen=True)
class Column:
    """One column: how a cell is read, sorted and shown.

    ``value`` gives what stands in the cell and in an export; without it the attribute ``key`` is
    read. ``order`` are the database fields to sort by, with the list's own order after them.
    """

    key: str
    title: str
    value: Callable[[Any], object] | None = None
    order: tuple[str, ...] = ()
    number: bool = False
    shown: bool = True
    #: a word's tone (good, wrong, doubt, info) where the cell is a state
    tone: Callable[[Any], str] | None = None
    #: say the title beside the value where there is no head above it, on phones
    labelled: bool = False

    def read(self, row: Model) -> object:
        """Return what stands in the cell; a moment by the clock on the wall."""
        value = getattr(row, self.key) if self.value is None else self.value(row)
        if isinstance(value, datetime):
            return clock.local(value)
        return "" if value is None else value


@dataclass(frozen=True)
class Filter:
    """One filter: chips or a choice box, each choice with its count.

    ``field`` is the database field counted and compared; ``labels`` says what its values are
    called. Choices that nobody has are not shown. One that is not ``counted`` stands on another
    table: it is looked up only once it is chosen, and its choices bear no counts.
    """

    key: str
    title: str
    field: str
    labels: Callable[[HttpRequest], Mapping[Any, str]]
    #: what an empty value is called
    empty: str = "未填写"
    counted: bool = True


@dataclass(frozen=True)
class BulkAction:
    """Something that may be done with all selected rows at once; the app's view does it."""

    key: str
    title: str
    url: str
    tone: str = ""


@dataclass(frozen=True)
class ListSpec:
    """A whole list. ``search`` narrows the rows by what was typed; ``link`` opens a row."""

    name: str
    title: str
    columns: Sequence[Column]
    order: tuple[str, ...]
    search: Callable[[Rows, str], Rows] | None = None
    search_hint: str = "姓名、首字母、学号"
    filters: Sequence[Filter] = ()
    link: Callable[[Any], str] | None = None
    bulk: Callable[[HttpRequest], Sequence[BulkAction]] = field(default=lambda _: ())
    exportable: bool = True
    empty_title: str = "没有记录"
    empty_hint: str = "换个条件再看。"
    per_page: int = 50

    @property
    def searchable(self) -> bool:
        """Say whether there is a search; a template would call ``search`` itself."""
        return self.search is not None
