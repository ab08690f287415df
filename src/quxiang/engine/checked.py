"""Check a rule against the declared tables before it may run, and learn what it needs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import duckdb
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.pushdown_projections import pushdown_projections
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import traverse_scope

from quxiang.engine import sqltree
from quxiang.engine.catalogue import shipped_rules
from quxiang.engine.ruleform import Rule
from quxiang.engine.shared import DECLARED, shared, shared_file
from quxiang.engine.sqltree import SqlError
from quxiang.problems import Problem, UnusableError, Where
from quxiang.standards.tables import Type

SQL_TYPES = {
    Type.TEXT: "VARCHAR", Type.INTEGER: "BIGINT", Type.DATE: "DATE", Type.MOMENT: "TIMESTAMP",
    Type.BOOLEAN: "BOOLEAN",
}  # fmt: skip
#: what the settings of a cohort put into the shared views; the texts only stand in while checking
VIEW_MARKS: dict[str, object] = {
    "states_in_force": ("entered",),
    "counted_statuses": ("毕业",),
    "counted_completions": ("graduated",),
}
_MARK = re.compile(r"\{([a-z_0-9]+)\}")
#: what a rule's ``rows`` give: who proves a finding, and where that stands if not in graduates
PROOF = ("fingerprint", "graduate_id")
PLACE = ("source_file", "source_sheet", "source_row")
#: columns every finding has beside its key and message columns
ALWAYS = ("school", "cohort")


@dataclass(frozen=True)
class Checked:
    """A rule whose SQL may run; ``needs`` are the declared columns it reads.

    ``optional`` are the needed columns whose absence makes the run partial instead of impossible.
    """

    rule: Rule
    tree: exp.Query
    rows: exp.Query | None
    columns: tuple[str, ...]
    needs: frozenset[tuple[str, str]]
    optional: frozenset[tuple[str, str]]
    #: optional by the meaning of a shared view: nobody is told that these are missing
    by_view: frozenset[tuple[str, str]]
    #: whether ``rows`` say themselves where each row stands, of whatever table it is
    places: bool = False

    @property
    def wants_moment(self) -> bool:
        return self.rule.window != "none" or "as_of" in self.marks

    @property
    def marks(self) -> set[str]:
        return {mark.name for mark in self.tree.find_all(exp.Placeholder)}

    @property
    def views(self) -> list[str]:
        """Return the shared views this rule rests on, in file order."""
        return views_behind({table.name for table in sqltree.tables_of(self.tree)})


def parsed(sql: str) -> exp.Query:
    """Parse, allow and expand one query of a rule."""
    tree = sqltree.parse(sql)
    macros = {macro.name: macro for macro in shared().macros}
    sqltree.expand_macros(tree, macros)
    sqltree.refuse_forbidden(tree)
    return tree


def view_trees() -> dict[str, exp.Query]:
    """Return the shared views' trees, in file order, unbound."""
    return _trees_of(shared_file())


@lru_cache(maxsize=8)
def _trees_of(_: Path) -> dict[str, exp.Query]:
    return {view.name: parsed(view.sql) for view in shared().views}


def checked(rules: Iterable[Rule]) -> tuple[Checked, ...]:
    """Check every rule; raise :class:`UnusableError` with one problem for each that fails."""
    problems: list[Problem] = []
    good: list[Checked] = []
    with empty_tables() as connection:
        for rule in rules:
            try:
                good.append(_check(rule, connection))
            except SqlError as error:
                problems.append(_problem(rule, error, rule.sql_line))
    if problems:
        raise UnusableError(problems)
    return tuple(good)


@lru_cache(maxsize=1)
def checked_shipped() -> tuple[Checked, ...]:
    """Return every shipped rule, checked once a process."""
    return checked(shipped_rules())


def _problem(rule: Rule, error: SqlError, first_line: int) -> Problem:
    lines = rule.sql.splitlines()
    near = [at for at, text in enumerate(lines, 1) if error.near and error.near in text]
    line = near[0] if near else error.line
    where = Where(Path(rule.file).name, cell=f"第 {first_line + line - 1} 行", column=rule.code)
    return Problem(error.code, f"规则 {rule.code}：{error.message}", error.remedy, where)


