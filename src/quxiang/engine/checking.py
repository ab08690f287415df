"""Check rules against the declared tables, on a parser and on DuckDB, and learn what they need."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import duckdb
from sqlglot import exp

from quxiang.engine import lineage, sqltree
from quxiang.engine.dataset import ALWAYS_GIVEN
from quxiang.engine.facts import FOUND_PEOPLE, Needs, QueryFacts, RuleFacts, ViewFacts
from quxiang.engine.queries import parsed, statement, view_trees, views_behind
from quxiang.engine.ruleform import Rule
from quxiang.engine.shared import DECLARED, SQL_TYPES, shared
from quxiang.engine.signalform import signals
from quxiang.engine.sqltree import SqlError
from quxiang.problems import Problem, UnusableError, Where

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
PEOPLE_COLUMNS = {"graduate_id": "VARCHAR", "severity": "VARCHAR", "verdict": "VARCHAR"}
#: columns every finding has beside its key and message columns
ALWAYS = ("school", "cohort")


def rule_facts(rules: Iterable[Rule]) -> tuple[RuleFacts, ...]:
    """Check every rule; raise :class:`UnusableError` with one problem for each that fails."""
    problems: list[Problem] = []
    good: list[RuleFacts] = []
    with empty_tables() as connection:
        for rule in rules:
            try:
                good.append(_check(rule, connection))
            except SqlError as error:
                problems.append(_problem(rule, error, rule.sql_line))
    if problems:
        raise UnusableError(problems)
    return tuple(good)


def _problem(rule: Rule, error: SqlError, first_line: int) -> Problem:
    lines = rule.sql.splitlines()
    near = [at for at, text in enumerate(lines, 1) if error.near and error.near in text]
    line = near[0] if near else error.line
    where = Where(Path(rule.file).name, cell=f"第 {first_line + line - 1} 行", column=rule.code)
    return Problem(error.code, f"规则 {rule.code}：{error.message}", error.remedy, where)


def view_facts() -> tuple[ViewFacts, ...]:
    """Return the shared views as SQL, in file order."""
    return tuple(
        ViewFacts(
            name=view.name,
            kept=view.kept,
            statement=statement(view_trees()[view.name]),
            behind=views_behind({view.name}),
            names=lineage.named_by(view.name),
        )
        for view in shared().views
    )


def query_facts(queries: Iterable[str]) -> dict[str, QueryFacts]:
    """Look at queries of figures, which may also read the people in findings."""
    trees = {sql: parsed(sql) for sql in queries}
    return {
        sql: QueryFacts(
            statement=statement(tree),
            needs=lineage.needed(tree, FOUND_PEOPLE, PEOPLE_COLUMNS),
            views=_views_of(tree),
        )
        for sql, tree in trees.items()
    }


def _check(rule: Rule, connection: duckdb.DuckDBPyConnection) -> RuleFacts:
    tree = parsed(rule.sql)
    sqltree.refuse_unknown_tables(tree, {*DECLARED, *view_trees()})
    _refuse_bad_signals(rule, tree)
    columns = _described(rule, tree, connection)
    _refuse_bad_output(rule, columns)
    rows = _rows_tree(rule, columns, connection) if rule.rows else None
    needs = lineage.needed(tree)
    own = _named(needs, rule.optional)
    _named(needs, rule.any_of)
    behind = _views_of(tree)
    return RuleFacts(
        statement=statement(tree),
        rows=None if rows is None else statement(rows),
        columns=tuple(columns),
        needs=needs,
        optional=own,
        by_view=_by_views(behind, needs) - own,
        places=rows is not None and len(rows.named_selects) > len(PROOF),
        views=behind,
        row_views=() if rows is None else _views_of(rows),
        row_needs=frozenset() if rows is None else lineage.needed(rows, "found", _found(columns)),
    )


def _views_of(tree: exp.Query) -> tuple[str, ...]:
    return views_behind({table.name for table in sqltree.tables_of(tree)})


def _stand_ins(rule: Rule) -> dict[str, object]:
    return {**rule.params, "as_of": datetime(2024, 6, 20, 17)}


def _described(
    rule: Rule, tree: exp.Query, connection: duckdb.DuckDBPyConnection
) -> dict[str, str]:
    used = sqltree.refuse_bad_marks(tree, _stand_ins(rule))
    for name in rule.params:
        if name not in used and f"{{{name}}}" not in rule.message:
            raise SqlError(
                "unused_parameter", f"参数 {name} 没有用到。", "请在 SQL 里用上，或删去。"
            )
    return described(tree, _stand_ins(rule), connection)


def described(
    tree: exp.Query, values: Mapping[str, object], connection: duckdb.DuckDBPyConnection
) -> dict[str, str]:
    """Return the names and types of a query's columns, as DuckDB finds them on empty tables."""
    try:
        answer = connection.execute(f"describe {statement(tree).bound(values)}").fetchall()
    except duckdb.Error as error:
        raise _duckdb_problem(error, tree) from error
    return {str(name): str(kind) for name, kind, *_ in answer}


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


