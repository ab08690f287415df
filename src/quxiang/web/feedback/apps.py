"""This app, to Django."""

from __future__ import annotations

from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    name = "quxiang.web.feedback"
    label = "feedback"
    verbose_name = "核查反馈"

    def ready(self) -> None:
        from quxiang.web.feedback import following, imports, pages, tasks  # noqa: F401, PLC0415 - register
