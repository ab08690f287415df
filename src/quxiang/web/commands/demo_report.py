"""The demonstration's workbooks with known faults, and the report of ``quxiang check`` on them."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from quxiang.cli import run


def write(folder: Path) -> int:
    """Write workbooks and report into ``folder``, unless they are there; name the report."""
    report, workbooks = folder / "report.html", folder / "workbooks"
    if not report.exists():
        if not (workbooks / "inputs.json").exists():
            done = run(["simulate", "--output", str(workbooks)])
            if done:
                return done
        run(arguments(workbooks, report))
    sys.stdout.write(f"虚构学校的工作簿与核对报告：{report}\n")
    return 0


def arguments(folder: Path, report: Path) -> list[str]:
    """Return the command line that checks the workbooks ``inputs.json`` names."""
    inputs = json.loads((folder / "inputs.json").read_text(encoding="utf-8"))
    graduates = inputs.pop("graduates")
    command = ["check", str(folder / graduates["file"]), "--as-of", graduates["on"]]
    for option, each in inputs.items():
        day = f"@{each['on']}" if each.get("on") else ""
        command += [f"--{option}", f"{folder / each['file']}{day}"]
    return [*command, "--format", "html", "--output", str(report)]


if __name__ == "__main__":
    sys.exit(write(Path(sys.argv[1])))
