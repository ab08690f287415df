"""This app, to Django."""

from __future__ import annotations

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "quxiang.web.notices"
    label = "notices"
    verbose_name = "约谈与整改"

    def ready(self) -> None:
        from quxiang.web.notices import (  # noqa: F401, PLC0415 - they register
            fields,
            following,
            pages,
            reminding,
            retention,
        )
