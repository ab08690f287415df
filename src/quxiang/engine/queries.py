"""Queries as trees: what a rule or a shared view says, judged and with its macros expanded."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from sqlglot import exp

from quxiang.engine import sqltree
from quxiang.engine.shared import shared, shared_file
from quxiang.engine.statements import Statement

_GAP = "quxiang_gap_{at}_of_{name}"
_GAPS = re.compile(r"\$quxiang_gap_[0-9]+_of_([a-z_0-9]+)")


def parsed(sql: str) -> exp.Query:
    """Parse, allow and expand one query of a rule."""
    tree = sqltree.parse(sql)
    macros = {macro.name: macro for macro in shared().macros}
    sqltree.expand_macros(tree, macros)
    sqltree.refuse_forbidden(tree)
    _keep_defaults_texts(tree)
    return tree


def _keep_defaults_texts(tree: exp.Query) -> None:
    """Let ``lag(x, 1, 'text')`` take a text its enumerated column does not hold."""
    for call in tree.find_all(exp.Lag, exp.Lead):
        default = call.args.get("default")
        if isinstance(default, exp.Literal) and default.is_string:
            call.set("this", exp.cast(call.this, "text"))


def view_trees() -> dict[str, exp.Query]:
    """Return the shared views' trees, in file order, unbound."""
    return _trees_of(shared_file())


@lru_cache(maxsize=8)
def _trees_of(_: Path) -> dict[str, exp.Query]:
    return {view.name: parsed(view.sql) for view in shared().views}


def views_behind(names: set[str]) -> tuple[str, ...]:
    """Return the views ``names`` rest on, in file order."""
    below = _below(shared_file())
    wanted = names & below.keys()
    for name in reversed(below):
        if name in wanted:
            wanted |= below[name]
    return tuple(name for name in below if name in wanted)


@lru_cache(maxsize=8)
def _below(_: Path) -> dict[str, set[str]]:
    """Return the views each view reads itself."""
    trees = view_trees()
    return {
        name: {table.name for table in sqltree.tables_of(tree)} & trees.keys()
        for name, tree in trees.items()
    }


def statement(tree: exp.Query) -> Statement:
    """Cut a query's DuckDB text at its parameters."""
    copy = tree.copy()
    marks = list(copy.find_all(exp.Placeholder))
    for at, mark in enumerate(marks):
        mark.set("this", _GAP.format(at=at, name=mark.name))
    parts = _GAPS.split(copy.sql(sqltree.DIALECT, copy=False))
    if len(parts) != 2 * len(marks) + 1:
        raise ValueError("a parameter was lost in the text of a query")
    return Statement(tuple(parts[::2]), tuple(parts[1::2]))
