"""Which moment a table stands for."""

from __future__ import annotations

from datetime import date, datetime, time

import pyarrow as pa
import pyarrow.compute as pc

#: columns that tell the moment, best first
_TELLING = ("recorded_at", "entered_at", "agreed_on")


def moment_of(data: pa.Table, on: date | None = None) -> datetime | None:
    """Return the moment said, else the newest of the first column that tells, else ``None``."""
    if on is not None:
        return on if isinstance(on, datetime) else datetime.combine(on, time())
    for name in _TELLING:
        newest = pc.max(data.column(name)).as_py() if name in data.column_names else None
        if newest is not None:
            return newest if isinstance(newest, datetime) else datetime.combine(newest, time())
    return None
