"""Turn a request and a list's description into a page: rows, counts, chips, links."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.http import HttpRequest, QueryDict

from quxiang.web.accounts.readers import reader
from quxiang.web.lists.models import SavedView
from quxiang.web.lists.spec import BulkAction, Column, Filter, ListSpec, Rows

RESERVED = ("q", "sort", "page", "columns")


@dataclass(frozen=True)
class Cell:
    text: object
    number: bool
    title: str
    tone: str | None
    link: str
    labelled: bool


@dataclass(frozen=True)
class Row:
    pk: int
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Chip:
    """One choice of a filter: its count over everything the other filters leave."""

    label: str
    count: int
    url: str
    on: bool


@dataclass(frozen=True)
class Facet:
    filter: Filter
    chips: Sequence[Chip]

    @property
    def chosen(self) -> Chip | None:
        return next((chip for chip in self.chips if chip.on), None)


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
    def ids(self) -> list[int]:
        return [row.pk for row in self.rows]

    @property
    def filtered(self) -> bool:
        return bool(self.query or any(facet.chosen for facet in self.facets))


def build(request: HttpRequest, spec: ListSpec, rows: Rows) -> ListPage:
    """Return the page a request asks for; unknown parameters are ignored, never an error."""
    asked = Asked(request.GET, spec)
    searched = asked.searched(rows)
    narrowed = asked.narrowed(searched)
    count = narrowed.count()
    pages = max(1, -(-count // spec.per_page))
    number = min(asked.page, pages)
    start = (number - 1) * spec.per_page
    found = list(narrowed.order_by(*asked.order)[start : start + spec.per_page])
    columns = asked.columns
    return ListPage(
        spec=spec,
        heads=[asked.head(column) for column in columns],
        rows=[_row(spec, columns, each) for each in found],
        count=count,
        facets=[asked.facet(each, searched, request) for each in spec.filters],
        query=asked.query,
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
    return asked.narrowed(asked.searched(rows)).order_by(*asked.order)


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

    def searched(self, rows: Rows) -> Rows:
        search = self.spec.search
        return search(rows, self.query) if search is not None and self.query else rows

    def narrowed(self, rows: Rows, besides: Filter | None = None) -> Rows:
        for each in self.spec.filters:
            value = self.kept.get(each.key)
            if value and each is not besides:
                rows = rows.filter(**{each.field: "" if value == "-" else value})
        return rows

    def url(self, **changes: str) -> str:
        query = self.kept.copy()
        query.pop("page", None)
        for name, value in changes.items():
            query[name] = value
            if not value:
                del query[name]
        return f"?{query.urlencode()}"

    def head(self, column: Column) -> Head:
        sort = self.kept.get("sort", "")
        direction = {column.key: "ascending", f"-{column.key}": "descending"}.get(sort, "")
        turned = f"-{column.key}" if direction == "ascending" else column.key
        return Head(column, self.url(sort=turned) if column.order else "", direction)

    def facet(self, each: Filter, searched: Rows, request: HttpRequest) -> Facet:
        rows = self.narrowed(searched, besides=each).order_by()
        counts = dict(rows.values_list(each.field).annotate(Count("pk")))
        labels = each.labels(request)
        chosen = self.kept.get(each.key, "")
        ordered = [*(v for v in labels if v in counts), *(v for v in counts if v not in labels)]
        return Facet(each, [self._chip(each, v, labels, counts, chosen) for v in ordered])

    def _chip(self, each: Filter, value: Any, labels: Any, counts: Any, chosen: str) -> Chip:
        text = "-" if value in ("", None) else str(value)
        label = each.empty if text == "-" else str(labels.get(value, value))
        on = text == chosen
        return Chip(label, counts[value], self.url(**{each.key: "" if on else text}), on)
