"""Insert many rows of one model quickly: by the driver, without a statement for every few rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

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
    quoted = database.ops.quote_name
    columns = ", ".join(quoted(each.column) for each in fields)
    gaps = ", ".join(["%s"] * len(fields))
    values = (
        [each.get_db_prep_save(getattr(row, each.attname), database) for each in fields]
        for row in made
    )
    with database.cursor() as cursor:
        cursor.executemany(
            f"insert into {quoted(model._meta.db_table)} ({columns}) values ({gaps})",
            values,
        )
        for statement in database.ops.sequence_reset_sql(no_style(), [model]):
            cursor.execute(statement)
    return made
