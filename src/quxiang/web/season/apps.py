"""This app, to Django."""

from __future__ import annotations

from django.apps import AppConfig


class SeasonConfig(AppConfig):
    name = "quxiang.web.season"
    label = "season"
    verbose_name = "监测周期与快照"

    def ready(self) -> None:
        from quxiang.web.season import pages, tasks  # noqa: F401, PLC0415 - they register
        from quxiang.web.season.dashboards import (  # noqa: F401, PLC0415 - they register
            pastimport,
        )
        from quxiang.web.season.tables import (  # noqa: F401, PLC0415 - they register
            history,
            people,
            reference,
        )