def _check(rule: Rule, connection: duckdb.DuckDBPyConnection) -> Checked:
    tree = parsed(rule.sql)
    known = {*DECLARED, *view_trees()}
    sqltree.refuse_unknown_tables(tree, known)
    columns = _bound_and_described(rule, tree, connection)
    _refuse_bad_output(rule, columns)
    rows, places = _rows_tree(rule, connection) if rule.rows else (None, False)
    needs = _needed_columns(tree)
    own = _named(needs, rule.optional)
    _named(needs, rule.any_of)
    return Checked(rule, tree, rows, columns, needs, own, _by_view(tree, needs) - own, places)


def _stand_ins(rule: Rule) -> dict[str, object]:
    moment = exp.cast(exp.Literal.string("2024-06-20 17:00:00"), "timestamp")
    return {**rule.params, "as_of": moment}


def _bound_and_described(
    rule: Rule, tree: exp.Query, connection: duckdb.DuckDBPyConnection
) -> tuple[str, ...]:
    bound = tree.copy()
    used = sqltree.bind(bound, _stand_ins(rule))
    unused = [name for name in rule.params if name not in used]
    for name in unused:
        if f"{{{name}}}" not in rule.message:
            raise SqlError(
                "unused_parameter", f"参数 {name} 没有用到。", "请在 SQL 里用上，或删去。"
            )
    return tuple(name for name, _ in described(bound, connection))


