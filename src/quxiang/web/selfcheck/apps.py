"""This app, to Django."""

from __future__ import annotations

from django.apps import AppConfig


class SelfcheckConfig(AppConfig):
    name = "quxiang.web.selfcheck"
    label = "selfcheck"
    verbose_name = "学院自查"

    def ready(self) -> None:
        from quxiang.web.selfcheck import (  # noqa: F401, PLC0415 - they register
            pages,
            papering,
            reminding,
            wordfile,
        )
