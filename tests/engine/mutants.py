"""Damage a rule's SQL in one place at a time; some example of the rule must notice each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlglot import exp

from quxiang.engine.checked import Checked
from quxiang.engine.queries import parsed
from quxiang.engine.yamlform import Value

COMPARISONS = (exp.GT, exp.GTE, exp.LT, exp.LTE, exp.EQ, exp.NEQ)


@dataclass(frozen=True)
class Mutant:
    """One damaged rule: its tree and parameters, and a sentence on what was done to it."""

    rule: Checked
    tree: exp.Query
    values: dict[str, Value]
    sentence: str


def mutants(rule: Checked) -> Iterator[Mutant]:
    """Give every mutant: predicates dropped, limits shifted by one, columns nulled."""
    values, whole = dict(rule.rule.params), parsed(rule.rule.sql)
    for tree, sentence in (
        *_dropped_predicates(whole), *_shifted_literals(whole), *_nulled_columns(whole)
    ):  # fmt: skip
        yield Mutant(rule, tree, values, sentence)
    for name, value in values.items():
        if isinstance(value, int) and not isinstance(value, bool):
            for step in (-1, 1):
                changed = {**values, name: value + step}
                yield Mutant(rule, whole, changed, f"${name} = {value + step}")
        if isinstance(value, tuple) and len(value) > 1:
            for gone in value:
                left = tuple(each for each in value if each != gone)
                yield Mutant(rule, whole, {**values, name: left}, f"${name} without {gone}")


def _nodes(tree: exp.Expr, *kinds: type[exp.Expr]) -> list[int]:
    return [at for at, node in enumerate(tree.walk()) if isinstance(node, kinds)]


def _copy_at(tree: exp.Query, at: int) -> tuple[exp.Query, exp.Expr]:
    copy = tree.copy()
    return copy, next(node for index, node in enumerate(copy.walk()) if index == at)


def _dropped_predicates(tree: exp.Query) -> Iterator[tuple[exp.Query, str]]:
    for at in _nodes(tree, exp.And, exp.Or):
        for side in ("this", "expression"):
            copy, node = _copy_at(tree, at)
            gone = node.args["expression" if side == "this" else "this"]
            node.replace(node.args[side].copy())
            yield copy, f"without {gone.sql('duckdb')}"
    for at in _nodes(tree, exp.Where, exp.Having):
        copy, node = _copy_at(tree, at)
        sentence = f"without {node.sql('duckdb')}"
        if isinstance(node.parent, exp.Filter):
            node.set("this", exp.true())
        else:
            node.pop()
        yield copy, sentence


def _shifted_literals(tree: exp.Query) -> Iterator[tuple[exp.Query, str]]:
    for at in _nodes(tree, exp.Literal):
        copy, node = _copy_at(tree, at)
        if node.is_string or not isinstance(node.parent, COMPARISONS):
            continue
        for step in (-1, 1):
            copy, node = _copy_at(tree, at)
            was = node.parent.sql("duckdb")
            node.replace(exp.Literal.number(int(node.this) + step))
            yield copy, f"{was} shifted by {step}"


def _nulled_columns(tree: exp.Query) -> Iterator[tuple[exp.Query, str]]:
    for at in _nodes(tree, exp.Column):
        copy, node = _copy_at(tree, at)
        if isinstance(node.this, exp.Star) or node.find_ancestor(exp.Group, exp.Order):
            continue
        text, context = node.sql("duckdb"), _context(node)
        null = exp.Null()
        projected = isinstance(node.parent, exp.Select)
        node.replace(exp.alias_(null, node.name) if projected else null)
        yield copy, f"{text} nulled in {context}"


def _context(node: exp.Expr) -> str:
    around = node.parent
    while around is not None and len(around.sql("duckdb")) < 30 and around.parent is not None:
        around = around.parent
    return " ".join((around or node).sql("duckdb").split())[:120]
