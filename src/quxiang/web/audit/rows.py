"""Write the rows of a chain as plain statements, while its end is locked.

Every page that shows persons waits for its entry, and every other act for that: the ORM takes
several times as long over the same statements.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import connections, router

from quxiang.web.audit.models import Entry, Head
from quxiang.web.common.columns import as_json

#: entries a statement; SQLite takes 32,766 values at most
AT_ONCE = 500
#: pairs as PostgreSQL takes them, a list a column
LISTED = "SELECT * FROM unnest(%s::bigint[], %s::bigint[])"


def read_head(school_id: int) -> Head | None:
    """Return the end of a chain, locked until the transaction ends; SQLite has one writer."""
    connection = connections[router.db_for_write(Head)]
    lock = " FOR UPDATE" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT seq, hash FROM audit_head WHERE school_id = %s{lock}", [school_id])  # noqa: S608
        row = cursor.fetchone()
    return None if row is None else Head(school_id=school_id, seq=row[0], hash=row[1])


def write(head: Head, entries: Sequence[Entry]) -> None:
    """Write entries, whom they are about, and where the chain ends now."""
    connection = connections[router.db_for_write(Entry)]
    with connection.cursor() as cursor:
        for at in range(0, len(entries), AT_ONCE):
            some = entries[at : at + AT_ONCE]
            values = [value for entry in some for value in _values(entry, connection)]
            cursor.execute(_inserting(len(some)), values)
            keys = {seq: key for key, seq in cursor.fetchall()}
            for entry in some:
                entry.pk = keys[entry.seq]
        _write_subjects(cursor, connection.vendor, entries)
        moved = "UPDATE audit_head SET seq = %s, hash = %s WHERE school_id = %s"
        cursor.execute(moved, [head.seq, head.hash, head.school_id])


def _write_subjects(cursor: Any, vendor: str, entries: Sequence[Entry]) -> None:
    pairs = [(entry.pk, each) for entry in entries for each in entry.subject_ids]
    if not pairs:
        return
    into = "INSERT INTO audit_subjectof (entry_id, graduate_id)"
    if vendor == "postgresql":
        columns = [list(each) for each in zip(*pairs, strict=True)]
        cursor.execute(f"{into} {LISTED}", columns)
    else:
        cursor.executemany(f"{into} VALUES (%s, %s)", pairs)


@cache
def _inserting(count: int) -> str:
    """Return the statement for so many entries; what it answers may come in any order."""
    columns = [str(each.column) for each in _fields()]
    row = f"({', '.join(['%s'] * len(columns))})"
    values = ", ".join([row] * count)
    return f"INSERT INTO audit_entry ({', '.join(columns)}) VALUES {values} RETURNING id, seq"  # noqa: S608


@cache
def _fields() -> list[Any]:
    return [each for each in Entry._meta.concrete_fields if not each.primary_key]


def _values(entry: Entry, connection: Any) -> list[Any]:
    values = []
    for field in _fields():
        value = getattr(entry, field.attname)
        if field.name == "at":
            value = connection.ops.adapt_datetimefield_value(value)
        elif field.name in JSON:
            value = as_json(value)
        values.append(value)
    return values


JSON = ("subject_ids", "before", "after")
