"""This app, to Django."""

from __future__ import annotations

from django.apps import AppConfig


class InspectionConfig(AppConfig):
    name = "quxiang.web.inspection"
    label = "inspection"
    verbose_name = "迎检"

    def ready(self) -> None:
        from quxiang.web.inspection import (  # noqa: PLC0415
            bringing,  # noqa: F401 - registers, as the others
            pages,  # noqa: F401
            papertrail,  # noqa: F401
            surveying,  # noqa: F401
            tasks,  # noqa: F401
            telling,  # noqa: F401
        )
