"""Read query plans: what a statement reads whole, and what it sorts whole."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import Any

from django.db import connection

#: a sort of more rows than this is one of a whole table
FEW = 1_000
#: a join with more rows than this costs PostgreSQL a page each; it may sooner read all in a row
JOINED = 100
ALIAS = re.compile(r'"(\w+)" (?:AS )?"?([A-Z]+\d+)"?')


def faults_of(sql: str, large: Collection[str]) -> list[str]:
    """Return how a SELECT goes through a large table from end to end, or sorts one."""
    if not sql.lstrip().lower().startswith("select"):
        return []
    found = _postgresql if connection.vendor == "postgresql" else _sqlite
    return [f"{fault}: {sql[:3000]}" for fault in found(sql, large)]


def _explained(prefix: str, sql: str) -> list[Any]:
    with connection.cursor() as cursor:
        # percent signs in it were put in place already; without parameters they stay
        cursor.execute(f"{prefix} {sql}")
        return cursor.fetchall()


def _sqlite(sql: str, large: Collection[str]) -> Iterator[str]:
    names = {alias: table for table, alias in ALIAS.findall(sql)}
    steps = [row[3] for row in _explained("explain query plan", sql)]
    partial = _partial_indexes()
    touched = {names.get(step.split()[1], step.split()[1]) for step in steps if " " in step}
    for step in steps:
        verb, _, rest = step.partition(" ")
        scans = verb == "SCAN" and names.get(rest.split()[0], rest.split()[0]) in large
        if scans and rest.split()[-1] not in partial:
            yield step
        sorts = step == "USE TEMP B-TREE FOR ORDER BY" and touched & set(large) and _pages(sql)
        if sorts and (rows := _rows(sql)) > FEW:
            yield f"{step} of {rows}"


@cache
def _partial_indexes() -> frozenset[str]:
    """Return the indexes that hold some rows of a table only, as the open ones: these are few."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select name from sqlite_master where type = 'index' and sql like '% WHERE %'"
        )
        return frozenset(name for (name,) in cursor.fetchall())


def _rows(sql: str) -> int:
    """Return how many rows a statement would give that takes some of them."""
    whole = re.sub(r" LIMIT \d+( OFFSET \d+)?$", "", sql.rstrip())
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from ({whole})")
        return int(cursor.fetchone()[0])


def _postgresql(sql: str, large: Collection[str]) -> Iterator[str]:
    (row,) = _explained("explain (format json)", sql)
    plan = row[0] if isinstance(row[0], list) else json.loads(row[0])
    for node, joined in _nodes(plan[0]["Plan"]):
        kind = node["Node Type"]
        if kind == "Seq Scan" and node["Relation Name"] in large and joined < JOINED:
            yield f"{kind} on {node['Relation Name']}"
        if kind == "Sort" and node["Plan Rows"] > FEW and _pages(sql):
            yield f"{kind} of {node['Plan Rows']} by {node['Sort Key']}"


def _pages(sql: str) -> bool:
    """Say whether a statement takes some of many rows, and not all or one."""
    limit = re.search(r"LIMIT (\d+)", sql)
    return limit is not None and int(limit[1]) > 1


def _nodes(plan: Mapping[str, Any], joined: int = 0) -> Iterator[tuple[Mapping[str, Any], int]]:
    """Give each node of a plan with how many rows the join expects that it is a side of."""
    yield plan, joined
    kind = plan["Node Type"]
    for each in plan.get("Plans", ()):
        yield from _nodes(each, plan["Plan Rows"] if "Join" in kind else joined * (kind == "Hash"))
