"""Whoever waits for SQLite's write lock has it soon after it is free."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from quxiang.web.config import databases
from quxiang.web.config.sqlite.base import DatabaseWrapper
from quxiang.web.config.sqlite.gate import gate_of

pytestmark = pytest.mark.django_db
HELD, SOON = 0.25, 0.05


def wait_for_lock(path: Path) -> float:
    """Return the seconds from a lock's release to the transaction that waited for it."""
    own = {"ATOMIC_REQUESTS": False, "AUTOCOMMIT": True, "CONN_HEALTH_CHECKS": False}
    settings = {**databases.sqlite(path), **own, "TIME_ZONE": None}
    waiting, released = DatabaseWrapper(settings, "waiting"), []
    waiting.ensure_connection()
    gate = gate_of(str(path))
    assert gate is not None
    assert gate.enter(1)

    def release() -> None:
        released.append(time.perf_counter())
        gate.leave()

    threading.Timer(HELD, release).start()
    waiting.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    had = time.perf_counter()
    waiting.close()
    return had - released[0]


def test_lock_is_had_soon_after_it_is_free(tmp_path: Path) -> None:
    # SQLite alone looks 0.228 and 0.328 seconds after it began to wait
    assert min(wait_for_lock(tmp_path / f"{at}.sqlite3") for at in range(3)) < SOON
