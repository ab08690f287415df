"""Start Django for a command, with what the command says in the environment."""

from __future__ import annotations

import os


def start(**environment: str | None) -> None:
    """Set the environment and load the apps."""
    for name, value in environment.items():
        if value is not None:
            os.environ[name] = value
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quxiang.web.config.settings")
    import django

    django.setup()
