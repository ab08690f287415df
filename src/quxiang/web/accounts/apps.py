"""This app, to Django."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "quxiang.web.accounts"
    label = "accounts"
    verbose_name = "账号"

    def ready(self) -> None:
        from quxiang.web.accounts import pages  # noqa: F401, PLC0415 - registers the menu
