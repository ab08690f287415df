"""This app, to Django."""

from __future__ import annotations

from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "quxiang.web.approvals"
    label = "approvals"
    verbose_name = "审签"

    def ready(self) -> None:
        from quxiang.web.approvals import pages, papers, scans  # noqa: F401, PLC0415 - it registers
        from quxiang.web.approvals.services import (  # noqa: F401, PLC0415
            beginning,
            following,
            reopening,
            running,
        )
