"""A Spark session that holds the tables of an example, so that a rule's text can run there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa
import sqlglot
from sqlglot import exp

from quxiang.engine.backends.duckdb import Session
from quxiang.engine.backends.spark import translated
from quxiang.engine.checked import Checked, view_facts
from quxiang.engine.dataset import arrow_schema
from quxiang.engine.examples import example_dataset
from quxiang.engine.findings import found_sql, found_table
from quxiang.engine.queries import views_behind
from quxiang.engine.readiness import window_label
from quxiang.engine.reference import view_marks
from quxiang.engine.ruleform import Example
from quxiang.engine.shared import DECLARED, REFERENCE
from quxiang.engine.yamlform import Value
from quxiang.standards import Settings, Standard

#: Spark's names of the types the declared columns have in Arrow
TYPES = {
    "string": "string", "int32": "int", "int64": "bigint", "date32[day]": "date",
    "bool": "boolean", "timestamp[us]": "timestamp_ntz",
}  # fmt: skip
Row = tuple[object, ...]


def started() -> Any:
    """Return a session on this machine, without its pages, made for small queries."""
    from pyspark.sql import SparkSession

    options = {
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "1",
        "spark.sql.session.timeZone": "Asia/Shanghai",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        # compiling each query costs more than running it over ten rows
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",
        "spark.sql.adaptive.enabled": "false",
    }
    builder = SparkSession.builder.master("local[1]")
    for name, value in options.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


class SparkStage:
    """One example laid out on both engines; ``both`` gives what its rule finds on each."""

    def __init__(self, spark: Any, rule: Checked, example: Example, standard: Standard) -> None:
        self.spark, self.rule = spark, rule
        self.dataset = example_dataset(example)
        self.ours = Session(self.dataset, standard, Settings())
        for name in example.tables:
            if name in REFERENCE:
                self.ours.create(name, self.dataset.tables[name])
        self.values: Mapping[str, Value] = {**rule.rule.params, **example.params}
        self.window = window_label(rule, self.dataset.moment, Settings(), "2024")

    def found(self) -> tuple[list[Row], list[Row]]:
        """Return the findings of DuckDB and of Spark, in one order."""
        text = found_sql(self.ours, self.rule, self.values, self.window)
        self._lay_out({*_tables(text)})
        self.ours.execute(f"create temp table {found_table(self.rule.rule)} as {text}")
        ours = self.ours.execute(f"from {found_table(self.rule.rule)}")
        theirs = self.spark.sql(translated(text))
        return _sorted(ours.fetchall()), _sorted(map(tuple, theirs.collect()))

    def proved(self) -> tuple[list[Row], list[Row]]:
        """Return whom the rule's ``rows`` name on DuckDB and on Spark."""
        assert self.rule.rows is not None
        text = self.ours.bound(self.rule.rows, self.values)
        self._lay_out({*_tables(text)} - {"found"})
        found = self.ours.arrow(f"from {found_table(self.rule.rule)}")
        self._view("found", found, found.schema)
        self.ours.execute(f"create temp view found as from {found_table(self.rule.rule)}")
        theirs = self.spark.sql(translated(text)).collect()
        return _sorted(self.ours.execute(text).fetchall()), _sorted(map(tuple, theirs))

    def _lay_out(self, names: set[str]) -> None:
        """Make the tables and views a text reads, and what those views rest on."""
        views = {view.name: view for view in view_facts()}
        behind = views_behind(names & views.keys())
        marks = view_marks(Settings())
        texts = {name: views[name].statement.bound(marks) for name in behind}
        for name in {*names, *(each for text in texts.values() for each in _tables(text))}:
            if name in DECLARED:
                schema = arrow_schema(DECLARED[name])
                self._view(name, self.ours.arrow(f"from {name}"), schema)
        for name, text in texts.items():
            self.spark.sql(f"create or replace temp view {name} as {translated(text)}")

    def _view(self, name: str, data: pa.Table, schema: pa.Schema) -> None:
        fields = [(each.name, TYPES[str(each.type)]) for each in schema]
        wanted = ", ".join(f"`{column}` {kind}" for column, kind in fields)
        rows = [tuple(row.get(column) for column, _ in fields) for row in data.to_pylist()]
        self.spark.createDataFrame(rows, wanted).createOrReplaceTempView(name)


def _tables(sql: str) -> Iterable[str]:
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    own = {cte.alias_or_name for cte in tree.find_all(exp.CTE)}
    return (table.name for table in tree.find_all(exp.Table) if table.name not in own)


def _sorted(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=repr)
