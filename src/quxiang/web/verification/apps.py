"""This app, to Django."""

from __future__ import annotations

from django.apps import AppConfig


class VerificationConfig(AppConfig):
    name = "quxiang.web.verification"
    label = "verification"
    verbose_name = "抽查核实"

    def ready(self) -> None:
        from quxiang.web.verification import following, pages, retention  # noqa: F401, PLC0415 - register
