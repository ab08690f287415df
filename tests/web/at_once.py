"""Real transactions against each other: threads with a connection each, held until all are there.

Everybody has read before anybody writes. Where the database lets them (PostgreSQL), they meet once
more before their first statement that writes or locks: each has passed every look beforehand, and
only the guard itself is left to tell them apart. On SQLite the second waits at its begin.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from contextlib import ExitStack, suppress
from threading import Barrier, BrokenBarrierError
from typing import Any

from django.db import connection, connections

from quxiang.web.common.refusals import InvalidError, StaleStateError

Outcome = object
Work = Callable[[], Outcome]
WRITES = ("INSERT", "UPDATE", "DELETE")
LOCKS = ("FOR UPDATE", "FOR NO KEY UPDATE")
#: longer than a statement takes on a busy machine; only who never writes makes others wait for it
PATIENCE = 5.0
REFUSALS = (InvalidError, StaleStateError)


class Meeting:
    """An execute wrapper that waits once, before the first statement that writes or locks."""

    def __init__(self, barrier: Barrier) -> None:
        self.barrier, self.met = barrier, False

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        locks = any(each in sql for each in LOCKS)
        if not self.met and (locks or sql.lstrip().startswith(WRITES)):
            self.met = True
            wait(self.barrier)
        return execute(sql, params, many, context)


def wait(barrier: Barrier) -> None:
    with suppress(BrokenBarrierError):  # somebody is through already, or cannot come
        barrier.wait(PATIENCE)


def at_once(works: Sequence[Work]) -> list[Outcome]:
    """Do all of them at once, each on a connection of its own; a refusal is an outcome too."""
    start, guard = Barrier(len(works)), Barrier(len(works))

    def alone(work: Work) -> Outcome:
        with ExitStack() as stack:
            stack.callback(connections.close_all)
            stack.callback(guard.abort)
            if connection.vendor == "postgresql":
                stack.enter_context(connection.execute_wrapper(Meeting(guard)))
            start.wait()
            try:
                return work()
            except REFUSALS as refusal:
                return refusal

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(alone, works))


def in_between(work: Work) -> Future[Outcome]:
    """Do ``work`` in a transaction of its own while ours is open, and come back when it is through.

    On SQLite it cannot begin before ours ends; there this comes back at once.
    """
    pool = ThreadPoolExecutor(1)
    future = pool.submit(lambda: at_once([work])[0])
    if connection.vendor == "postgresql":
        wait_for([future], PATIENCE)
    pool.shutdown(wait=False)
    return future


def refused(outcomes: Sequence[Outcome]) -> list[Exception]:
    return [each for each in outcomes if isinstance(each, REFUSALS)]


def won(outcomes: Sequence[Outcome]) -> int:
    """Return the place of the only one who was not refused; fails when that is not exactly one."""
    places = [at for at, each in enumerate(outcomes) if not isinstance(each, REFUSALS)]
    assert len(places) == 1, outcomes
    return places[0]


def one_stale(outcomes: Sequence[Outcome]) -> int:
    """Return who won; fails unless everybody else was told that somebody was first (409)."""
    place = won(outcomes)
    assert all(isinstance(each, StaleStateError) for each in refused(outcomes)), outcomes
    return place
