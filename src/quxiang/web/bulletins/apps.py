"""This app, to Django."""

from __future__ import annotations

from django.apps import AppConfig


class BulletinsConfig(AppConfig):
    name = "quxiang.web.bulletins"
    label = "bulletins"
    verbose_name = "通报"

    def ready(self) -> None:
        from quxiang.web.bulletins import fields, pages, tasks  # noqa: F401, PLC0415 - they register
