"""Triggers that keep audit entries as they were written, on SQLite and PostgreSQL."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "audit_entry"
SQLITE = tuple(
    f"create trigger audit_no_{verb} before {verb} on {TABLE} "
    "begin select raise(abort, 'audit entries are append-only'); end"
    for verb in ("update", "delete")
)
POSTGRESQL = (
    "create or replace function audit_append_only() returns trigger language plpgsql as "
    "$$ begin raise exception 'audit entries are append-only'; end $$",
    *(
        f"create trigger audit_no_{verb} before {verb} on {TABLE} "
        f"for each {'statement' if verb == 'truncate' else 'row'} "
        "execute function audit_append_only()"
        for verb in ("update", "delete", "truncate")
    ),
)


def set_up(connection: BaseDatabaseWrapper) -> None:
    statements = POSTGRESQL if connection.vendor == "postgresql" else SQLITE
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def lift(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away; only migrations backwards and tests that empty tables may."""
    on_table = f" on {TABLE}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for verb in ("update", "delete", "truncate"):
            cursor.execute(f"drop trigger if exists audit_no_{verb}{on_table}")
