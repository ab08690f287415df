"""Write the rows of a chain as plain statements, while its end is locked.

Every page that shows persons waits for its entry, and every other act for that: the ORM takes
several times as long over the same statements. A bulk act has a statement for all its entries.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import connections, router

from quxiang.web.audit.models import Entry, Head, SubjectOf
from quxiang.web.common.columns import as_json, insert_columns

#: more entries than this are inserted at once
FEW = 8


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
    if len(entries) > FEW:
        Entry.objects.bulk_create(entries, batch_size=500)
        pairs = [(entry.pk, each) for entry in entries for each in entry.subject_ids]
        insert_columns(SubjectOf, ("entry_id", "graduate_id"), pairs)
    connection = connections[router.db_for_write(Entry)]
    listed = LISTED[connection.vendor]
    with connection.cursor() as cursor:
        for entry in entries if len(entries) <= FEW else ():
            cursor.execute(_inserting(), _values(entry, connection))
            (entry.pk,) = cursor.fetchone()
            if entry.subject_ids:
                asked = [entry.pk, _list(entry.subject_ids, connection.vendor)]
                cursor.execute(f"{SUBJECTS} SELECT %s, {listed}", asked)
        moved = "UPDATE audit_head SET seq = %s, hash = %s WHERE school_id = %s"
        cursor.execute(moved, [head.seq, head.hash, head.school_id])


SUBJECTS = "INSERT INTO audit_subjectof (entry_id, graduate_id)"
#: how each database reads a list that is one value
LISTED = {"postgresql": "unnest(%s::bigint[])", "sqlite": "value FROM json_each(%s)"}


def _list(keys: Sequence[int], vendor: str) -> Any:
    return list(keys) if vendor == "postgresql" else as_json(keys)


@cache
def _inserting() -> str:
    columns = [str(each.column) for each in _fields()]
    marks = ", ".join(["%s"] * len(columns))
    return f"INSERT INTO audit_entry ({', '.join(columns)}) VALUES ({marks}) RETURNING id"  # noqa: S608


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
