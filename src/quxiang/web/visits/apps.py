"""This app, to Django."""

from __future__ import annotations

from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "quxiang.web.visits"
    label = "visits"
    verbose_name = "实地走访"

    def ready(self) -> None:
        from quxiang.web.visits import (  # noqa: F401, PLC0415 - they register
            following,
            pages,
            retention,
            sheet,
            wordfile,
        )
