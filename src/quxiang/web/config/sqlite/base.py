"""Whoever waits for SQLite's write lock looks for it every few milliseconds.

SQLite's own wait soon looks only every tenth of a second. Beside an import, which leaves the lock
for a moment between two batches, that takes luck, and some waited for seconds.
"""

from __future__ import annotations

import time

from django.db import OperationalError
from django.db.backends.sqlite3 import base

#: milliseconds after which SQLite begins its wait anew: it looks after 1, 3, 8 and 18
ROUND = 18


class DatabaseWrapper(base.DatabaseWrapper):
    def _start_transaction_under_autocommit(self) -> None:
        """Begin a transaction; raises where the lock stays taken for as long as may be waited."""
        patience = self.settings_dict["OPTIONS"]["timeout"]
        end = time.monotonic() + patience
        self._wait_at_most(ROUND)
        try:
            while not self._begun(end):
                pass
        finally:
            self._wait_at_most(patience * 1000)

    def _begun(self, end: float) -> bool:
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > end:
                raise
            return False
        return True

    def _wait_at_most(self, milliseconds: int) -> None:
        self.connection.execute(f"PRAGMA busy_timeout = {milliseconds}")
