"""Write columns of many rows that exist, each row its own values.

Django's ``bulk_update`` builds one CASE a column with every row in it, which takes longer than all
else an import does. One prepared UPDATE, sent with many sets of values, is the plain way.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connections, router
from django.db.models import Model


def write_columns(rows: Sequence[Model], names: Sequence[str]) -> None:
    """Write the named fields of ``rows``, all of one model, as they stand in memory.

    A name may be a field's or its column's, as in ``college`` and ``college_id``.
    """
    if not rows or not names:
        return
    model = type(rows[0])
    meta = model._meta
    connection = connections[router.db_for_write(model)]
    quoted = connection.ops.quote_name
    by_name = {name: f for f in meta.concrete_fields for name in (f.name, f.attname)}
    fields = [by_name[name] for name in names]
    assigned = ", ".join(f"{quoted(str(field.column))} = %s" for field in fields)
    values = [
        tuple(
            field.get_db_prep_save(getattr(row, field.attname), connection)
            for field in (*fields, meta.pk)
        )
        for row in rows
    ]
    sql = (
        f"UPDATE {quoted(meta.db_table)} SET {assigned} "  # noqa: S608 - names are the models' own
        f"WHERE {quoted(str(meta.pk.column))} = %s"
    )
    with connection.cursor() as cursor:
        cursor.executemany(sql, values)
