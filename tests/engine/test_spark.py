"""Rules mean the same on Spark: translated in every run, executed with ``-m spark`` on demand.

``python3 dev.py test -m spark`` brings Spark by hash; Java 17 must be there. Nothing else of the
project wants either.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from engine.sparkstage import SparkStage, started
from quxiang.engine.backends.spark import translated
from quxiang.engine.checked import checked_shipped, view_facts
from quxiang.engine.sqltree import FUNCTIONS, SqlError
from quxiang.standards import load

MARKS = {
    "states_in_force": ("entered",), "counted_statuses": ("毕业",),
    "counted_completions": ("graduated",), "as_of": datetime(2024, 6, 20, 17),
}  # fmt: skip
RULES = {rule.rule.code: rule for rule in checked_shipped()}
DAYS = ["2024-02-29", "2023-12-31", None, "2024-06-20", "2020-01-01"]
ROWS = pa.table(
    {
        "id": [1, 2, 3, 4, 5],
        "t": ["河南农业", "", None, "Ab 12", "a,b,c"],
        "n": [5, -7, None, 0, 12],
        "d": pa.array(["2024-02-29", "2023-12-31", None, "2024-06-20", "2020-01-01"]).cast(
            "date32"
        ),
    }
)
#: an example of each listed function, over the columns id, t, n, d
EXAMPLES = {
    "and": "n > 0 and id > 1", "or": "n > 0 or id > 4", "xor": "xor(id, 3) > 0",
    "case": "case when n > 0 then t else 'x' end", "cast": "cast(id as text)",
    "try_cast": "try_cast(d as text)", "coalesce": "coalesce(t, 'leer')", "nullif": "nullif(t, '')",
    "if": "if(n > 0, 'ja', 'nein')", "exists": "exists (select 1 from r as o where o.id > r.id)",
    "count": "count(n)", "count_if": "count_if(n > 0)", "sum": "cast(sum(n) as bigint)",
    "min": "min(t)", "max": "max(d)", "arg_max": "arg_max(t, id)",
    "logical_and": "bool_and(id > 0)", "logical_or": "bool_or(n > 10)",
    "group_concat": "string_agg(t, ',' order by id)",
    "length": "length(t)", "substring": "substr(t, 2, 2)", "split_part": "split_part(t, ',', 2)",
    "str_position": "strpos(t, 'b')", "contains": "contains(t, '农')",
    "starts_with": "starts_with(t, 'A')", "upper": "upper(t)", "lower": "lower(t)",
    "replace": "replace(t, ',', ';')", "translate": "translate(t, 'ab', 'xy')",
    "pad": "lpad(t, 8, '0')", "concat": "concat(t, '|', 'x')",
    "concat_ws": "concat_ws('|', t, 'x')",
    "regexp_like": "regexp_matches(t, '^[a-z]')",
    "regexp_replace": "regexp_replace(t, '[0-9]', '#', 'g')",
    "md5": "md5(t)", "sha2": "sha256(t)",
    "date_diff": "date_diff('day', date '2024-01-01', d)",
    "datediff": "date_diff('day', d, date '2024-06-20')",
    "year": "year(d)", "month": "month(d)", "week_of_year": "weekofyear(d)",
    "time_to_str": "strftime(d, '%Y-%m')", "last_day": "last_day(d)",
    "date_from_parts": "make_date(2024, 6, id)", "ts_or_ds_to_date": "cast(d as date)",
    "abs": "abs(n)", "mod": "n % 3", "greatest": "greatest(n, id)", "least": "least(n, id)",
    "row_number": "row_number() over (order by id)", "rank": "rank() over (order by id)",
    "dense_rank": "dense_rank() over (order by id)", "lag": "lag(t) over (order by id)",
    "lead": "lead(t) over (order by id)",
}  # fmt: skip
AGGREGATES = (
    "count", "count_if", "sum", "min", "max", "arg_max", "logical_and", "logical_or",
    "group_concat",
)  # fmt: skip


def query_of(name: str) -> str:
    value = EXAMPLES[name]
    if name in AGGREGATES:
        return f"select {value} as value from r"
    return f"select id, {value} as value from r order by id"


@pytest.mark.parametrize("name", [view.name for view in view_facts()])
def test_every_view_has_its_translation(name: str) -> None:
    view = next(each for each in view_facts() if each.name == name)
    assert translated(view.statement.bound(MARKS))


@pytest.mark.parametrize("code", RULES)
def test_every_rule_has_its_translation(code: str) -> None:
    rule = RULES[code]
    values = {**rule.rule.params, **MARKS}
    assert translated(rule.statement.bound(values))
    if rule.rows is not None:
        assert translated(rule.rows.bound(values))


def test_every_listed_function_has_an_example() -> None:
    assert set(EXAMPLES) == set(FUNCTIONS)


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_listed_function_has_its_translation(name: str) -> None:
    assert translated(query_of(name))


def test_what_has_no_translation_is_refused() -> None:
    with pytest.raises(SqlError, match="Spark"):
        translated("select arg_max(t, n, 2) from r")


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    session = started()
    schema = "id bigint, t string, n bigint, d date"
    rows = [tuple(row.values()) for row in ROWS.to_pylist()]
    session.createDataFrame(rows, schema).createOrReplaceTempView("r")
    yield session
    session.stop()


@pytest.mark.spark
@pytest.mark.parametrize("name", EXAMPLES)
def test_a_listed_function_means_the_same_on_both(spark: Any, name: str) -> None:
    connection = duckdb.connect()
    connection.register("r", ROWS)
    ours = connection.execute(query_of(name)).fetchall()
    theirs = [tuple(row) for row in spark.sql(translated(query_of(name))).collect()]
    assert theirs == ours


EXAMPLES_OF_RULES = [
    (code, at) for code, rule in RULES.items() for at in range(len(rule.rule.examples))
]


@pytest.mark.spark
@pytest.mark.parametrize(("code", "at"), EXAMPLES_OF_RULES)
def test_an_example_of_a_rule_gives_the_same_findings_and_proofs_on_both(
    spark: Any, code: str, at: int
) -> None:
    example = RULES[code].rule.examples[at]
    stage = SparkStage(spark, RULES[code], example, load(example.standard or "2024"))
    ours, theirs = stage.found()
    assert theirs == ours
    assert bool(ours) == example.flags
    if RULES[code].rows is not None:
        ours, theirs = stage.proved()
        assert theirs == ours
