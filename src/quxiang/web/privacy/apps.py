"""This app, to Django."""

from __future__ import annotations

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "quxiang.web.privacy"
    label = "privacy"
    verbose_name = "个人信息"

    def ready(self) -> None:
        from quxiang.web.privacy import health, pages  # noqa: F401, PLC0415 - register themselves
        from quxiang.web.privacy.services import retention  # noqa: F401, PLC0415
