"""What a run reads of its inputs: the columns, the shared views, and how many queries want each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from quxiang.engine.checked import Checked, query_facts, view_facts
from quxiang.engine.dataset import typed
from quxiang.engine.facts import Needs, QueryFacts
from quxiang.engine.figureform import FigureRule
from quxiang.standards.tables import Table

PLACE = ("source_file", "source_sheet", "source_row")
#: views a run reads itself, and columns it reads whatever the rules are
OWN_VIEWS = ("in_scope", "counted", "settled")
#: views a run counts in to say whom the registry lacks
_REGISTRY_VIEWS = ("registry_differences", "registry_only")
OWN_COLUMNS = {
    "graduates": (
        "school", "cohort", "graduate_id", "college", "status", "completion", "state", "code",
        *PLACE,
    ),
    "answers": ("fingerprint", "outcome", "until"),
}  # fmt: skip


#: what a run reads of the employers' view itself
EMPLOYER_COLUMNS = ("employer_key", "employer_uscc")


@dataclass(frozen=True)
class Reads:
    """What a run reads: declared columns, shared views, and how many queries read each table.

    ``named`` are the columns some view names: they must be there, and are NULL if nobody reads
    what the view makes of them.
    """

    columns: Needs
    named: Needs
    views: frozenset[str]
    readers: Mapping[str, int]

    def of(self, table: Table, data: pa.Table) -> pa.Table:
        """Return a given table with the columns of it that are read, typed as declared."""
        names = set(data.column_names)
        return typed(data, table, [n for t, n in self.columns if t == table.name and n in names])


def reads_of(rules: Sequence[Checked], figures: Iterable[FigureRule], by: Iterable[str]) -> Reads:
    """Return what a run of these rules and figures reads."""
    queries = [query_facts(sql) for sql in _queries(figures)]
    views = _views(rules, queries)
    columns = {(table, name) for table, names in OWN_COLUMNS.items() for name in names}
    columns |= {("graduates", name) for name in by}
    for rule in rules:
        columns |= rule.needs | rule.row_needs
    for query in queries:
        columns |= query.needs
    whole = _behind((*OWN_VIEWS, *_REGISTRY_VIEWS))
    named = set(columns)
    for view in view_facts():
        if view.name in views:
            named |= view.names
            columns |= view.names if view.name in whole else set()
    if "employments" in views:
        columns |= {("graduates", name) for name in EMPLOYER_COLUMNS}
    return Reads(frozenset(columns), frozenset(named), views, _readers(rules, views))


def _queries(figures: Iterable[FigureRule]) -> Iterator[str]:
    for figure in figures:
        if figure.kind == "subjects":
            yield from (figure.numerator, figure.denominator)


def _behind(names: Iterable[str]) -> frozenset[str]:
    """Return these views and all they rest on."""
    behind = {view.name: view.behind for view in view_facts()}
    return frozenset(each for name in names for each in behind.get(name, ()))


def _views(rules: Sequence[Checked], queries: Iterable[QueryFacts]) -> frozenset[str]:
    behind = {view.name: view.behind for view in view_facts()}
    named = {name for rule in rules for name in (*rule.views, *rule.row_views)}
    named |= {name for query in queries for name in query.views}
    if any("employer_key" in rule.rule.key for rule in rules):
        named |= {"employments"} & behind.keys()
    if any(("registry", "graduate_id") in rule.needs for rule in rules):
        named |= {"registry_differences"} & behind.keys()
    return _behind((*named, *OWN_VIEWS))


def _readers(rules: Iterable[Checked], views: frozenset[str]) -> Mapping[str, int]:
    """Count the queries that read each table; a view made once is one, whoever reads it."""
    kept = {view.name: view for view in view_facts() if view.kept and view.name in views}
    readers: Counter[str] = Counter(graduates=2)
    for rule in rules:
        for needs, behind in ((rule.needs, rule.views), (rule.row_needs, rule.row_views)):
            through = {table for name in behind if name in kept for table, _ in kept[name].names}
            readers.update({table for table, _ in needs} - through)
    for view in kept.values():
        readers.update({table for table, _ in view.names})
    return readers
