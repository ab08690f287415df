"""This app, to Django."""

from __future__ import annotations

from django.apps import AppConfig


class CompilationsConfig(AppConfig):
    name = "quxiang.web.compilations"
    label = "compilations"
    verbose_name = "证明材料汇编"

    def ready(self) -> None:
        from quxiang.web.compilations import pages, retention, tasks  # noqa: F401, PLC0415
