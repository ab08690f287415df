"""This app, to Django."""

from __future__ import annotations

from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "quxiang.web.papers"
    label = "papers"
    verbose_name = "签署文件"

    def ready(self) -> None:
        from quxiang.web.papers import pages, retention  # noqa: F401, PLC0415 - they register
