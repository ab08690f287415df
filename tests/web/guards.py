"""Every guarded move of the web, by where it stands in the source; found by reading the sources.

A guard is what tells the second of two people that somebody was first: a transition, an update
whose count is looked at, a row that is locked, a constraint that is caught, a row made only once.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import quxiang.web

ROOT = Path(quxiang.web.__file__).parent
#: methods that make a row only where there is none
ONCE = ("get_or_create", "update_or_create")


def every_guard() -> dict[str, set[str]]:
    """Return the guards of the web: function by its place, and of which kinds it has one."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in sorted(ROOT.rglob("*.py")):
        if "migrations" not in path.parts:
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            for function, kind in guards_in(ast.parse(path.read_text())):
                found[f"{name}:{function}"].add(kind)
    return dict(found)


def guards_in(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Give each guard of a module: the outermost function (method) it stands in, and its kind."""

    def walk(node: ast.AST, inside: str, alone: bool) -> Iterator[tuple[str, str]]:
        if kind := _kind(node, alone):
            yield inside, kind
        for child in ast.iter_child_nodes(node):
            deeper = _deeper(inside, child)
            yield from walk(child, deeper, isinstance(node, ast.Expr))

    yield from walk(tree, "", alone=False)


def _deeper(inside: str, child: ast.AST) -> str:
    """Return where a node stands: its function, or its class and method, nothing deeper."""
    in_class = inside[:1].isupper() and "." not in inside
    if isinstance(child, ast.FunctionDef | ast.ClassDef) and (not inside or in_class):
        return f"{inside}.{child.name}" if inside else child.name
    return inside


def _kind(node: ast.AST, alone: bool) -> str:
    """Say what guard a node is; ``alone`` is a call whose result nobody looks at."""
    if isinstance(node, ast.Raise) and "StaleStateError" in ast.dump(node):
        return "stale"
    if isinstance(node, ast.ExceptHandler) and "IntegrityError" in ast.dump(node.type or node):
        return "constraint"
    return _kind_of_call(node, alone) if isinstance(node, ast.Call) else ""


def _kind_of_call(node: ast.Call, alone: bool) -> str:
    if isinstance(node.func, ast.Name):
        return "move" if node.func.id == "move" else ""
    name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    if name == "update" and node.keywords and (not alone or _conditions(node.func)):
        return "update"
    return {"select_for_update": "lock", **dict.fromkeys(ONCE, "once")}.get(name, "")


def _conditions(queryset: ast.AST) -> bool:
    """Say whether rows are chosen by what they hold (a state, an end), not by their key alone."""
    given = [k.arg or "" for n in ast.walk(queryset) if isinstance(n, ast.Call) for k in n.keywords]
    return any(name.startswith("state") or name.endswith("__isnull") for name in given)
