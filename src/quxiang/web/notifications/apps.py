"""This app, to Django."""

from __future__ import annotations

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "quxiang.web.notifications"
    label = "notifications"
    verbose_name = "通知"

    def ready(self) -> None:
        from quxiang.web.notifications import pages, tasks  # noqa: F401, PLC0415 - they register
