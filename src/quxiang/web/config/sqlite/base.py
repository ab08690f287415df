"""Django's way to SQLite, whose writers wait for each other in line."""

from __future__ import annotations

from django.db import OperationalError
from django.db.backends.sqlite3 import base

from quxiang.web.config.sqlite.gate import Gate, gate_of


class DatabaseWrapper(base.DatabaseWrapper):
    #: the gate this connection went in by, for as long as its transaction lasts
    _inside: Gate | None = None

    def _start_transaction_under_autocommit(self) -> None:
        """Begin a transaction; raises where the lock stays taken for as long as may be waited."""
        gate = gate_of(str(self.settings_dict["NAME"]))
        if gate is not None and not gate.enter(self.settings_dict["OPTIONS"]["timeout"]):
            raise OperationalError("database is locked")
        self._inside = gate
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._leave()
            raise

    def _leave(self) -> None:
        gate, self._inside = self._inside, None
        if gate is not None:
            gate.leave()

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        self._leave()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._leave()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._leave()
