"""This app, to Django."""

from __future__ import annotations

from django.apps import AppConfig


class RosterConfig(AppConfig):
    name = "quxiang.web.roster"
    label = "roster"
    verbose_name = "名册"

    def ready(self) -> None:
        from quxiang.web.roster import (  # noqa: F401, PLC0415 - they register
            imports,
            pages,
            registryimport,
        )
        from quxiang.web.roster.services import openwork  # noqa: F401, PLC0415
