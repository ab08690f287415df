"""This app, to Django."""

from __future__ import annotations

from django.apps import AppConfig


class OrgsConfig(AppConfig):
    name = "quxiang.web.orgs"
    label = "orgs"
    verbose_name = "单位与岗位"

    def ready(self) -> None:
        from quxiang.web.orgs import health, imports, pages  # noqa: F401, PLC0415 - they register
