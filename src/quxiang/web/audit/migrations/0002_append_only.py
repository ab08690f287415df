"""Entries are never changed and never deleted: the database itself refuses."""

from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from quxiang.web.audit.triggers import lift, set_up


def up(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    set_up(editor.connection)


def down(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    lift(editor.connection)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(up, down)]
