"""Where the school's report stands in the menu."""

from __future__ import annotations

from django.http import HttpRequest

from quxiang.web.accounts.readers import reader
from quxiang.web.common import menu
from quxiang.web.schoolreport.access import may_see


def sees_report(request: HttpRequest) -> bool:
    return may_see(reader(request))


menu.register(
    menu.Group.VERIFYING,
    40,
    "学校核查报告",
    "schoolreport:report",
    "file-text",
    shown_to=sees_report,
)
