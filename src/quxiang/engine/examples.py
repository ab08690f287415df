"""Run a rule's examples: small drawn tables in, the drawn findings out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import duckdb
import pyarrow as pa

from quxiang.engine.backends.duckdb import Session
from quxiang.engine.checked import Checked
from quxiang.engine.dataset import Dataset, arrow_schema
from quxiang.engine.findings import find, found_table
from quxiang.engine.proofs import prove
from quxiang.engine.readiness import window_label
from quxiang.engine.reads import reads_of
from quxiang.engine.ruleform import Cells, Example, Rule
from quxiang.engine.shared import DECLARED, REFERENCE
from quxiang.engine.yamlform import Value, raise_if
from quxiang.problems import Problem, Where
from quxiang.standards import Settings, Standard, load
from quxiang.standards.tables import Table, Type

#: what a drawn row has when it does not say otherwise
DEFAULTS = {"school": "s", "cohort": "2024"}
TIMES = "times"

Rows = list[dict[str, str]]


@dataclass(frozen=True)
class Ran:
    """What an example gave: findings as texts, and how many distinct fingerprints they have."""

    found: Rows
    fingerprints: int
    proved: int


def drawn(cells: Cells, table: Table) -> pa.Table:
    """Return a drawn table typed as declared. ``times`` repeats a row, its graduate_id numbered."""
    rows = [
        row for each in cells.rows for row in _repeated(dict(zip(cells.header, each, strict=True)))
    ]
    names = [name for name in cells.header if name != TIMES]
    everything = dict.fromkeys([*names, *(name for name in DEFAULTS if name in table.by_name)])
    fields = [field for field in arrow_schema(table) if field.name in everything]
    return pa.table(
        [
            pa.array(
                [_typed(row.get(f.name) or DEFAULTS.get(f.name), table, f.name) for row in rows],
                f.type,
            )
            for f in fields
        ],
        schema=pa.schema(fields),
    )


def _repeated(row: dict[str, str | None]) -> Iterator[dict[str, str | None]]:
    times = row.pop(TIMES, None)
    if times is None:
        yield row
        return
    for number in range(1, int(times) + 1):
        yield {**row, "graduate_id": f"{row['graduate_id']}-{number}"}


def _typed(text: str | None, table: Table, name: str) -> object:
    if text is None:
        return None
    kind = table.by_name[name].type
    if kind is Type.INTEGER:
        return int(text)
    if kind is Type.BOOLEAN:
        return text == "true"
    if kind is Type.DATE:
        return date.fromisoformat(text)
    return datetime.fromisoformat(text) if kind is Type.MOMENT else text


def example_dataset(example: Example) -> Dataset:
    """Return the tables of an example; its drawn columns are the given ones."""
    tables = {name: drawn(cells, DECLARED[name]) for name, cells in example.tables.items()}
    given = {
        name: frozenset(cells.header) - {TIMES}
        for name, cells in example.tables.items()
        if name not in REFERENCE
    }
    if "graduates" not in tables:
        tables["graduates"] = drawn(Cells(("graduate_id",), ()), DECLARED["graduates"])
    moments = {"previous": _moment(example.previous_moment)} if "previous" in tables else {}
    return Dataset(tables, given, _moment(example.moment), moments)


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def run_example(rule: Checked, example: Example, standard: Standard, settings: Settings) -> Ran:
    """Run one example of a rule and return what it found, as texts."""
    dataset = example_dataset(example)
    values = {**rule.rule.params, **example.params}
    reads = reads_of([rule], (), ())
    with Session(dataset, standard, settings, reads=reads) as session:
        for name in example.tables:
            if name in REFERENCE:
                session.create(name, dataset.tables[name])
        return _ran(session, rule, values)


def _ran(session: Session, rule: Checked, values: Mapping[str, Value]) -> Ran:
    window = window_label(rule, session.dataset.moment, session.settings, "2024")
    find(session, rule, values, window)
    prove(session, [rule], {rule.rule.code: values})
    rows = session.arrow(f"select * from {found_table(rule.rule)}").to_pylist()
    found = [{name: _text(value) for name, value in row.items()} for row in rows]
    proofs = session.arrow(f"select distinct fingerprint from proof_{rule.rule.code}").num_rows
    return Ran(found, len({row["fingerprint"] for row in found}), proofs)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def difference(example: Example, ran: Ran) -> str:
    """Return a sentence on how an example failed, or nothing when it held."""
    if not example.flags:
        return f"应不报，却报了 {len(ran.found)} 条。" if ran.found else ""
    wanted = _wanted(example)
    names = example.found.header if example.found else ()
    got = sorted(tuple(row.get(name, "") for name in names) for row in ran.found)
    if got != wanted:
        return f"应得 {wanted}，实得 {got}。"
    if ran.fingerprints != len(ran.found):
        return f"{len(ran.found)} 条发现只有 {ran.fingerprints} 个指纹。"
    return ""


def _wanted(example: Example) -> list[tuple[str, ...]]:
    rows = example.found.rows if example.found else ()
    return sorted(tuple(cell or "" for cell in row) for row in rows)


def refuse_failing(rules: Iterable[Checked]) -> None:
    """Raise :class:`UnusableError` with a problem for each example that does not hold."""
    raise_if([
        _problem(rule.rule, example, said)
        for rule in rules for example in rule.rule.examples if (said := _said(rule, example))
    ])  # fmt: skip


def _said(rule: Checked, example: Example) -> str:
    try:
        ran = run_example(rule, example, load(example.standard or "2024"), Settings())
    except duckdb.Error as error:
        return f"运行出错：{str(error).splitlines()[0]}。"
    return difference(example, ran)


def _problem(rule: Rule, example: Example, said: str) -> Problem:
    where = Where(Path(rule.file).name, cell=f"第 {example.line} 行", column=rule.code)
    message = f"规则 {rule.code} 的例子“{example.title}”不成立：{said}"
    return Problem("example_failed", message, "请改正规则或例子。", where)
