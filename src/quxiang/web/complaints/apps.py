"""This app, to Django."""

from __future__ import annotations

from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    name = "quxiang.web.complaints"
    label = "complaints"
    verbose_name = "举报"

    def ready(self) -> None:
        from quxiang.web.complaints import pages, snapshot, tasks  # noqa: F401, PLC0415 - register
