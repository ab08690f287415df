"""Frozen snapshots chained by hash, and runs that can be worked out again from them.

Owns: the folder of a snapshot (Parquet files, ``manifest.json``, ``runs/``, ``rules/``), writing
it whole and once, verifying it down to the row, what changed between two of them, and what
retention may take away.

Does not own: where the rows come from (``exchange``, the web), and how anything is shown
(``cli``). Importing this loads Arrow and DuckDB.
"""

from quxiang.engine.snapshots.differences import Comparison, compare, compare_figure
from quxiang.engine.snapshots.opened import Snapshot, open_snapshot
from quxiang.engine.snapshots.recording import record_run
from quxiang.engine.snapshots.report import Report
from quxiang.engine.snapshots.retention import retire
from quxiang.engine.snapshots.runs import Run, runs_of
from quxiang.engine.snapshots.verifying import verify
from quxiang.engine.snapshots.writing import About, create

__all__ = [
    "About",
    "Comparison",
    "Report",
    "Run",
    "Snapshot",
    "compare",
    "compare_figure",
    "create",
    "open_snapshot",
    "record_run",
    "retire",
    "runs_of",
    "verify",
]
