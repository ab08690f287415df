"""Make the tables of an empty database at once, as the models describe them.

Every migration since the first takes most of a minute and leads to the same tables; whoever starts
a new installation does not wait for the history of others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models import Model

#: any number nobody else of this database locks by
_LOCK = 20_240_724


def found() -> bool:
    """Make all tables where there is none; return whether it did. All of it happens, or nothing."""
    from django.core.management.sql import emit_post_migrate_signal
    from django.db import connection

    if connection.introspection.table_names():
        return False
    with connection.schema_editor() as editor:
        _alone(connection)
        if connection.introspection.table_names():  # another server was quicker
            return False
        for model in _models(connection.alias):
            if model._meta.can_migrate(connection):
                editor.create_model(model)
        _finish(connection)
    emit_post_migrate_signal(0, interactive=False, db=connection.alias)
    return True


def _alone(connection: BaseDatabaseWrapper) -> None:
    """Let no other server make them meanwhile; SQLite's transaction sees to that by itself."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])


def _models(alias: str) -> Iterator[type[Model]]:
    from django.apps import apps
    from django.db import router
    from django.db.migrations.recorder import MigrationRecorder

    yield MigrationRecorder.Migration
    for config in apps.get_app_configs():
        if config.models_module is not None:
            yield from router.get_migratable_models(config, alias, include_auto_created=False)


def _finish(connection: BaseDatabaseWrapper) -> None:
    """Do what migrations do beside tables, and write down that none is left to do."""
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.recorder import MigrationRecorder

    from quxiang.web.audit.triggers import set_up

    set_up(connection)
    recorder = MigrationRecorder(connection)
    for app, name in MigrationLoader(None, ignore_no_migrations=True).graph.nodes:
        recorder.record_applied(app, name)
