"""This app, to Django."""

from __future__ import annotations

from django.apps import AppConfig


class ReleaseConfig(AppConfig):
    name = "quxiang.web.release"
    label = "release"
    verbose_name = "放行"
