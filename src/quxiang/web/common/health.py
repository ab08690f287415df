"""Is the installation well? Apps register what they look at; ``quxiang doctor`` and a page ask."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from quxiang.web.common import assets, keyproof, sealed

ROOM = 2 << 30


@dataclass(frozen=True)
class Finding:
    """One thing looked at: whether it is well, a sentence, and what to do about it."""

    what: str
    well: bool
    sentence: str
    remedy: str = ""


Look = Callable[[], Iterable[Finding]]
_looks: list[Look] = []


def look(function: Look) -> Look:
    """Register something to look at."""
    _looks.append(function)
    return function


def examine() -> list[Finding]:
    """Look at everything; without a database only what needs none."""
    found = [*_storage(), *_keys(), *_assets()]
    try:
        found += _database()
    except DatabaseError as error:
        return [*found, Finding("数据库", False, *unusable(error))]
    if not all(each.well for each in found if each.what == "迁移"):
        return found
    return [*found, *_sealed_values(), *(finding for each in _looks for finding in each())]


def unusable(error: Exception) -> tuple[str, str]:
    """Return what is wrong with the database and what to do, for what its driver said."""
    said = " ".join(str(error).split())
    if connection.vendor == "sqlite":
        return (
            f"{connection.settings_dict['NAME']} 打不开（{said}）。",
            "请确认文件没有损坏、本用户可读写；损坏的请从备份恢复。没有改动任何数据。",
        )
    return f"连不上（{said}）。", "请确认数据库已启动、QUXIANG_DATABASE_URL 写得正确。"


def _database() -> list[Finding]:
    connection.ensure_connection()
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    name = "PostgreSQL" if connection.vendor == "postgresql" else "SQLite"
    told = Finding("数据库", True, f"{name} 可用。")
    if waiting:
        remedy = "请运行 quxiang serve，它会先完成迁移。"
        return [told, Finding("迁移", False, f"有 {len(waiting)} 个迁移还没有执行。", remedy)]
    return [told, Finding("迁移", True, "全部完成。")]


def _storage() -> list[Finding]:
    home = Path(settings.HOME)
    if not os.access(home, os.W_OK):
        remedy = "请把文件夹的权限给运行程序的用户。"
        return [Finding("存储", False, f"{home} 不能写入。", remedy)]
    free = shutil.disk_usage(home).free
    if free < ROOM:
        return [
            Finding("存储", False, f"只剩 {free >> 20} MB 空间。", "请清理磁盘或换到更大的磁盘。")
        ]
    return [Finding("存储", True, f"可写，剩余 {free >> 30} GB。")]


def _sealed_values() -> list[Finding]:
    if not sealed.keyring_file().exists():
        return []
    try:
        fault = keyproof.unopened()
    except (OSError, ValueError, KeyError):
        return []  # said of the keys themselves already
    if fault:
        return [Finding("封存内容", False, fault, keyproof.remedy())]
    return [Finding("封存内容", True, "现有密钥打得开。")]


def _assets() -> list[Finding]:
    lacking = assets.missing()
    if lacking is not None:
        return [Finding("前端文件", False, lacking.message, lacking.remedy)]
    return [Finding("前端文件", True, "齐全。")]


def _keys() -> list[Finding]:
    path = sealed.keyring_file()
    if not path.exists():  # looking must not draw one: it would hide that the old one is lost
        remedy = "新装的请运行 quxiang serve；已有数据的请先从备份恢复 keys 文件夹。"
        return [Finding("密钥", False, f"没有密钥文件 {path}。", remedy)]
    try:
        sealed.unseal(sealed.seal("试", "doctor"), "doctor")
    except (sealed.SealBrokenError, OSError, ValueError, KeyError):
        return [Finding("密钥", False, f"{path} 读不出或已损坏。", "请从备份恢复密钥文件。")]
    loose = path.stat().st_mode & 0o077
    if loose:
        return [Finding("密钥", False, f"{path} 别的用户也能读。", "请改为仅本用户可读（600）。")]
    return [Finding("密钥", True, f"可用，当前 {sealed.keyring().current}。")]
