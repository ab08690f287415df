"""This app, to Django."""

from __future__ import annotations

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "quxiang.web.imports"
    label = "imports"
    verbose_name = "导入"

    def ready(self) -> None:
        from quxiang.web.imports import pages  # noqa: F401, PLC0415 - registers the menu
        from quxiang.web.imports.services import (  # noqa: F401, PLC0415 - tasks
            applying,
            sweeping,
            uploading,
        )
