"""The cast, made once by the services and from then on written as the rows they left."""

from __future__ import annotations

import pickle
from collections.abc import Sequence

from django.db import connection, transaction

from web.cast import Cast, make_cast
from web.emptying import full_tables

#: a table, its columns, its rows
Rows = tuple[str, tuple[str, ...], list[tuple[object, ...]]]


class Recast:
    """Everybody as the first test of a process met them; each test has copies of its own."""

    def __init__(self) -> None:
        self.rows: list[Rows] = []
        self.cast = b""

    def make(self) -> Cast:
        """Return the cast in the database; where a test has put something there, made anew."""
        if full_tables():
            return make_cast()
        if not self.rows:
            made = make_cast()
            self.rows = [_rows_of(name) for name in full_tables()]
            self.cast = pickle.dumps(made)
            return made
        with transaction.atomic():  # keys are looked at when it ends
            for name, columns, rows in self.rows:
                _write(name, columns, rows)
        cast: Cast = pickle.loads(self.cast)
        return cast


def _rows_of(name: str) -> Rows:
    with connection.cursor() as cursor:
        cursor.execute(f'select * from "{name}"')
        return name, tuple(each[0] for each in cursor.description), cursor.fetchall()


def _write(name: str, columns: Sequence[str], rows: list[tuple[object, ...]]) -> None:
    named = ", ".join(f'"{each}"' for each in columns)
    places = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.executemany(f'insert into "{name}" ({named}) values ({places})', rows)
