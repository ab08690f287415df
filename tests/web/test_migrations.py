"""A new installation gets its tables at once, an older one by migrations: both have the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from journeys.installation import Installation, fresh_database

#: Django's own, which nobody here uses: it takes another width of number where migrations make it
DJANGOS = "CREATE TABLE public.auth_group_permissions"


def prepared(home: Path, kind: str, begun: str) -> dict[str, list[str]]:
    made = Installation(home, "", home / "log", 0, fresh_database(kind))
    schema: dict[str, list[str]] = made.ask("web.prepared", begun)
    return {name: lines for name, lines in schema.items() if name != DJANGOS}


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_migrations_make_what_the_models_describe(tmp_path: Path, kind: str) -> None:
    at_once = prepared(tmp_path / "new", kind, "new")
    by_migrations = prepared(tmp_path / "old", kind, "begun")
    assert sum("CREATE TABLE" in each for each in at_once) > 150
    assert sum("audit_no_" in json.dumps(each) for each in at_once.values()) >= 2
    assert at_once == by_migrations
