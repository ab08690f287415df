"""This app, to Django."""

from __future__ import annotations

from django.apps import AppConfig


class AdoptionConfig(AppConfig):
    name = "quxiang.web.adoption"
    label = "adoption"
    verbose_name = "启用前的登记"

    def ready(self) -> None:
        from quxiang.web.adoption import fragment, pages, retention  # noqa: F401, PLC0415
        from quxiang.web.adoption.services import following  # noqa: F401, PLC0415
