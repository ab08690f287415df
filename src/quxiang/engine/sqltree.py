"""What SQL a rule may be made of: one SELECT, listed functions, declared tables, no floats."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from quxiang.engine.shared import Macro

DIALECT = "duckdb"

#: functions that mean the same on DuckDB and Spark, by sqlglot's name or their own
_LOGIC = ("and", "or", "xor", "case", "cast", "try_cast", "coalesce", "nullif", "if", "exists")
_AGGREGATES = (
    "count",
    "count_if",
    "sum",
    "min",
    "max",
    "arg_max",
    "logical_and",
    "logical_or",
    "group_concat",
)
_TEXT = (
    "length", "substring", "split_part", "str_position", "contains", "starts_with", "upper",
    "lower", "replace", "translate", "pad", "concat", "concat_ws", "regexp_like",
    "regexp_replace", "md5", "sha2",
)  # fmt: skip
_TIME = (
    "date_diff", "datediff", "year", "month", "week_of_year", "time_to_str", "last_day",
    "date_from_parts", "ts_or_ds_to_date",
)  # fmt: skip
_OTHER = ("abs", "mod", "greatest", "least", "row_number", "rank", "dense_rank", "lag", "lead")
FUNCTIONS = frozenset((*_LOGIC, *_AGGREGATES, *_TEXT, *_TIME, *_OTHER))

_TYPES = ("TEXT", "VARCHAR", "INT", "BIGINT", "DATE", "TIMESTAMP", "BOOLEAN")
_REFUSED: tuple[tuple[type[exp.Expr], str], ...] = (
    (exp.Div, "“/”会得到小数，请用“//”"),
    (exp.Into, "不能写入表"),
    (exp.Lateral, "不能用 LATERAL"),
    (exp.Pivot, "不能用 PIVOT"),
    (exp.TableSample, "不能抽样"),
    (exp.Lambda, "不能用 lambda"),
    (exp.Parameter, "不能用变量"),
    (exp.Command, "不能执行命令"),
)


class SqlError(Exception):
    """A sentence about SQL that may not be run; ``line`` counts from the SQL's own first line.

    Where the tree knows no line, ``near`` is a text to look for.
    """

    def __init__(
        self, code: str, message: str, remedy: str, line: int = 1, *, near: str = ""
    ) -> None:
        self.code, self.message, self.remedy, self.line = code, message, remedy, line
        self.near = near
        super().__init__(message)


def parse(sql: str) -> exp.Query:
    """Parse exactly one SELECT."""
    try:
        statements = [tree for tree in sqlglot.parse(sql, dialect=DIALECT) if tree is not None]
    except SqlglotError as error:
        details = getattr(error, "errors", None) or [{}]
        line = int(details[0].get("line") or 1)
        near = details[0].get("highlight") or ""
        raise SqlError(
            "bad_sql", f"SQL 语法不对，在“{near}”附近。", "请检查这一处。", line
        ) from error
    if len(statements) != 1:
        raise SqlError(
            "not_one_statement",
            f"应当只有一条语句，这里有 {len(statements)} 条。",
            "请去掉分号后的内容。",
        )
    if not isinstance(statements[0], exp.Query):
        raise SqlError("not_select", "只能是 SELECT 语句。", "请改写为一条 SELECT。")
    return statements[0]


def refuse_forbidden(tree: exp.Expr) -> None:
    """Raise :class:`SqlError` for the first construct a rule may not use."""
    for node in tree.walk():
        _refuse_node(node)


def _refuse_node(node: exp.Expr) -> None:
    for kind, sentence in _REFUSED:
        if isinstance(node, kind):
            raise SqlError("forbidden_sql", f"{sentence}。", "请改写这一处。", line_of(node))
    if isinstance(node, exp.Func):
        _refuse_function(node)
    if isinstance(node, exp.Literal) and not node.is_string and not str(node.this).isdigit():
        raise SqlError("no_floats", f"不能用小数 {node.this}。", "请改用整数。", line_of(node))
    if isinstance(node, exp.Cast | exp.TryCast) and node.to.this.name not in _TYPES:
        kinds = "、".join(_TYPES)
        raise SqlError(
            "forbidden_type",
            f"不能转成 {node.to.sql(DIALECT)}。",
            f"可用类型：{kinds}。",
            line_of(node),
        )


def function_name(node: exp.Func) -> str:
    name = node.name if isinstance(node, exp.Anonymous | exp.AnonymousAggFunc) else node.sql_name()
    return str(name).lower()


def _refuse_function(node: exp.Func) -> None:
    name = function_name(node)
    if name not in FUNCTIONS:
        raise SqlError(
            "forbidden_function",
            f"不能用函数 {name}。",
            "请改用聚合、文字与日期函数，如 count、coalesce、substr、regexp_matches、date_diff。",
            line_of(node),
        )


def line_of(node: exp.Expr) -> int:
    """Return the line of a node, of something in it, or of the nearest node around it."""
    around: exp.Expr | None = node
    while around is not None:
        for each in (around, *around.find_all(exp.Identifier, exp.Literal)):
            if line := each.meta.get("line"):
                return int(line)
        around = around.parent
    return 1


def tables_of(tree: exp.Expr) -> Iterator[exp.Table]:
    """Give every table a query reads that is not one of its own CTEs."""
    own = {cte.alias_or_name for cte in tree.find_all(exp.CTE)}
    for table in tree.find_all(exp.Table):
        if table.name not in own or table.db or table.catalog:
            yield table


def refuse_unknown_tables(tree: exp.Expr, known: Collection[str]) -> None:
    for table in tables_of(tree):
        plain = isinstance(table.this, exp.Identifier) and not table.db and not table.catalog
        if plain and table.name in known and not table.args.get("version"):
            continue
        raise SqlError(
            "unknown_table",
            f"不认识的表“{table.sql(DIALECT)}”。",
            f"可用的表：{'、'.join(sorted(known))}。",
            line_of(table),
        )
    for cte in tree.find_all(exp.CTE):
        if cte.alias_or_name in known:
            raise SqlError(
                "table_hidden",
                f"“{cte.alias_or_name}”与已有的表同名。",
                "请给 WITH 里的表换个名字。",
                line_of(cte),
            )


def expand_macros(tree: exp.Expr, macros: dict[str, Macro]) -> exp.Expr:
    """Put each macro's expression where it is called.

    Its arguments are repeated inside, so they must be plain columns: an expression there was
    measured to cost four times as much.
    """
    for call in list(tree.find_all(exp.Anonymous)):
        macro = macros.get(call.name.lower())
        if macro is not None:
            call.replace(_expanded(call, macro))
    return tree


def _expanded(call: exp.Anonymous, macro: Macro) -> exp.Expr:
    arguments = call.expressions
    plain = all(isinstance(each, exp.Column | exp.Literal) for each in arguments)
    if len(arguments) != len(macro.args) or not plain:
        raise SqlError(
            "bad_macro_call",
            f"{macro.name} 要 {len(macro.args)} 个参数，且每个都是列名。",
            "请先在子查询里给表达式起名，再传入列名。",
            line_of(call),
        )
    body = sqlglot.parse_one(macro.sql, dialect=DIALECT)
    given = dict(zip(macro.args, arguments, strict=True))
    for column in list(body.find_all(exp.Column)):
        if column.name in given:
            column.replace(given[column.name].copy())
    return exp.Paren(this=body)


_IN_QUOTES = re.compile(r"\$[a-z_]+")


def refuse_bad_marks(tree: exp.Expr, values: Mapping[str, object]) -> set[str]:
    """Return the names of the parameters ``$name`` a query uses.

    A list may stand only as ``x in $name``. Raises :class:`SqlError` for an unknown name, an
    empty list, or a name written inside quotes.
    """
    for literal in tree.find_all(exp.Literal):
        if literal.is_string and _IN_QUOTES.search(str(literal.this)):
            raise SqlError(
                "quoted_parameter", f"引号里的“{literal.this}”不会被代入。", "请把参数移出引号。"
            )
    marks = list(tree.find_all(exp.Placeholder))
    for mark in marks:
        if mark.name not in values:
            raise SqlError(
                "unknown_parameter", f"没有参数 ${mark.name}。", "请写进 params。",
                near=f"${mark.name}",
            )  # fmt: skip
        _refuse_bad_list(mark, values[mark.name])
    return {mark.name for mark in marks}


def _refuse_bad_list(mark: exp.Placeholder, value: object) -> None:
    if not isinstance(value, tuple | list | frozenset):
        return
    parent = mark.parent
    if not isinstance(parent, exp.In) or parent.args.get("field") is not mark or not value:
        raise SqlError(
            "bad_list",
            f"${mark.name} 是列表，只能写成“x in ${mark.name}”，且不能为空。",
            "请改写。",
            line_of(mark),
        )
