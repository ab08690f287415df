"""Tests import their helpers from the folder of tests: ``from engine.people import …``.

The web's tests have an installation of their own: a folder that is thrown away, and SQLite, or
PostgreSQL where ``QUXIANG_TEST_DATABASE=postgresql`` asks for it.
"""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

import django

sys.path.insert(0, str(Path(__file__).parent))

HOME = tempfile.mkdtemp(prefix="quxiang-test-")
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
os.environ["QUXIANG_HOME"] = HOME
os.environ.pop("QUXIANG_DATABASE_URL", None)
os.environ["DJANGO_SETTINGS_MODULE"] = "quxiang.web.config.settings"

if os.environ.get("QUXIANG_TEST_DATABASE") == "postgresql":
    from web.postgresql import start

    os.environ["QUXIANG_DATABASE_URL"] = start()

django.setup()  # conftests of the web import models before pytest-django would set up
