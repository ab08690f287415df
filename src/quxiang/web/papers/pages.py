"""Where signed papers stand in the menu."""

from __future__ import annotations

from django.http import HttpRequest

from quxiang.web.accounts.readers import reader
from quxiang.web.common import menu
from quxiang.web.common.menu import Group
from quxiang.web.papers.access import may_see


def sees_papers(request: HttpRequest) -> bool:
    return may_see(reader(request))


menu.register(
    Group.SIGNING, 45, "签署文件", "papers:papers", "file-certificate", shown_to=sees_papers
)  # fmt: skip
