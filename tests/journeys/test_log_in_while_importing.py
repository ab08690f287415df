"""While a big roster is applied, people log in and others write, and nobody waits for long."""

from __future__ import annotations

import os
from pathlib import Path
from statistics import quantiles

import pytest

from journeys.importing import bring
from journeys.installation import fresh_database, seeded, served

pytestmark = pytest.mark.database
ROWS = 8_000
#: seconds a log-in takes with all it writes, and another's write, at most, however busy the
#: machine is beside it; test_import_costs holds how long the lock may be kept
LOG_IN, WRITE = 4.0, 4.0


def test_people_log_in_and_others_write_while_a_big_roster_is_applied(tmp_path: Path) -> None:
    database = fresh_database(os.environ.get("QUXIANG_TEST_DATABASE", ""))
    with served(seeded(tmp_path, database), demo=True, database=database) as school:
        seen = bring(school, ROWS, tmp_path)
    assert len(seen.logins) >= 10
    assert quantiles(seen.logins, n=20)[-1] <= LOG_IN, seen.logins
    assert seen.writes  # applying may be over soon after the writer has started
    assert max(seen.writes) <= WRITE, max(seen.writes)
    assert seen.memory < 700 << 20
