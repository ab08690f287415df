"""Start Django for a command, with what the command says in the environment."""

from __future__ import annotations

import os

from quxiang.cli.chinese import refusing
from quxiang.problems import Problem, UnusableError


def start(**environment: str | None) -> None:
    """Set the environment and load the apps; refuses a home or an address that cannot be used."""
    for name, value in environment.items():
        if value is not None:
            os.environ[name] = value
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quxiang.web.config.settings")
    import django

    with refusing():
        _usable_home()
        _usable_address()
        django.setup()


def demand_database() -> None:
    """Go on only with a database that answers and is up to date; else a sentence, exit code 2."""
    with refusing():
        if waiting_migrations():
            message, remedy = "数据库还没有建好，或比程序旧。", "请先运行 quxiang serve 完成迁移。"
            raise UnusableError(Problem("database_unmigrated", message, remedy))


def waiting_migrations() -> int:
    """Return how many migrations wait; raises ``UnusableError`` where no database answers."""
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    from quxiang.web.common.health import unusable

    try:
        executor = MigrationExecutor(connection)
    except DatabaseError as error:
        message, remedy = unusable(error)
        raise UnusableError(Problem("database_unusable", f"数据库：{message}", remedy)) from error
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _usable_home() -> None:
    from quxiang.web.config.home import home

    try:
        home()
    except OSError as error:
        message = f"数据文件夹 {error.filename} 建不了，或不能用。"
        remedy = "请换一个文件夹，或把上级文件夹的写入权限给本用户。"
        raise UnusableError(Problem("home_unusable", message, remedy)) from error


def _usable_address() -> None:
    from quxiang.web.config.databases import database
    from quxiang.web.config.home import home

    try:
        database(home())
    except ValueError as error:
        message = "QUXIANG_DATABASE_URL 看不懂。"
        raise UnusableError(Problem("address_unusable", message, str(error))) from error
