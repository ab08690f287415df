"""Let PostgreSQL plan a job's statements each time they run.

A page's statements keep the plan they had: it is run a thousand times on tables that hardly
change. A job fills a table that was empty: the plan of its first batch, which reads the whole of
it, took a second at 40,000 rows, and more with each batch.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def planned_anew() -> Iterator[None]:
    """Prepare no statement within the block, and use none that is prepared."""
    if connection.vendor != "postgresql":
        yield
        return
    connection.ensure_connection()
    driver = connection.connection
    before, driver.prepare_threshold = driver.prepare_threshold, None
    try:
        yield
    finally:
        driver.prepare_threshold = before
