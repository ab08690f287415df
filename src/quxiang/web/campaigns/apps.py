"""This app, to Django."""

from __future__ import annotations

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "quxiang.web.campaigns"
    label = "campaigns"
    verbose_name = "批量通知"

    def ready(self) -> None:
        from quxiang.web.campaigns import (  # noqa: F401, PLC0415 - they register
            pages,
            reminding,
            tasks,
            telling,
        )
