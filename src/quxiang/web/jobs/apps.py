"""This app, to Django."""

from __future__ import annotations

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "quxiang.web.jobs"
    label = "jobs"
    verbose_name = "后台任务"

    def ready(self) -> None:
        from quxiang.web.jobs import (  # noqa: F401, PLC0415 - they register
            health,
            pages,
            statistics,
        )
