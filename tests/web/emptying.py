"""Empty the database after a test with real transactions: only the tables that hold something.

Django's ``flush`` empties every table and writes its own rows of types and permissions anew; with
some two hundred tables that takes longer than most tests.
"""

from __future__ import annotations

from functools import cache

from django.db import connection, transaction
from django.test import TransactionTestCase

from quxiang.web.audit.triggers import lift, set_up

#: what creating the database wrote, the same for all tests
STAYING = ("django_migrations", "django_content_type", "auth_permission")
#: bytes from which an emptied table of PostgreSQL is worth giving back
LARGE = 1_000_000


@cache
def _question() -> str:
    """Return a query that gives the name of every table with a row."""
    names = sorted(set(connection.introspection.table_names()) - set(STAYING))
    return " union all ".join(
        f"select '{name}' where exists (select 1 from \"{name}\")" for name in names
    )


def full_tables() -> list[str]:
    """Return the tables that hold something."""
    with connection.cursor() as cursor:
        cursor.execute(_question())
        return [name for (name,) in cursor.fetchall()]


def empty() -> None:
    """Delete every row a test committed, audit entries too."""
    if not (full := full_tables()):
        return
    if connection.vendor == "postgresql":
        _empty_postgresql(full)
        return
    lift(connection)
    free = connection.constraint_checks_disabled()  # with keys it would go row by row
    with free, transaction.atomic(), connection.cursor() as cursor:
        for name in full:
            cursor.execute(f'delete from "{name}"')
    set_up(connection)


def _empty_postgresql(full: list[str]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")  # no key, no trigger
        for name in full:
            cursor.execute(f'delete from "{name}"')
    with connection.cursor() as cursor:
        for name in full:
            cursor.execute("select pg_relation_size(%s::regclass)", [f'"{name}"'])
            if cursor.fetchone()[0] > LARGE:
                cursor.execute(f'vacuum "{name}"')


def install() -> None:
    """Let every test with real transactions end so."""

    def teardown(_case: TransactionTestCase) -> None:
        empty()

    TransactionTestCase._fixture_teardown = teardown
