"""SQLite in the installation's folder, or PostgreSQL by address: the same migrations on both."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

#: WAL lets readers go on while one writes; IMMEDIATE makes a writer wait instead of failing late;
#: what another connection writes empties this one's cache, so pages are mapped, not read again
SQLITE_START = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
    "PRAGMA recursive_triggers=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16384; "
    "PRAGMA mmap_size=268435456;"
)
#: seconds a connection of the web server is kept; opening one costs as much as a small page
KEPT = 60
#: planning a page's statements anew cost PostgreSQL more than running them: after five times one
#: is prepared and keeps its plan, on connections that are kept
PREPARED = {"server_side_binding": True, "prepare_threshold": 5}


def database(home: Path) -> dict[str, Any]:
    """Return Django's entry for the database this installation uses."""
    address = os.environ.get("QUXIANG_DATABASE_URL", "")
    return _postgresql(address) if address else sqlite(home / "quxiang.sqlite3")


def sqlite(path: Path) -> dict[str, Any]:
    options = {"transaction_mode": "IMMEDIATE", "timeout": 10, "init_command": SQLITE_START}
    engine = "quxiang.web.config.sqlite"
    return {"ENGINE": engine, "NAME": str(path), "OPTIONS": options, "CONN_MAX_AGE": KEPT}


def _postgresql(address: str) -> dict[str, Any]:
    parts = urlsplit(address)
    if parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/"):
        raise ValueError("QUXIANG_DATABASE_URL 要写成 postgresql://用户:口令@主机:端口/库名。")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": KEPT,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": PREPARED,
    }
