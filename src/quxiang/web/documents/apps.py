"""This app, to Django."""

from __future__ import annotations

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "quxiang.web.documents"
    label = "documents"
    verbose_name = "文件"

    def ready(self) -> None:
        from quxiang.web.documents import fragment, numbered, pages, tasks, told  # noqa: F401, PLC0415
        from quxiang.web.documents.services import following  # noqa: F401, PLC0415 - it registers
