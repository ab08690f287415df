"""Which declared columns a query reads, through the shared views it rests on.

A query is looked at once, with views as if they were tables; what a view's column rests on is
looked up once a view. Expanding every view into every rule took three times as long.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.pushdown_projections import pushdown_projections
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import traverse_scope
from sqlglot.schema import MappingSchema, Schema

from quxiang.engine import sqltree
from quxiang.engine.facts import Needs
from quxiang.engine.queries import view_trees
from quxiang.engine.shared import DECLARED, SQL_TYPES, shared_file
from quxiang.engine.sqltree import SqlError

#: the names of a query's columns with their types
Columns = Mapping[str, str]


def needed(tree: exp.Query, beside: str = "", columns: Columns | None = None) -> Needs:
    """Return the declared columns a query reads; it may also read a table ``beside`` them.

    Raises :class:`SqlError` where a column's table is not clear.
    """
    return _through_views(
        _read(tree, _schema(shared_file(), beside, tuple((columns or {}).items())))
    )


def named_by(view: str) -> Needs:
    """Return the declared columns a view's own SQL names; what its ``*`` stands for is not."""
    chosen = [each.alias_or_name for each in view_trees()[view].selects if not each.is_star]
    return _behind(view, frozenset(chosen))


def _through_views(read: Iterable[tuple[str, str]]) -> Needs:
    names: dict[str, set[str]] = {}
    for table, column in read:
        names.setdefault(table, set()).add(column)
    needs: set[tuple[str, str]] = set()
    for table, columns in names.items():
        if table in DECLARED:
            needs |= {(table, column) for column in columns}
        elif table in view_trees():
            needs |= _behind(table, frozenset(columns))
    return frozenset(needs)


def _behind(view: str, columns: frozenset[str]) -> Needs:
    """Return what the columns of a view rest on, and what the view reads whatever is asked."""
    plain = _plain(shared_file(), view)
    if plain is None:
        return _pushed_into(shared_file(), view, columns)
    read = set(plain[""])
    for name in columns - {""}:
        read |= plain[name]
    return _through_views(read)


@lru_cache(maxsize=256)
def _plain(_: Path, view: str) -> Mapping[str, Needs] | None:
    """Return what each column of a view rests on, "" for the view itself.

    ``None`` for a view that is no plain SELECT over tables and views.
    """
    tree = view_trees()[view]
    unplain = (exp.SetOperation, exp.CTE, exp.Distinct, exp.Subquery, exp.Exists)
    if next(tree.find_all(*unplain), None) is not None:
        return None
    whole = _qualified(tree, _schema(shared_file()))
    tables = {each.alias_or_name: each.name for each in whole.find_all(exp.Table)}
    everything = {
        select.alias_or_name: _named_in(select.find_all(exp.Column), tables)
        for select in whole.selects
    }
    whole.set("expressions", [])
    always = _named_in(whole.find_all(exp.Column), tables)
    return {**everything, "": always | {(table, "") for table in tables.values()}}


def _named_in(columns: Iterable[exp.Column], tables: Mapping[str, str]) -> Needs:
    return frozenset((tables[column.table], column.name) for column in columns)


@lru_cache(maxsize=1024)
def _pushed_into(_: Path, view: str, columns: frozenset[str]) -> Needs:
    chosen = sorted(columns - {""}) or ["1"]
    whole = exp.select(*chosen, dialect=sqltree.DIALECT).from_(view)
    whole.with_(view, as_=view_trees()[view].copy(), dialect=sqltree.DIALECT, copy=False)
    return _through_views(_read(whole, _schema(shared_file())))


def _read(tree: exp.Query, schema: Schema) -> set[tuple[str, str]]:
    return set(_columns(pushdown_projections(_qualified(tree, schema))))


def _qualified(tree: exp.Query, schema: Schema) -> exp.Query:
    try:
        return qualify(
            tree.copy(), schema=schema, dialect=sqltree.DIALECT, quote_identifiers=False,
            validate_qualify_columns=True,
        )  # fmt: skip
    except SqlglotError as error:
        raise SqlError("bad_sql", f"列不明确：{error}", "请写明表名。") from error


def _columns(whole: exp.Expr) -> Iterator[tuple[str, str]]:
    for scope in traverse_scope(whole):
        for alias, source in scope.sources.items():
            if isinstance(source, exp.Table):
                yield source.name, ""
                for column in scope.columns:
                    if column.table == alias:
                        yield source.name, column.name


@lru_cache(maxsize=64)
def _schema(_: Path, beside: str = "", columns: tuple[tuple[str, str], ...] = ()) -> Schema:
    """Return the declared tables and the views as sqlglot's optimizer wants them."""
    tables: dict[str, object] = {
        table.name: {column.name: SQL_TYPES[column.type] for column in table}
        for table in DECLARED.values()
    }
    schema = MappingSchema(tables, dialect=sqltree.DIALECT)
    for name, tree in view_trees().items():
        outputs = _qualified(tree, schema).named_selects
        schema.add_table(name, dict.fromkeys(outputs, "VARCHAR"), dialect=sqltree.DIALECT)
    if beside:
        schema.add_table(beside, dict(columns), dialect=sqltree.DIALECT)
    return schema
