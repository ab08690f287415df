"""This app, to Django."""

from __future__ import annotations

from django.apps import AppConfig


class WordfilesConfig(AppConfig):
    name = "quxiang.web.wordfiles"
    label = "wordfiles"
    verbose_name = "Word 模板"

    def ready(self) -> None:
        from quxiang.web.wordfiles import pages  # noqa: F401, PLC0415 - registers
