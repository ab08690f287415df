"""This app, to Django."""

from __future__ import annotations

from django.apps import AppConfig


class ReferenceConfig(AppConfig):
    name = "quxiang.web.reference"
    label = "reference"
    verbose_name = "代码与参考值"

    def ready(self) -> None:
        from quxiang.web.reference import imports, pages  # noqa: F401, PLC0415 - they register
