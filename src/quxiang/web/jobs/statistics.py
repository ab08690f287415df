"""Keep what SQLite knows of its tables up to date; PostgreSQL does so by itself.

Without it the roster's list sorts a whole cohort for a page, as no statistics say that the order
of the colleges is the shorter way.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from quxiang.web.jobs.registry import every, periodic


@periodic("jobs.statistics", every(minutes=10))
def refresh(now: datetime) -> None:
    """Look at every table anew; connections read it when they are opened, once a minute.

    Table by table, as nobody else can write meanwhile: 30,000 graduates with all that is about
    them take a quarter of a second. Samples of a table led to other plans.
    """
    if connection.vendor == "sqlite":
        tables = connection.introspection.table_names()
        with connection.cursor() as cursor:
            for table in tables:
                cursor.execute(f"analyze {connection.ops.quote_name(table)}")
