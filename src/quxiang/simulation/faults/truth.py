"""The truth: what was planted, in the words a finding about it must use."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa

#: ``key`` is JSON: the columns a finding is told apart by, each as text. ``expected`` is false for
#: controls, which must not be found. ``graduate_ids`` are the people a finding is about, where it
#: is about people; ``exam_nos`` are their examination numbers, for those who read workbooks.
TRUTH = pa.schema([
    ("rule", pa.string()), ("subject", pa.string()), ("expected", pa.bool_()),
    ("verdict", pa.string()), ("key", pa.string()), ("graduate_ids", pa.list_(pa.string())),
    ("exam_nos", pa.list_(pa.string())), ("note", pa.string()),
])  # fmt: skip
PERSON = "graduate_id"


def written_key(key: Mapping[str, Any]) -> str:
    """Return a key as JSON, its columns in order."""
    texts = {name: None if value is None else str(value) for name, value in key.items()}
    return json.dumps(texts, ensure_ascii=False, sort_keys=True)


def read_key(text: str) -> dict[str, str | None]:
    """Return the key of a row of the truth."""
    key: dict[str, str | None] = json.loads(text)
    return key


def truth_table(told: Iterable[Mapping[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist([dict(row) for row in told], TRUTH)


def consistent(told: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Leave out controls that other faults, counted at the end, have carried over the limit."""
    rows = list(told)
    faults = {(row["rule"], row["key"]) for row in rows if row["expected"]}
    return [row for row in rows if row["expected"] or (row["rule"], row["key"]) not in faults]


def renamed(truth: pa.Table, names: Mapping[str, str]) -> pa.Table:
    """Return the truth in the names a reader of the workbooks makes: ids and hashes.

    What is told of several people bears the smallest id of them.
    """
    return truth_table(_renamed(row, names) for row in truth.to_pylist())


def _renamed(row: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    key, whose = read_key(row["key"]), row["graduate_ids"] or []
    renewed = sorted(names.get(each, each) for each in whose)
    own = key.get(PERSON)
    key = {name: names.get(value or "", value) for name, value in key.items()}
    if own is not None and len(whose) > 1 and own == min(whose):
        key[PERSON] = renewed[0]
    return {**row, "key": written_key(key), "graduate_ids": renewed}
