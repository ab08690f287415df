"""This app, to Django."""

from __future__ import annotations

from django.apps import AppConfig


class AlertsConfig(AppConfig):
    name = "quxiang.web.alerts"
    label = "alerts"
    verbose_name = "预警"

    def ready(self) -> None:
        from quxiang.web.alerts import (  # noqa: F401, PLC0415 - they register
            answers,
            following,
            judged,
            pages,
            retention,
            tasks,
        )
