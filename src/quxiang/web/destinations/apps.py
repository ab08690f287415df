"""This app, to Django."""

from __future__ import annotations

from django.apps import AppConfig


class DestinationsConfig(AppConfig):
    name = "quxiang.web.destinations"
    label = "destinations"
    verbose_name = "去向登记"

    def ready(self) -> None:
        from quxiang.web.destinations import (  # noqa: F401, PLC0415 - they register
            lists,
            pages,
            registering,
            tasks,
        )
        from quxiang.web.destinations.services import following, recounting  # noqa: F401, PLC0415
