"""Django's ``flush``, for tests with real transactions: lifts the triggers and restores them."""

from __future__ import annotations

import os
from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands.flush import Command as Flush
from django.db import connections

from quxiang.web.audit.triggers import lift, set_up


class Command(Flush):
    """Refuses outside tests: a trail that can be emptied proves nothing."""

    def handle(self, **options: Any) -> None:
        if "PYTEST_CURRENT_TEST" not in os.environ:
            raise CommandError("留痕不能清空；flush 只在测试中可用。")
        connection = connections[options["database"]]
        lift(connection)
        try:
            super().handle(**options)
        finally:
            set_up(connection)
