"""This app, to Django."""

from __future__ import annotations

from django.apps import AppConfig


class RosterConfig(AppConfig):
    name = "quxiang.web.roster"
    label = "roster"
    verbose_name = "名册"
