"""Write many rows at once as plain values: new ones, and columns of those that exist.

Django's ``bulk_update`` builds one CASE a column with every row in it, and ``bulk_create`` asks
every field of every row for its value; each takes longer than all else an import does. One
prepared statement sent with many sets of values is the plain way, and COPY is PostgreSQL's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

import msgspec
from django.db import connections, models, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Model
from django.db.models.expressions import RawSQL

Convert = Callable[[Any], Any]
_encoder = msgspec.json.Encoder()
#: fields whose values every driver takes as they are
PLAIN = (
    models.CharField, models.TextField, models.IntegerField, models.BooleanField,
    models.ForeignKey,
)  # fmt: skip


def write_columns(rows: Sequence[Model], names: Sequence[str]) -> None:
    """Write the named fields of ``rows``, all of one model, as they stand in memory.

    A name may be a field's or its column's, as in ``college`` and ``college_id``.
    """
    if rows and names:
        keys = [by_name(type(rows[0]))[name].attname for name in (*names, "pk")]
        values = [tuple(getattr(row, key) for key in keys) for row in rows]
        update_columns(type(rows[0]), names, values)


def update_columns(
    model: type[Model], names: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Write the named fields of rows that exist: a tuple each, its key last."""
    if not rows:
        return
    connection = _connection(model)
    fields = [by_name(model)[name] for name in (*names, "pk")]
    values = _converted(fields, rows, connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            texts = [[None if v is None else str(v) for v in c] for c in zip(*values, strict=True)]
            cursor.execute(_joined(model, fields, connection), texts)
        else:
            quoted = connection.ops.quote_name
            *assigned, key = (f"{quoted(str(field.column))} = %s" for field in fields)
            table = quoted(model._meta.db_table)
            sql = f"UPDATE {table} SET {', '.join(assigned)} WHERE {key}"  # noqa: S608
            cursor.executemany(sql, values)


def _joined(
    model: type[Model], fields: Sequence[models.Field[Any, Any]], connection: BaseDatabaseWrapper
) -> str:
    """Return PostgreSQL's way: one statement that takes a list a column, joined by the key."""
    quoted = connection.ops.quote_name
    names = [quoted(str(field.column)) for field in fields]
    typed = [f"given.c{at}::{field.db_type(connection)}" for at, field in enumerate(fields)]
    pairs = list(zip(names, typed, strict=True))[:-1]
    assigned = ", ".join(f"{name} = {value}" for name, value in pairs)
    lists = ", ".join(["%s::text[]"] * len(fields))
    columns = ", ".join(f"c{at}" for at in range(len(fields)))
    table = quoted(model._meta.db_table)
    return (
        f"UPDATE {table} SET {assigned} FROM unnest({lists}) AS given({columns}) "  # noqa: S608
        f"WHERE {table}.{names[-1]} = {typed[-1]}"
    )


def insert_columns(
    model: type[Model], names: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Insert rows that hold a value for each name; every other column gets its default.

    Nothing is checked but what the database checks. Values of JSON are given as they are.
    """
    if not rows:
        return
    connection = _connection(model)
    quoted = connection.ops.quote_name
    fields = [by_name(model)[name] for name in names]
    others = [f for f in model._meta.concrete_fields if not (f in fields or f.primary_key)]
    same = tuple(field.get_default() for field in others)
    rows, fields = [(*row, *same) for row in rows], [*fields, *others]
    columns = ", ".join(quoted(str(field.column)) for field in fields)
    into = f"{quoted(model._meta.db_table)} ({columns})"
    values = _converted(fields, rows, connection)
    with connection.cursor() as cursor, connection.wrap_database_errors:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for row in values:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"INSERT INTO {into} VALUES ({marks})", values)  # noqa: S608


def next_keys(model: type[Model], count: int) -> Sequence[int]:
    """Return primary keys nobody else gets, for rows to be inserted in this transaction.

    So rows can name each other before they are there.
    """
    connection = _connection(model)
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            name = "SELECT pg_get_serial_sequence(%s, %s)::regclass AS name OFFSET 0"  # asked once
            drawn = f"SELECT nextval(own.name) FROM ({name}) own, generate_series(1, %s)"  # noqa: S608
            cursor.execute(drawn, [connection.ops.quote_name(table), _key(model).column, count])
            return [key for (key,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = (cursor.fetchone() or (0,))[0]
    return range(last + 1, last + 1 + count)


def among(model: type[Model], name: str, values: Iterable[Any]) -> RawSQL:
    """Return the condition that a field has one of many values, for ``filter``.

    They travel as one parameter: Django's ``in`` asks the field for each value, and the database
    reads a statement as long as the list.
    """
    connection = _connection(model)
    column = connection.ops.quote_name(str(by_name(model)[name].column))
    given = list(values)
    if connection.vendor == "postgresql":
        return RawSQL(f"{column} = ANY(%s)", (given,), output_field=BooleanField())  # noqa: S611
    listed = f"{column} IN (SELECT value FROM json_each(%s))"  # noqa: S608
    return RawSQL(listed, (as_json(given),), output_field=BooleanField())  # noqa: S611


def by_name(model: type[Model]) -> dict[str, models.Field[Any, Any]]:
    """Return a model's fields by name, by the name of their value, and the key as ``pk``."""
    fields = {name: f for f in model._meta.concrete_fields for name in (f.name, f.attname)}
    return {**fields, "pk": _key(model)}


def _key(model: type[Model]) -> models.Field[Any, Any]:
    key = model._meta.pk
    assert key is not None  # noqa: S101 - every model has one
    return key


def _connection(model: type[Model]) -> BaseDatabaseWrapper:
    return connections[router.db_for_write(model)]


def _converted(
    fields: Sequence[models.Field[Any, Any]], rows: Iterable[tuple[Any, ...]],
    connection: BaseDatabaseWrapper,
) -> list[tuple[Any, ...]]:  # fmt: skip
    """Return the values as the driver takes them; most are so already, column by column."""
    columns: list[Iterable[Any]] = list(zip(*rows, strict=True))
    for at, field in enumerate(fields):
        if (convert := _converter(field, connection)) is not None:
            columns[at] = map(convert, columns[at])
    return list(zip(*columns, strict=True))


def _converter(field: models.Field[Any, Any], connection: BaseDatabaseWrapper) -> Convert | None:
    if isinstance(field, models.JSONField):
        return as_json
    if isinstance(field, models.DateTimeField):  # one act has one moment, in all its rows
        return lru_cache(maxsize=16)(connection.ops.adapt_datetimefield_value)
    if isinstance(field, models.DateField):
        return connection.ops.adapt_datefield_value
    if isinstance(field, PLAIN):
        return None
    return lambda value: field.get_db_prep_save(value, connection)


def as_json(value: Any) -> str | None:
    """Return a value of JSON as text, as the drivers of both databases take it."""
    return None if value is None else _encoder.encode(value).decode()
