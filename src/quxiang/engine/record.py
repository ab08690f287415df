"""Judge records as if they were in force: what live warnings and batch sheets ask.

Many may be judged by one statement; each is judged as if the others were not there.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import pyarrow as pa

from quxiang.engine.backends.duckdb import Session
from quxiang.engine.checked import Checked, checked_shipped, view_facts
from quxiang.engine.dataset import Dataset, arrow_schema
from quxiang.engine.findings import OWN_COLUMNS, Renderer, fingerprint_sql
from quxiang.engine.readiness import not_run
from quxiang.engine.reference import view_marks
from quxiang.engine.results import Finding
from quxiang.engine.yamlform import Value
from quxiang.standards import Settings, Standard
from quxiang.standards.tables import GRADUATES, TABLES

#: rows of a declared table, by column name
Rows = Sequence[Mapping[str, object]]


@dataclass(frozen=True, eq=False)
class Reference:
    """What a record is judged against: the scheme, settings, and tables such as employers."""

    standard: Standard
    settings: Settings
    tables: Mapping[str, pa.Table] = field(default_factory=dict)
    given: Mapping[str, frozenset[str]] = field(default_factory=dict)
    parameters: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    #: rules that are not asked
    off: frozenset[str] = frozenset()

    @cached_property
    def checker(self) -> RecordChecker:
        """Return the warm checker of this reference; it lives as long as the reference."""
        return RecordChecker(self)


class RecordChecker:
    """Rules of scope ``record`` on a warm connection, run on any number of rows at once."""

    def __init__(self, reference: Reference) -> None:
        self.reference = reference
        self._lock = threading.Lock()
        self._warm: Warm | None = None

    def check(self, rows: Rows, around: Mapping[str, Rows] | None = None) -> list[list[Finding]]:
        """Return the findings of each row; states are ignored, as if all were in force.

        ``rows`` hold graduates columns by name, typed as declared, all of them the same columns;
        absent ones were not asked. ``around`` are rows of reference tables known for these records
        alone, by table, in place of what the reference holds of these tables.
        """
        if not rows:
            return []
        alone = [{**row, "school": str(at), "state": None} for at, row in enumerate(rows)]
        data = pa.Table.from_pylist(alone, arrow_schema(GRADUATES))
        schools = pa.table(
            {"at": [row["school"] for row in alone], "school": [row.get("school") for row in rows]},
            pa.schema([("at", pa.string()), ("school", pa.string())]),
        )
        columns = frozenset(rows[0])
        with self._lock:
            if self._warm is None or self._warm.columns != columns:
                self._warm = Warm(self.reference, columns, data)
            self._warm.surround(around or {})
            return self._warm.judged(data, schools)


#: views most rules rest on, worked out once a row: planning them anew in each rule is most of
#: what a row costs
ROW_VIEWS = ("counted", "employments", "workplaces", "registry_differences")


class Warm:
    """A connection for rows of the same columns: reference tables in, statements ready.

    One statement asks all rules at once whether they find anything; only those that do are then
    asked what.
    """

    def __init__(self, reference: Reference, columns: frozenset[str], data: pa.Table) -> None:
        given = {**reference.given, "graduates": columns}
        dataset = Dataset({**reference.tables, "graduates": data}, given)
        self.columns = columns
        self.parameters = reference.parameters
        self.session = Session(dataset, reference.standard, reference.settings, own_rows=True)
        for name in reference.tables.keys() & TABLES.keys():
            self.session.execute(f"create temp table copied_{name} as from {name}")
            self.session.execute(f"create or replace temp view {name} as from copied_{name}")
        asked = [each for each in record_rules() if each.rule.code not in reference.off]
        self.rules = {rule.rule.code: rule for rule in asked if _runs(rule, dataset)}
        self.sql = " union all ".join(self._whether(rule) for rule in self.rules.values())
        self.fills = list(self._row_views())

    def surround(self, around: Mapping[str, Rows]) -> None:
        """Put the rows of one record in place of those of these reference tables."""
        for name, rows in around.items():
            table = pa.Table.from_pylist(list(rows), arrow_schema(TABLES[name]))
            self.session.connection.register("rows_around", table)
            self.session.execute(f"delete from copied_{name}")
            self.session.execute(f"insert into copied_{name} by name select * from rows_around")

    def judged(self, data: pa.Table, schools: pa.Table) -> list[list[Finding]]:
        """Return the findings of each row; each stands in a school of its own (``schools``).

        Rules group by school, so nothing of one row is counted with another.
        """
        self.session.connection.register("own_rows", data)
        self.session.connection.register("own_schools", schools)
        self.session.execute("delete from graduates")
        self.session.execute("insert into graduates by name select * from own_rows")
        for fill in self.fills:
            self.session.execute(fill)
        codes = {code for (code,) in self.session.execute(self.sql).fetchall()} if self.sql else ()
        found: list[list[Finding]] = [[] for _ in range(data.num_rows)]
        for code in (code for code in self.rules if code in codes):
            answers = self.session.execute(self._found(self.rules[code])).fetchall()
            places = [int(at) for at, *_ in answers]
            for at, finding in zip(places, self._findings(code, answers), strict=True):
                found[at].append(finding)
        return found

    def _row_views(self) -> Iterator[str]:
        """Put a table in place of each of the views; yield what empties and fills it for a row."""
        marks = view_marks(self.session.settings)
        used = {view for rule in self.rules.values() for view in rule.views}
        for view in view_facts():
            if view.name in ROW_VIEWS and view.name in used:
                table = f"row_{view.name}"
                self.session.execute(f"create temp table {table} as from {view.name} limit 0")
                self.session.execute(f"create or replace temp view {view.name} as from {table}")
                yield f"delete from {table}"
                yield f"insert into {table} {view.statement.bound(marks)}"

    def _whether(self, rule: Checked) -> str:
        body = self.session.bound(rule.statement, self._values(rule))
        return f"(select '{rule.rule.code}' as rule from ({body}) as f limit 1)"

    def _found(self, rule: Checked) -> str:
        verdict = "coalesce(f.verdict, 'fault')" if "verdict" in rule.columns else "'fault'"
        body = self.session.bound(rule.statement, self._values(rule))
        return (
            f"select f.at, {verdict} as verdict, "
            f"{fingerprint_sql(rule.rule, None)} as fingerprint, to_json(f) as columns "
            "from (select b.* replace (o.school as school), o.at "
            f"from ({body}) as b join own_schools as o on o.at = b.school) as f"
        )

    def _values(self, rule: Checked) -> Mapping[str, Value]:
        return {**rule.rule.params, **self.parameters.get(rule.rule.code, {})}

    def _findings(self, code: str, answers: Sequence[tuple[str, str, str, str]]) -> list[Finding]:
        rule = self.rules[code]
        rows = [
            {**json.loads(columns), "verdict": verdict, "fingerprint": mark, "window_label": None}
            for _, verdict, mark, columns in answers
        ]
        names = tuple(name for name in rule.columns if name not in OWN_COLUMNS)
        nowhere = pa.table({"fingerprint": pa.array([], pa.string())})
        table = pa.Table.from_pylist(rows)
        return Renderer(rule.rule, names, self._values(rule), table, nowhere)()


def _runs(rule: Checked, dataset: Dataset) -> bool:
    reason = not_run(rule, dataset)
    return reason is None or reason.partial


@lru_cache(maxsize=1)
def record_rules() -> tuple[Checked, ...]:
    """Return the shipped rules that can be judged on one row, checked once a process."""
    return tuple(each for each in checked_shipped() if each.rule.scope == "record")


def check_record(
    row: Mapping[str, object], reference: Reference, around: Mapping[str, Rows] | None = None
) -> list[Finding]:
    """Run every rule of scope ``record`` on one row (see :class:`RecordChecker`)."""
    return check_records([row], reference, around)[0]


def check_records(
    rows: Rows, reference: Reference, around: Mapping[str, Rows] | None = None
) -> list[list[Finding]]:
    """Run them on many rows, each by itself; a statement for all costs little more than for one."""
    return reference.checker.check(rows, around)