def described(tree: exp.Query, connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """Return the names and types of a query's columns, as DuckDB finds them on empty tables."""
    try:
        answer = connection.execute(f"describe {tree.sql(sqltree.DIALECT)}").fetchall()
    except duckdb.Error as error:
        raise _duckdb_problem(error, tree) from error
    return [(str(name), str(kind)) for name, kind, *_ in answer]


def _duckdb_problem(error: duckdb.Error, tree: exp.Query) -> SqlError:
    text = str(error).split("\n")[0]
    named = re.search(r'"([A-Za-z_0-9.]+)"', text)
    line = 1
    if named is not None:
        last = named.group(1).split(".")[-1]
        found = [c for c in tree.find_all(exp.Column, exp.Table) if c.name == last]
        line = sqltree.line_of(found[0]) if found else 1
        if "not found" in text or "does not have a column" in text:
            return SqlError(
                "unknown_column", f"没有列“{last}”。", "用 quxiang columns 查看可用的列。", line
            )
    return SqlError("bad_sql", f"SQL 不能执行：{text.rstrip('.! ')}。", "请按提示修改。", line)


def _refuse_bad_output(rule: Rule, columns: tuple[str, ...]) -> None:
    for name in (*ALWAYS, *rule.key):
        if name not in columns:
            raise SqlError("missing_output", f"SELECT 没有给出“{name}”。", "请加上这一列。")
    for text in (rule.message, rule.en.get("message", "")):
        for name in _MARK.findall(text):
            if name not in columns and name not in rule.params:
                raise SqlError(
                    "unknown_mark", f"message 里的“{{{name}}}”既不是列也不是参数。", "请改正。"
                )


def _rows_tree(rule: Rule, connection: duckdb.DuckDBPyConnection) -> tuple[exp.Query, bool]:
    """Check the query that proves findings; it reads ``found`` beside the shared tables.

    Return it, and whether it gives the place of each row beside fingerprint and person.
    """
    tree = parsed(rule.rows)
    sqltree.refuse_unknown_tables(tree, {*DECLARED, *view_trees(), "found"})
    bound = tree.copy()
    sqltree.bind(bound, _stand_ins(rule))
    main = rule_tree_bound(rule)
    connection.execute(
        "create or replace temp view found as "
        f"select *, 'x' as fingerprint from ({main.sql(sqltree.DIALECT)})"
    )
    names = [name for name, _ in described(bound, connection)]
    if names not in (list(PROOF), [*PROOF, *PLACE]):
        message = f"rows 应给出 {'、'.join(PROOF)}，可再加 {'、'.join(PLACE)}。"
        raise SqlError("bad_rows", message, "请改写 rows。")
    return tree, names != list(PROOF)


def rule_tree_bound(rule: Rule) -> exp.Query:
    tree = parsed(rule.sql)
    sqltree.bind(tree, _stand_ins(rule))
    return tree


def schema() -> dict[str, object]:
    """Return declared tables as sqlglot's optimizer wants them."""
    return {
        table.name: {column.name: SQL_TYPES[column.type] for column in table}
        for table in DECLARED.values()
    }


def qualified(tree: exp.Query) -> exp.Query:
    """Put the shared views in front as CTEs and qualify every column; projections not pushed."""
    whole = tree.copy()
    own = {table.name for table in sqltree.tables_of(whole)}
    for name in reversed(views_behind(own)):
        sql = view_trees()[name].copy()
        whole = whole.with_(name, as_=sql, dialect=sqltree.DIALECT, copy=False, append=True)
        ctes = whole.args["with_"].expressions
        ctes.insert(0, ctes.pop())
    try:
        return qualify(
            whole, schema=schema(), dialect=sqltree.DIALECT, quote_identifiers=False,
            validate_qualify_columns=True,
        )  # fmt: skip
    except SqlglotError as error:
        raise SqlError("bad_sql", f"列不明确：{error}", "请写明表名。") from error


def views_behind(names: set[str]) -> list[str]:
    """Return the views ``names`` rest on, in file order."""
    wanted = {name for name in names if name in view_trees()}
    for name in reversed(view_trees()):
        if name in wanted:
            below = {table.name for table in sqltree.tables_of(view_trees()[name])}
            wanted |= {each for each in below if each in view_trees()}
    return [name for name in view_trees() if name in wanted]


def _needed_columns(tree: exp.Query) -> frozenset[tuple[str, str]]:
    whole = pushdown_projections(qualified(tree))
    return frozenset(_base_columns(whole))


def _base_columns(whole: exp.Expr) -> Iterator[tuple[str, str]]:
    for scope in traverse_scope(whole):
        for alias, source in scope.sources.items():
            if isinstance(source, exp.Table) and source.name in DECLARED:
                yield source.name, ""
                for column in scope.columns:
                    if column.table == alias:
                        yield source.name, column.name


def _by_view(tree: exp.Query, needs: frozenset[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    used = {table.name for table in sqltree.tables_of(tree)}
    behind = views_behind(used)
    names = [name for view in shared().views if view.name in behind for name in view.optional]
    return _named(needs, names)


def _named(needs: frozenset[tuple[str, str]], names: Iterable[str]) -> frozenset[tuple[str, str]]:
    """Return those of ``needs`` that ``names`` (tables, or table.column) stand for."""
    for name in names:
        table, _, column = name.partition(".")
        if table not in DECLARED or (column and column not in DECLARED[table].by_name):
            message = f"optional 或 any_of 里的“{name}”不是表或列。"
            raise SqlError("unknown_optional", message, "请改正。")
    return frozenset(need for need in needs if need[0] in names or ".".join(need) in names)


@contextmanager
def empty_tables() -> Iterator[duckdb.DuckDBPyConnection]:
    """Give a DuckDB connection with every declared table empty and every view in place."""
    with duckdb.connect(config={"threads": 1}) as connection:
        for table in DECLARED.values():
            columns = ", ".join(f'"{c.name}" {SQL_TYPES[c.type]}' for c in table)
            connection.execute(f"create table {table.name} ({columns})")
        create_views(connection, VIEW_MARKS)
        yield connection


def create_views(connection: duckdb.DuckDBPyConnection, marks: Mapping[str, object]) -> None:
    """Create the shared views over tables that are already there, bound to ``marks``."""
    for name, tree in view_trees().items():
        bound = tree.copy()
        sqltree.bind(bound, marks)
        connection.execute(f"create or replace temp view {name} as {bound.sql(sqltree.DIALECT)}")
