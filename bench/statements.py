"""Which statements of a run cost most: CPU seconds of each, as the engine sends them."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from bench.measure import Work, table
from quxiang.engine.backends import duckdb as backend

Log = list[tuple[float, str]]


class Watched:
    """A connection that notes what each statement costs; else it is the connection."""

    def __init__(self, connection: Any, log: Log) -> None:
        self._connection, self._log = connection, log

    def execute(self, sql: str) -> Any:
        return self._timed(lambda: self._connection.execute(sql), sql)

    def sql(self, sql: str) -> Any:
        made = self._timed(lambda: self._connection.sql(sql).to_arrow_table(), sql)
        return type("Made", (), {"to_arrow_table": lambda _: made})()

    def _timed(self, work: Callable[[], Any], sql: str) -> Any:
        start = time.process_time()
        made = work()
        self._log.append((time.process_time() - start, " ".join(sql.split())))
        return made

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


def dearest(work: Work, most: int = 40) -> str:
    """Do the work once and return its dearest statements as Markdown."""
    log: Log = []
    connect = backend.connect
    backend.connect = lambda *given: Watched(connect(*given), log)  # type: ignore[assignment]
    try:
        start = time.process_time()
        work()
        whole = time.process_time() - start
    finally:
        backend.connect = connect
    rows = [(sql[:110], f"{cost:.3f}") for cost, sql in sorted(log, reverse=True)[:most]]
    said = f"{len(log)} statements, {sum(cost for cost, _ in log):.2f} of {whole:.2f} CPU s"
    return f"{said}\n\n{table(('statement', 'CPU s'), rows)}"
