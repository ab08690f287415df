"""Bring a database up to date as ``quxiang serve`` does, and print what it then holds, as JSON."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator

#: statements pg_dump writes that say where it is, not what is there
_AROUND = ("SET ", "SELECT ", "\\")


def schema() -> dict[str, list[str]]:
    """Return what lies in the database by how its statement begins; see :func:`lines`."""
    from django.db import connection

    if connection.vendor == "postgresql":
        statements = list(_dumped(connection.get_connection_params()))
    else:
        with connection.cursor() as cursor:
            cursor.execute("select sql from sqlite_master where sql is not null")
            statements = [sql for (sql,) in cursor.fetchall()]
    found = [lines(each) for each in statements]
    return {" ".join(each[:1] if len(each[0]) > 20 else each): each for each in found}


def _dumped(place: dict[str, str]) -> Iterator[str]:
    from web.postgresql import as_postgres, program

    command = [
        *as_postgres(), str(program("pg_dump")), "--schema-only", "--no-owner", "-h",
        place["host"], "-p", str(place["port"]), "-U", place["user"], place["dbname"],
    ]  # fmt: skip
    done = subprocess.run(command, cwd="/", capture_output=True, text=True, check=True)
    kept = [each for each in done.stdout.splitlines() if each and not each.startswith("--")]
    for statement in "\n".join(kept).split(";\n"):
        if not statement.startswith(_AROUND):
            yield statement


def lines(sql: str) -> list[str]:
    """Return a statement's head and what it lists in its outermost brackets, in no order.

    A migration adds a column at the end, where a model may have it in the middle.
    """
    head, _, rest = " ".join(sql.split()).partition("(")
    return [head.strip(), *sorted(each.strip() for each in _parts(rest))]


def _parts(rest: Iterable[str]) -> list[str]:
    parts, depth, quoted = [""], 1, False
    for sign in rest:
        quoted ^= sign == "'"
        depth += 0 if quoted else {"(": 1, ")": -1}.get(sign, 0)
        if (sign == "," and depth == 1 and not quoted) or (sign == ")" and depth == 0):
            parts.append("")
        else:
            parts[-1] += sign
    return parts


def main(begun: str) -> None:
    from django.core.management import call_command

    from quxiang.web.commands import django, servers

    django.start()
    if begun == "begun":
        call_command("migrate", "contenttypes", verbosity=0)
    servers.prepare()
    json.dump(schema(), sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
