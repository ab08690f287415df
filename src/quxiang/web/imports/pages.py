"""Where imports stand in the menu."""

from __future__ import annotations

from django.http import HttpRequest

from quxiang.web.accounts.readers import reader
from quxiang.web.common import menu
from quxiang.web.common.menu import Group
from quxiang.web.imports.targets import targets_for


def may_import(request: HttpRequest) -> bool:
    return bool(targets_for(reader(request)))


menu.register(Group.FILES, 10, "导入", "imports:imports", "file-import", shown_to=may_import)
