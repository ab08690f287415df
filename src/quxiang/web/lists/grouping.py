"""Count a list once, by all its filters together, and read every count of the page from that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from django.db.models import Count, Q

from quxiang.web.common import compiled
from quxiang.web.lists.spec import Filter, Rows

#: how an empty value is asked for
EMPTY = "-"


def text_of(value: Any) -> str:
    """Return how a query string names a value of a filter."""
    return EMPTY if value in ("", None) else str(value)


class Groups:
    """The rows a search leaves, counted by all values of all filters: one query, one index.

    ``name`` is the list's; ``asked`` holds the value chosen for each filter's key. A value nobody
    has leaves no rows.
    """

    def __init__(
        self, name: str, searched: Rows, filters: Sequence[Filter], asked: Mapping[str, Any]
    ) -> None:
        self._name, self._searched = name, searched
        self._filters = [each for each in filters if each.counted or asked.get(each.key)]
        self._chosen = [str(asked.get(each.key, "")) for each in self._filters]

    @cached_property
    def _counted(self) -> list[tuple[tuple[Any, ...], int, frozenset[int]]]:
        """Return the values of each group, its size, and which of the chosen it is not."""
        fields = [each.field for each in self._filters]
        rows = self._searched.prefetch_related(None).order_by().values_list(*fields)
        if fields:
            name = f"{self._name} by {fields}"
            counted = compiled.rows(name, rows.annotate(rows_in_group=Count("*")))
        else:
            counted = [(self._searched.count(),)]
        return [(row[:-1], row[-1], self._missed(row[:-1])) for row in counted]

    def _missed(self, values: Sequence[Any]) -> frozenset[int]:
        return frozenset(
            at for at, chosen in enumerate(self._chosen) if chosen and text_of(values[at]) != chosen
        )

    @property
    def count(self) -> int:
        """Return how many rows search and filters leave."""
        return sum(size for _, size, missed in self._counted if not missed)

    def counts(self, of: Filter) -> dict[Any, int]:
        """Return how many rows every value of a filter has under all the other filters.

        Nothing for one that is not counted.
        """
        if not of.counted:
            return {}
        at = self._filters.index(of)
        counts: dict[Any, int] = {}
        for values, size, missed in self._counted:
            if missed <= {at}:
                counts[values[at]] = counts.get(values[at], 0) + size
        return counts

    @property
    def narrowed(self) -> Rows:
        """Return the rows search and filters leave."""
        rows = self._searched
        for at, (each, chosen) in enumerate(zip(self._filters, self._chosen, strict=True)):
            if chosen:
                rows = rows.filter(
                    self._is(each, {values[at] for values, _, _ in self._counted}, chosen)
                )
        return rows

    @staticmethod
    def _is(each: Filter, known: set[Any], chosen: str) -> Q:
        wanted = [value for value in known if text_of(value) == chosen]
        is_one = Q(**{f"{each.field}__in": [value for value in wanted if value is not None]})
        return is_one | Q(**{f"{each.field}__isnull": True}) if None in wanted else is_one
