"""Where compilations stand in the menu, and where their papers lead."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse

from quxiang.web.accounts.readers import reader
from quxiang.web.common import menu
from quxiang.web.common.menu import Group
from quxiang.web.compilations.access import may_see
from quxiang.web.compilations.selectors import KIND
from quxiang.web.papers.kinds import complete
from quxiang.web.papers.models import Paper


def sees_compilations(request: HttpRequest) -> bool:
    return may_see(reader(request))


def _place(paper: Paper) -> str:
    return reverse("compilations:one", args=[paper.subject]) if paper.subject else ""


complete(KIND, place=_place)
menu.register(
    Group.VERIFYING, 8, "材料汇编", "compilations:compilations", "stack-2",
    shown_to=sees_compilations,
)  # fmt: skip
