"""The list of what was written: which option of the check takes which file, and of when it is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from quxiang.simulation.timetable import period_before, year_before

INPUTS = "inputs.json"


def write_inputs(folder: Path, files: Mapping[str, str], moment: datetime) -> Path:
    """Write the list into ``folder`` and return it.

    Under each option stand the file and the day it stands for, where the option takes one; the
    first, ``graduates``, is no option, and its moment is that of the whole check.
    """
    days = {
        "graduates": moment.isoformat(timespec="minutes"),
        "previous": period_before(moment).date().isoformat(),
        "last_year": year_before(moment).date().isoformat(),
    }
    listed = {
        name.replace("_", "-"): {"file": file, "on": days.get(name)} for name, file in files.items()
    }
    path = folder / INPUTS
    path.write_text(json.dumps(listed, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return path