def _refuse_bad_output(rule: Rule, columns: Collection[str]) -> None:
    for name in (*ALWAYS, *rule.key):
        if name not in columns:
            raise SqlError("missing_output", f"SELECT 没有给出“{name}”。", "请加上这一列。")
    for text in (rule.message, rule.en.get("message", "")):
        for name in _MARK.findall(text):
            if name not in columns and name not in rule.params:
                raise SqlError(
                    "unknown_mark", f"message 里的“{{{name}}}”既不是列也不是参数。", "请改正。"
                )
    _refuse_unfilled(rule)


def _refuse_unfilled(rule: Rule) -> None:
    """Refuse a blank no parameter fills: why and remedy stand where no finding does."""
    for part in ("title", "why", "remedy"):
        for text in (rule.text(part), rule.text(part, "en")):
            if unfilled := _MARK.search(text):
                message = f"{part} 里的“{unfilled[0]}”不是参数。"
                raise SqlError("unknown_mark", message, "请写进 params，或改正。")


def _refuse_bad_signals(rule: Rule, tree: exp.Query) -> None:
    """Refuse a rule whose ``signals`` and SQL disagree, or whose signal would rest on itself."""
    if ("signals" in {table.name for table in sqltree.tables_of(tree)}) != bool(rule.signals):
        message = "读 signals 表的规则要在 signals 里写明所比较的信号，不读的不能写。"
        raise SqlError("signals_unnamed", message, "请改正 signals 或 SQL。")
    unknown = [name for name in rule.signals if name not in signals()]
    if unknown:
        known = "、".join(signals())
        raise SqlError("unknown_signal", f"没有信号“{unknown[0]}”。", f"可用：{known}。")
    if rule.signals and rule.feeds_signals:
        message = "比较信号的规则只能针对 unit：它的发现若算作记录的发现，信号就会依据自己。"
        raise SqlError("signal_in_circle", message, "请把 subject 写成 unit。")


def _rows_tree(
    rule: Rule, columns: Mapping[str, str], connection: duckdb.DuckDBPyConnection
) -> exp.Query:
    """Check the query that proves findings; it reads ``found`` beside the shared tables."""
    tree = parsed(rule.rows)
    sqltree.refuse_unknown_tables(tree, {*DECLARED, *view_trees(), "found"})
    sqltree.refuse_bad_marks(tree, _stand_ins(rule))
    found = ", ".join(f'"{name}" {kind}' for name, kind in _found(columns).items())
    connection.execute(f"create or replace temp table found ({found})")
    names = list(described(tree, _stand_ins(rule), connection))
    if names not in (list(PROOF), [*PROOF, *PLACE]):
        message = f"rows 应给出 {'、'.join(PROOF)}，可再加 {'、'.join(PLACE)}。"
        raise SqlError("bad_rows", message, "请改写 rows。")
    return tree


def _found(columns: Mapping[str, str]) -> dict[str, str]:
    return {**columns, "fingerprint": "VARCHAR"}


def _by_views(behind: Iterable[str], needs: Needs) -> Needs:
    names = [name for view in shared().views if view.name in behind for name in view.optional]
    return _named(needs, names)


def _named(needs: Needs, names: Collection[str]) -> Needs:
    """Return those of ``needs`` that ``names`` stand for: a table and all its columns, one column
    ``table.column``, or ``table.`` without more than the columns every table has.
    """
    for name in names:
        table, _, column = name.partition(".")
        if table not in DECLARED or (column and column not in DECLARED[table].by_name):
            message = f"optional 或 any_of 里的“{name}”不是表或列。"
            raise SqlError("unknown_optional", message, "请改正。")
    return frozenset(
        (table, column)
        for table, column in needs
        if table in names
        or f"{table}.{column}" in names
        or (f"{table}." in names and column in ALWAYS_GIVEN)
    )


@contextmanager
def empty_tables() -> Iterator[duckdb.DuckDBPyConnection]:
    """Give a DuckDB connection with every declared table empty and every view in place."""
    with duckdb.connect(config={"threads": 1}) as connection:
        for table in DECLARED.values():
            columns = ", ".join(f'"{c.name}" {SQL_TYPES[c.type]}' for c in table)
            connection.execute(f"create table {table.name} ({columns})")
        for name, tree in view_trees().items():
            sql = statement(tree).bound(VIEW_MARKS)
            connection.execute(f"create view {name} as {sql}")
        yield connection
