"""A school's own rules, kept apart: checked and run in child processes with limits.

A rule file is a program from somewhere. What the allow-lists let pass can still ask for a text of
two gigabytes or a join without end, and interrupting DuckDB does not stop every such thing. So
neither checking nor running such SQL happens in this process: a child does it, and is ended by
the kernel (memory, CPU) or by us (time). Its results come back as Arrow, never as code.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa

from quxiang.engine import child, proofs
from quxiang.engine import findings as found
from quxiang.engine.backends.duckdb import CONFIGURATION, Session
from quxiang.engine.checked import Checked, view_facts
from quxiang.engine.dataset import arrow_schema, completed
from quxiang.engine.reference import view_marks
from quxiang.engine.results import NotRun
from quxiang.engine.yamlform import Value
from quxiang.standards.tables import TABLES

#: seconds, bytes and rows one rule may take
SECONDS, MEMORY, ROWS = 20, 1 << 30, 100_000
FILE_SIZE = 2 << 30


@dataclass(frozen=True)
class Limits:
    """What one rule may take of the machine."""

    seconds: int = SECONDS
    memory: int = MEMORY
    rows: int = ROWS


def find(
    session: Session, rule: Checked, values: Mapping[str, Value], window: str | None,
    limits: Limits | None = None,
) -> NotRun | None:  # fmt: skip
    """Run a rule in a child and put its findings and their proof into the session.

    Returns why there are none where the child failed or took more than it may.
    """
    limits = limits or Limits()
    with TemporaryDirectory(prefix="quxiang-rule-") as name:
        folder = Path(name)
        statements = (
            found.find_sql(session, rule, values, window),
            proofs.proving_sql(session, [rule], {rule.rule.code: values}),
        )
        _write_job(folder, session, rule, statements, limits)
        reason = _outcome(folder, limits)
        if reason is None:
            session.create(found.found_table(rule.rule), _read(folder / "found.arrow"))
            session.create(proofs.proofs_table([rule]), _read(folder / "proof.arrow"))
            proofs.show(session, [rule])
            return None
    chinese, english = reason
    return NotRun(rule.rule.code, f"未运行：{chinese}", partial=False, english=english)


def _write_job(
    folder: Path, session: Session, rule: Checked, statements: tuple[str, str], limits: Limits
) -> None:  # fmt: skip
    tables = _tables(session, rule)
    for name, table in tables.items():
        path = str(folder / f"{name}.arrow")
        with pa.OSFile(path, "wb") as file, pa.ipc.new_file(file, table.schema) as out:
            out.write_table(table)
    job = {
        "configuration": CONFIGURATION, "tables": list(tables), "setup": _views(session),
        "find": statements[0], "proof": statements[1],
        "found": found.found_table(rule.rule), "proof_table": proofs.proofs_table([rule]),
        "seconds": limits.seconds, "memory": limits.memory, "rows": limits.rows,
        "file_size": FILE_SIZE,
    }  # fmt: skip
    (folder / "job.json").write_text(json.dumps(job, ensure_ascii=False), encoding="utf-8")


def _tables(session: Session, rule: Checked) -> dict[str, pa.Table]:
    """Return all declared tables, those the rule reads with their rows, and reference tables."""
    views = {view.name: view for view in view_facts()}
    behind = {name for each in (*rule.views, *rule.row_views) for name in views[each].behind}
    wanted = {table for table, _ in rule.needs | rule.row_needs}
    wanted |= {table for name in behind for table, _ in views[name].names} | {"graduates"}
    tables = {}
    for table in TABLES.values():
        data = session.dataset.tables.get(table.name)
        known = data is not None and table.name in wanted
        tables[table.name] = (
            completed(data, table)
            if known and data is not None
            else arrow_schema(table).empty_table()
        )
    return tables | session.references()


def _views(session: Session) -> list[str]:
    marks = view_marks(session.settings)
    return [
        f"create temp view {view.name} as {view.statement.bound(marks)}" for view in view_facts()
    ]


def _outcome(folder: Path, limits: Limits) -> tuple[str, str] | None:
    """Run the child; return in both languages why it gave nothing, or ``None``."""
    command = [sys.executable, "-I", child.__file__, str(folder)]
    time_is_up = (
        f"运行超过 {limits.seconds} 秒，已停止。", f"ran longer than {limits.seconds} s; stopped.",
    )  # fmt: skip
    too_much = ("占用内存太多，已停止。", "took too much memory; stopped.")
    try:
        done = subprocess.run(  # noqa: S603 - our own script
            command, timeout=limits.seconds + 10, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return time_is_up
    if done.returncode == 0:
        return None
    if done.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        return time_is_up if done.returncode == -signal.SIGXCPU else too_much
    told = folder / "failed.json"
    if not told.exists():
        return too_much
    return _sentence(json.loads(told.read_text(encoding="utf-8")), limits)


def _sentence(reason: Mapping[str, str], limits: Limits) -> tuple[str, str]:
    if reason["why"] == child.TOO_MANY:
        return (
            f"发现超过 {limits.rows:,} 条，没有列出。请收紧规则的条件。",
            f"found more than {limits.rows:,}; narrow the rule.",
        )
    detail = reason.get("detail", "")
    if "memory" in detail.lower() or "bad_alloc" in detail:
        return "占用内存太多，已停止。", "took too much memory; stopped."
    return f"运行出错：{detail}。", f"failed while running: {detail}."


def _read(path: Path) -> pa.Table:
    with pa.memory_map(str(path)) as file:
        return pa.ipc.open_file(file).read_all()
