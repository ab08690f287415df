"""DuckDB as the engine: frozen tables in, Arrow out, every other door shut."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import TracebackType

import duckdb
import pyarrow as pa

from quxiang.engine.checked import view_facts
from quxiang.engine.dataset import Dataset, typed
from quxiang.engine.loading import create_view, load
from quxiang.engine.reads import Reads
from quxiang.engine.reference import destinations_table, reference_tables, view_marks
from quxiang.engine.shared import SQL_TYPES
from quxiang.engine.statements import Statement
from quxiang.standards import Settings, Standard
from quxiang.standards.tables import TABLES

#: no files, no extensions, no reading of the caller's Python variables; and no checkpoints: by
#: default one rewrites everything in memory as soon as 16 MB are written
CONFIGURATION = {
    "enable_external_access": "false",
    "python_enable_replacements": "false",
    "allow_unsigned_extensions": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "checkpoint_threshold": "1TB",
}

#: what DuckDB thinks over for long and gains nothing by where a few rows are asked: without these
#: a record is judged in two thirds of the time, and three hundred at once in no more
NEEDLESS = (
    "projection_pullup", "statistics_propagation", "join_order", "expression_rewriter",
    "cte_inlining", "common_subplan", "cte_filter_pusher", "common_subexpressions",
    "column_lifetime", "projection_placement",
)  # fmt: skip


def connect(threads: int | None = None) -> duckdb.DuckDBPyConnection:
    config = CONFIGURATION if threads is None else {**CONFIGURATION, "threads": str(threads)}
    connection = duckdb.connect(config=config)  # type: ignore[arg-type]
    connection.execute("set timezone = 'Asia/Shanghai'")
    return connection


class Session:
    """One run's connection: declared tables, reference tables and views are in place.

    With ``reads`` only what is read is there, as :mod:`quxiang.engine.loading` lays it out; else
    everything, where it lies. With ``own_rows`` graduates are an empty table the caller fills
    itself, row by row.
    """

    def __init__(
        self, dataset: Dataset, standard: Standard, settings: Settings, *,
        reads: Reads | None = None, own_rows: bool = False,
    ) -> None:  # fmt: skip
        self.dataset = dataset
        self.standard = standard
        self.settings = settings
        self.reads = reads
        # a few rows are planned and not computed: a second core is better left to others
        self.connection = connect(1 if own_rows else None)
        if reads is None:
            self._register(("graduates",) if own_rows else ())
        else:
            load(self.connection, dataset.tables, reads)
        references = reference_tables(dataset, standard, settings)
        self._references = tuple(references)
        for name, data in references.items():
            self.create(name, data)
        self._kept: list[str] = []
        self._create_views()
        if own_rows:
            self.connection.execute(f"set disabled_optimizers = '{','.join(NEEDLESS)}'")
        self.connection.execute("set lock_configuration = true")

    def _register(self, own: Collection[str]) -> None:
        """Let SQL read the given tables where they lie."""
        for table in TABLES.values():
            data = self.dataset.tables.get(table.name)
            if data is None or table.name in own:
                columns = ", ".join(f'"{c.name}" {SQL_TYPES[c.type]}' for c in table)
                self.connection.execute(f"create temp table {table.name} ({columns})")
            else:
                self.connection.register(f"arrow_{table.name}", typed(data, table))
                create_view(self.connection, table, f"arrow_{table.name}", data.column_names)

    def references(self) -> dict[str, pa.Table]:
        """Return the reference tables as they stand, signals included."""
        return {name: self.arrow(f"from {name}") for name in self._references}

    def create(self, name: str, data: pa.Table) -> None:
        """Copy a small Arrow table in; DuckDB then knows its size."""
        self.connection.register(f"arrow_{name}", data)
        self.connection.execute(f"create or replace temp table {name} as from arrow_{name}")
        self.connection.unregister(f"arrow_{name}")

    def _create_views(self) -> None:
        marks = view_marks(self.settings)
        for view in view_facts():
            if self.reads is not None and view.name not in self.reads.views:
                continue
            sql = view.statement.bound(marks)
            self.connection.execute(f"create or replace temp view {view.name} as {sql}")

    def keep(self, names: Collection[str]) -> None:
        """Make those of the shared views that are to be kept, once for all rules that read them."""
        for view in view_facts():
            if view.kept and view.name in names and view.name not in self._kept:
                self.connection.execute(f"create temp table kept_{view.name} as from {view.name}")
                self.connection.execute(
                    f"create or replace temp view {view.name} as from kept_{view.name}"
                )
                self._kept.append(view.name)

    def let_go(self) -> None:
        """Drop what is kept: from here on every view is read afresh."""
        if self._kept:
            self._create_views()
        while self._kept:
            self.connection.execute(f"drop table kept_{self._kept.pop()}")

    def bound(self, query: Statement, values: Mapping[str, object]) -> str:
        """Return a rule's SQL with its parameters and the moment put in as literals."""
        return query.bound({**values, "as_of": self.dataset.moment})

    def execute(self, sql: str) -> duckdb.DuckDBPyConnection:
        return self.connection.execute(sql)

    def arrow(self, sql: str) -> pa.Table:
        return as_texts(self.connection.sql(sql).to_arrow_table())

    def number(self, sql: str) -> int:
        """Return the one number a query gives."""
        return int(self.connection.execute(sql).fetchall()[0][0])

    def use_standard(self, standard: Standard) -> None:
        """Count by another scheme from here on."""
        self.let_go()
        data = destinations_table(self.dataset, standard, self.settings)
        self.connection.register("arrow_destinations", data)
        self.connection.execute("delete from destinations")
        self.connection.execute("insert into destinations from arrow_destinations")
        self.connection.unregister("arrow_destinations")

    def close(self) -> None:
        self.connection.close()

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def as_texts(table: pa.Table) -> pa.Table:
    """Return a table with enumerated texts as the texts they are."""
    for at, field in enumerate(table.schema):
        if pa.types.is_dictionary(field.type):
            table = table.set_column(at, field.name, table.column(at).cast(pa.string()))
    return table
