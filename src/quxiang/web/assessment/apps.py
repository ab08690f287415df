"""This app, to Django."""

from __future__ import annotations

from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    name = "quxiang.web.assessment"
    label = "assessment"
    verbose_name = "负面清单与年度考核"

    def ready(self) -> None:
        from quxiang.web.assessment import pages, retention  # noqa: F401, PLC0415 - register
