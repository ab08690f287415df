"""This app, to Django."""

from __future__ import annotations

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "quxiang.web.imports"
    label = "imports"
    verbose_name = "导入"
