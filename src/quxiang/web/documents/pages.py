"""Where printing the forms of many stands in the menu."""

from __future__ import annotations

from django.http import HttpRequest

from quxiang.web.accounts.readers import reader
from quxiang.web.common import menu
from quxiang.web.common.menu import Group
from quxiang.web.documents.access import may_print_many


def prints_many(request: HttpRequest) -> bool:
    return may_print_many(reader(request))


menu.register(Group.SIGNING, 50, "打印审核表", "documents:many", "printer", shown_to=prints_many)
