"""This app, to Django."""

from __future__ import annotations

from django.apps import AppConfig


class ListsConfig(AppConfig):
    name = "quxiang.web.lists"
    label = "lists"
    verbose_name = "列表"
