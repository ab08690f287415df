"""This app, to Django."""

from __future__ import annotations

from django.apps import AppConfig


class EmployersConfig(AppConfig):
    name = "quxiang.web.employers"
    label = "employers"
    verbose_name = "用人单位"

    def ready(self) -> None:
        from quxiang.web.employers import (  # noqa: F401, PLC0415 - they register
            former,
            imports,
            pages,
            retention,
            tasks,
        )
        from quxiang.web.employers.services import (  # noqa: F401, PLC0415 - they register
            recalling,
        )
