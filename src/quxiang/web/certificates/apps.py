"""This app, to Django."""

from __future__ import annotations

from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "quxiang.web.certificates"
    label = "certificates"
    verbose_name = "电子签章"

    def ready(self) -> None:
        from quxiang.web.certificates import pages  # noqa: F401, PLC0415 - it registers
