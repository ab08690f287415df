"""This app, to Django."""

from __future__ import annotations

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "quxiang.web.audit"
    label = "audit"
    verbose_name = "留痕"

    def ready(self) -> None:
        from quxiang.web.audit import pages, roots, verifying  # noqa: F401, PLC0415 - they register
