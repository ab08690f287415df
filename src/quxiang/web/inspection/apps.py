"""This app, to Django."""

from __future__ import annotations

from django.apps import AppConfig


class InspectionConfig(AppConfig):
    name = "quxiang.web.inspection"
    label = "inspection"
    verbose_name = "迎检"

    def ready(self) -> None:
        from quxiang.web.inspection import bringing, pages, tasks  # noqa: F401, PLC0415 - register
