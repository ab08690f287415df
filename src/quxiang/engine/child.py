"""Run SQL of unknown origin in a process of its own, with limits the parent enforces.

Run as a script, ``python child.py FOLDER``, never imported by the program: it loads DuckDB and
Arrow and nothing else, so it starts in a moment. ``FOLDER`` holds ``job.json`` and the tables as
Arrow files. It writes ``found.arrow`` and ``proof.arrow``, or ``failed.json`` with a reason.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

#: what the SQL was found to do: too many rows, or a mistake while running
TOO_MANY, FAILED = "too_many_rows", "failed"


def main(folder: Path) -> int:
    """Do the job of a folder; return 0 if its results lie there."""
    job = json.loads((folder / "job.json").read_text(encoding="utf-8"))
    connection = _connect(job)
    for name in job["tables"]:
        with pa.memory_map(str(folder / f"{name}.arrow")) as file:
            connection.register(name, pa.ipc.open_file(file).read_all())
    for statement in job["setup"]:
        connection.execute(statement)
    connection.execute("set lock_configuration = true")
    _limit(job)
    try:
        reason = _run(connection, job, folder)
    except (duckdb.Error, MemoryError) as error:
        reason = {"why": FAILED, "detail": str(error).split("\n", maxsplit=1)[0][:300]}
    if reason is None:
        return 0
    (folder / "failed.json").write_text(json.dumps(reason), encoding="utf-8")
    return 3


def _connect(job: dict[str, Any]) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(config=job["configuration"])
    connection.execute("set timezone = 'Asia/Shanghai'")
    connection.execute("set threads = 1")
    connection.execute("set max_temp_directory_size = '0MiB'")  # or it would spill onto the disk
    connection.execute(f"set memory_limit = '{job['memory'] >> 20}MiB'")
    return connection


def _limit(job: dict[str, Any]) -> None:
    """From here on at most so much more memory and so many seconds of CPU."""
    try:
        import resource  # noqa: PLC0415
    except ImportError:  # not on Windows, where the parent's clock is the only limit
        return
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    most = pages * resource.getpagesize() + job["memory"] * 2
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + job["seconds"] + 1
    # the softer limit is told by its own signal; at the harder one the kernel only kills
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    resource.setrlimit(resource.RLIMIT_FSIZE, (job["file_size"], job["file_size"]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _run(
    connection: duckdb.DuckDBPyConnection, job: dict[str, Any], folder: Path
) -> dict[str, Any] | None:
    connection.execute(job["find"])
    found = job["found"]
    for name in (found, job["proof_table"]):
        if name == job["proof_table"]:
            connection.execute(job["proof"])
        limited = connection.sql(f"from {name} limit {job['rows'] + 1}").to_arrow_table()
        if name == found and limited.num_rows > job["rows"]:
            return {"why": TOO_MANY}
        target = folder / ("found.arrow" if name == found else "proof.arrow")
        with pa.OSFile(str(target), "wb") as file, pa.ipc.new_file(file, limited.schema) as out:
            out.write_table(limited)
    return None


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
