"""Insert many rows of one model quickly: by the driver, without a statement for every few rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Max, Model

Made = TypeVar("Made", bound=Model)


def kept(rows: Iterable[Made]) -> list[Made]:
    """Insert rows of one model and return them with the keys they got."""
    made = list(rows)
    model = type(made[0])
    last = model._default_manager.aggregate(last=Max("pk"))["last"] or 0
    for key, row in enumerate(made, last + 1):
        row.pk = key
    fields = model._meta.concrete_fields
    database = connections[DEFAULT_DB_ALIAS]  # itself: the proxy asks again for each value
    values = (
        [each.get_db_prep_save(getattr(row, each.attname), database) for each in fields]
        for row in made
    )
    _insert(database, model._meta.db_table, [each.column for each in fields], values)
    with database.cursor() as cursor:
        for statement in database.ops.sequence_reset_sql(no_style(), [model]):
            cursor.execute(statement)
    return made


def _insert(database: Any, table: str, columns: list[str], values: Iterable[list[Any]]) -> None:
    quoted = ", ".join(database.ops.quote_name(each) for each in columns)
    with database.cursor() as cursor:
        if database.vendor == "postgresql":
            with cursor.copy(f'copy "{table}" ({quoted}) from stdin') as copy:
                for row in values:
                    copy.write_row(row)
        else:
            gaps = ", ".join(["%s"] * len(columns))
            cursor.executemany(f'insert into "{table}" ({quoted}) values ({gaps})', values)
