"""This app, to Django."""

from __future__ import annotations

from django.apps import AppConfig


class SchoolReportConfig(AppConfig):
    name = "quxiang.web.schoolreport"
    label = "schoolreport"
    verbose_name = "学校核查报告"

    def ready(self) -> None:
        from quxiang.web.schoolreport import pages, shipped, wordfile  # noqa: F401, PLC0415 - register
        from quxiang.web.schoolreport.services import writing  # noqa: F401, PLC0415 - its paper
