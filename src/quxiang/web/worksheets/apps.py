"""This app, to Django."""

from __future__ import annotations

from django.apps import AppConfig


class WorksheetsConfig(AppConfig):
    name = "quxiang.web.worksheets"
    label = "worksheets"
    verbose_name = "逐一核查"

    def ready(self) -> None:
        from quxiang.web.worksheets import (  # noqa: F401, PLC0415 - register
            following,
            fragment,
            lending,
            pages,
            retention,
            tasks,
        )
