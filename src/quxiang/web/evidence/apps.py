"""This app, to Django."""

from __future__ import annotations

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "quxiang.web.evidence"
    label = "evidence"
    verbose_name = "佐证材料"

    def ready(self) -> None:
        from quxiang.web.evidence import fragment, health, judging, pages, retention, rotation  # noqa: F401, PLC0415
        from quxiang.web.evidence.services import (  # noqa: F401, PLC0415
            binding,
            following,
            imported,
            sweeping,
        )
