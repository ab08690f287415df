"""Turn a request and a list's description into a page: rows, counts, chips, links."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import quote_plus, urlencode

from django.http import HttpRequest, QueryDict
from django.utils.safestring import SafeString

from quxiang.web.accounts.readers import reader
from quxiang.web.common import compiled
from quxiang.web.lists.grouping import EMPTY, Groups, text_of
from quxiang.web.lists.models import SavedView
from quxiang.web.lists.rendering import chips_html, rows_html
from quxiang.web.lists.spec import BulkAction, Column, Filter, ListSpec, Rows

RESERVED = ("q", "sort", "page", "columns")


class Cell(NamedTuple):
    text: object
    number: bool
    title: str
    tone: str | None
    link: str
    labelled: bool


class Row(NamedTuple):
    pk: int
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Chip:
    """One choice of a filter: its count over everything the other filters leave, where counted."""

    label: str
    count: int | None
    url: str
    on: bool


@dataclass(frozen=True)
class Facet:
    filter: Filter
    chips: Sequence[Chip]

    @property
    def chosen(self) -> Chip | None:
        return next((chip for chip in self.chips if chip.on), None)

    @property
    def html(self) -> SafeString:
        return chips_html(self.chips)


@dataclass(frozen=True)
class Head:
    column: Column
    url: str
    direction: str


@dataclass(frozen=True)
class ListPage:
    """Everything ``lists/page.html`` shows."""

    spec: ListSpec
    heads: Sequence[Head]
    rows: Sequence[Row]
    count: int
    facets: Sequence[Facet]
    query: str
    #: whether anything was searched or chosen, be it a value nobody has
    filtered: bool
    number: int
    pages: int
    previous_url: str
    next_url: str
    views: Sequence[SavedView]
    bulk: Sequence[BulkAction]
    chosen_columns: frozenset[str]
    current_query: str
    hidden: Sequence[tuple[str, str]]
    objects: Sequence[Any]

    @property
    def html(self) -> SafeString:
        return rows_html(self.rows, selectable=bool(self.bulk))

    @property
    def ids(self) -> list[int]:
        return [row.pk for row in self.rows]


def build(request: HttpRequest, spec: ListSpec, rows: Rows) -> ListPage:
    """Return the page a request asks for; unknown parameters are ignored, never an error."""
    asked = Asked(request.GET, spec)
    groups = asked.grouped(asked.searched(rows))
    count = groups.count
    pages = max(1, -(-count // spec.per_page))
    number = min(asked.page, pages)
    start = (number - 1) * spec.per_page
    narrowed = groups.narrowed.order_by(*asked.order)
    name = f"{spec.name} {asked.order}"
    page = narrowed[start : start + spec.per_page]
    found = compiled.rows(name, page) if count else []
    columns = asked.columns
    return ListPage(
        spec=spec,
        heads=[asked.head(column) for column in columns],
        rows=[_row(spec, columns, each) for each in found],
        count=count,
        facets=[asked.facet(each, groups, request) for each in spec.filters],
        query=asked.query,
        filtered=asked.filtered,
        number=number,
        pages=pages,
        previous_url=asked.url(page=str(number - 1)) if number > 1 else "",
        next_url=asked.url(page=str(number + 1)) if number < pages else "",
        views=list(SavedView.objects.filter(user_id=reader(request).pk, list_name=spec.name)),
        bulk=spec.bulk(request),
        chosen_columns=frozenset(column.key for column in columns),
        current_query=asked.kept.urlencode(),
        hidden=[(k, str(v)) for k, v in asked.kept.items() if k not in ("q", "page")],
        objects=found,
    )


def every_row(request: HttpRequest, spec: ListSpec, rows: Rows) -> Rows:
    """Return all rows the request's search and filters leave, in its order: for exports."""
    asked = Asked(request.GET, spec)
    return asked.grouped(asked.searched(rows)).narrowed.order_by(*asked.order)


def _row(spec: ListSpec, columns: Sequence[Column], row: Any) -> Row:
    link = spec.link(row) if spec.link is not None else ""
    cells = [
        Cell(
            column.read(row), column.number, column.title,
            column.tone(row) if column.tone is not None else None, link if at == 0 else "",
            column.labelled,
        )
        for at, column in enumerate(columns)
    ]  # fmt: skip
    return Row(row.pk, cells)


class Asked:
    """What a query string asks of a list, and the query strings that ask for something else."""

    def __init__(self, parameters: QueryDict, spec: ListSpec) -> None:
        self.spec = spec
        known = {*RESERVED, *(each.key for each in spec.filters)}
        self.kept = QueryDict(mutable=True)
        for name in parameters:
            value = str(parameters.get(name))
            if name in known and value:
                self.kept[name] = value[:200]
        self.query = str(self.kept.get("q", "")).strip()
        self._kept = {name: str(value) for name, value in self.kept.items() if name != "page"}
        page = self.kept.get("page", "1")
        self.page = max(1, int(page)) if page.isdecimal() and len(page) < 8 else 1

    @property
    def columns(self) -> Sequence[Column]:
        chosen = set(self.kept.get("columns", "").split(",")) - {""}
        columns = [c for c in self.spec.columns if (c.key in chosen if chosen else c.shown)]
        return columns or [c for c in self.spec.columns if c.shown]

    @property
    def order(self) -> tuple[str, ...]:
        return (*self._sorted_by(), *self.spec.order, "pk")

    def _sorted_by(self) -> Iterator[str]:
        sort = self.kept.get("sort", "")
        for column in self.spec.columns:
            if column.key == sort.lstrip("-"):
                yield from (f"-{f}" if sort.startswith("-") else f for f in column.order)

    @property
    def filtered(self) -> bool:
        return bool(self.query or any(self.kept.get(each.key) for each in self.spec.filters))

    def searched(self, rows: Rows) -> Rows:
        search = self.spec.search
        return search(rows, self.query) if search is not None and self.query else rows

    def grouped(self, searched: Rows) -> Groups:
        return Groups(self.spec.name, searched, self.spec.filters, self.kept)

    def url(self, **changes: str) -> str:
        query = {**self._kept, **changes}
        return f"?{urlencode({name: value for name, value in query.items() if value})}"

    def head(self, column: Column) -> Head:
        sort = self.kept.get("sort", "")
        direction = {column.key: "ascending", f"-{column.key}": "descending"}.get(sort, "")
        turned = f"-{column.key}" if direction == "ascending" else column.key
        return Head(column, self.url(sort=turned) if column.order else "", direction)

    def facet(self, each: Filter, groups: Groups, request: HttpRequest) -> Facet:
        counts = groups.counts(each)
        labels = each.labels(request)
        chosen = self.kept.get(each.key, "")
        known = [v for v in labels if v in counts or not each.counted]
        ordered = [*known, *(v for v in counts if v not in labels)]
        others = self.url(**{each.key: ""})
        begin = f"{others}&" if len(others) > 1 else others
        chips = []
        for value in ordered:
            text = text_of(value)
            label = each.empty if text == EMPTY else str(labels.get(value, value))
            url = others if text == chosen else f"{begin}{each.key}={quote_plus(text)}"
            chips.append(Chip(label, counts.get(value), url, text == chosen))
        return Facet(each, chips)
