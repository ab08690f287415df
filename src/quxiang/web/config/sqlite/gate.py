"""The door to SQLite's one write lock: who waits stands in line, outside the database.

SQLite's own wait polls with its connection locked. What Python clears away meanwhile in another
thread may be a statement of that very connection: then the thread that has the write lock waits
for one that waits for it, for seconds. Here nobody begins before it is their turn. A file lock
keeps the turns of several processes, and is free again when one of them dies.
"""

from __future__ import annotations

import fcntl
import os
import threading
from collections import deque

_gates: dict[tuple[int, str], Gate] = {}
_making = threading.Lock()


class Gate:
    """One process's way through the door; its threads go in the order they came."""

    def __init__(self, path: str) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._change = threading.Condition()
        self._line: deque[threading.Event] = deque()
        self._taken = self._asking = self._kept = False

    def enter(self, patience: float) -> bool:
        """Wait for the turn; ``False`` when it does not come within so many seconds."""
        turn = threading.Event()
        with self._change:
            if not (self._taken or self._asking or self._line) and self._locked_at_once():
                self._taken = True
                return True
            self._line.append(turn)
            self._keep()
            self._change.notify()
        if turn.wait(patience):
            return True
        with self._change:
            if turn.is_set():
                return True
            self._line.remove(turn)
            return False

    def leave(self) -> None:
        """Let the next go in; called by whoever entered, once."""
        with self._change:
            fcntl.flock(self._file, fcntl.LOCK_UN)
            self._taken = False
            self._change.notify()

    def _locked_at_once(self) -> bool:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _keep(self) -> None:
        """Have a thread wait for the other processes, in place of all who stand in line."""
        if not self._kept:
            self._kept = True
            threading.Thread(target=self._call_in, name="sqlite-gate", daemon=True).start()

    def _call_in(self) -> None:
        while True:
            with self._change:
                self._change.wait_for(lambda: self._line and not self._taken)
                self._asking = True  # nobody else of this process, whose lock it would be as well
            fcntl.flock(self._file, fcntl.LOCK_EX)
            with self._change:
                self._asking = False
                if self._line:
                    self._taken = True
                    self._line.popleft().set()
                else:
                    fcntl.flock(self._file, fcntl.LOCK_UN)


def gate_of(database: str) -> Gate | None:
    """Return this process's gate to a database file; none for one in memory."""
    if database.startswith(("file:", ":memory:")):
        return None
    key = (os.getpid(), database)
    with _making:
        if key not in _gates:
            _gates[key] = Gate(f"{database}.gate")
        return _gates[key]
