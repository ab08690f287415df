"""Read by queries that Django compiles once, for those that every page asks.

Django writes the SQL of a query anew each time. With the columns of half a dozen joined tables
that takes several times as long as running it, and is most of what a page costs. Here the SQL is
kept by a name and by what may differ; only the condition is written anew, with its values.
"""

from __future__ import annotations

import copy
from collections.abc import Hashable
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import connections
from django.db.models import Model, QuerySet
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler

M = TypeVar("M", bound=Model)
#: a compiler that has written its statement, the statement, and whether its values are all those
#: of its condition
Kept = tuple[SQLCompiler, str, bool]
_kept: dict[Hashable, Kept] = {}
#: more are not kept: a condition with a list has another text for each length of the list
MOST = 1_000


def rows(name: str, found: QuerySet[M]) -> list[Any]:
    """Return what a query finds; queries of one name read the same columns, and order the same.

    Conditions, joins and limits may differ. One with values elsewhere is compiled each time.
    """
    query, connection = found.query, connections[found.db]
    compiler = query.get_compiler(connection=connection)
    try:
        condition, values = compiler.compile(query.where)
    except FullResultSet:
        condition, values = "", ()
    except EmptyResultSet:
        return []
    key = (name, connection.vendor, condition, query.low_mark, query.high_mark, *_shape(query))
    compiled, sql, plain = _kept.get(key) or _keep(key, compiler, values)
    if not plain:
        return list(found)
    mine = copy.copy(compiled)
    mine.connection = connection
    mine.as_sql = lambda *_, **__: (sql, values)  # type: ignore[method-assign]
    again = found.all()
    again.query.get_compiler = lambda *_, **__: mine  # type: ignore[method-assign]
    return list(again)


def first(name: str, found: QuerySet[M]) -> M | None:
    """Return one row a query finds, or ``None``; for what there is one of."""
    return next(iter(rows(name, found.order_by()[:1])), None)


def _shape(query: Query) -> tuple[Hashable, ...]:
    joins = tuple((at, getattr(each, "join_type", "")) for at, each in query.alias_map.items())
    return joins, tuple(query.annotations), frozenset(query.deferred_loading[0])


def _keep(key: Hashable, compiler: SQLCompiler, values: Any) -> Kept:
    sql, given = compiler.as_sql()
    if len(_kept) >= MOST:
        _kept.clear()
    kept = _kept[key] = (compiler, sql, tuple(given) == tuple(values))
    return kept
