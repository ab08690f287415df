"""Tests import their helpers from the folder of tests: ``from engine.people import …``.

The web's tests have an installation of their own: a folder that is thrown away, and SQLite, or
PostgreSQL where ``QUXIANG_TEST_DATABASE=postgresql`` asks for it.
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import django
import pytest

sys.path.insert(0, str(Path(__file__).parent))

if "QUXIANG_TEST_SHARED" not in os.environ:  # workers inherit it; only who made it removes it
    os.environ["QUXIANG_TEST_SHARED"] = tempfile.mkdtemp(prefix="quxiang-shared-")
    atexit.register(shutil.rmtree, os.environ["QUXIANG_TEST_SHARED"], ignore_errors=True)
HOME = tempfile.mkdtemp(prefix="quxiang-test-")
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
os.environ["QUXIANG_HOME"] = HOME
os.environ.pop("QUXIANG_DATABASE_URL", None)
os.environ["DJANGO_SETTINGS_MODULE"] = "quxiang.web.config.settings"

if os.environ.get("QUXIANG_TEST_DATABASE") == "postgresql":
    from web.postgresql import start

    os.environ["QUXIANG_DATABASE_URL"] = start()
else:  # a file, as in an installation: threads on a database in memory lock whole tables
    from django.conf import settings

    settings.DATABASES["default"]["TEST"] = {"NAME": f"{HOME}/test.sqlite3"}

django.setup()  # conftests of the web import models before pytest-django would set up
# a worker that inherits this reads the settings, and so this folder, before it has its own
del os.environ["DJANGO_SETTINGS_MODULE"]


@pytest.fixture(scope="session")
def django_db_use_migrations() -> bool:
    """Make the tables from the models: all migrations take a minute, and there are many workers.

    That migrations lead to the same tables is what ``test_migrations`` shows.
    """
    return False


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Keep audit entries as migrations would; let nothing be done for every test anew."""
    from django.db import connection

    from quxiang.web.audit.triggers import set_up
    from web import emptying, found_once

    emptying.install()
    found_once.install()
    with django_db_blocker.unblock():
        set_up(connection)


def pytest_configure(config: pytest.Config) -> None:
    """With ``-m spark`` bring Spark first, once for all workers."""
    if config.option.markexpr == "spark" and not hasattr(config, "workerinput"):
        script = Path(__file__).parents[1] / "dev_spark.py"
        if subprocess.call([sys.executable, str(script)]):
            pytest.exit("Spark could not be brought; what to do is said above.", returncode=2)
