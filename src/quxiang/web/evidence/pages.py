"""Where a graduate finds the own papers in the menu."""

from __future__ import annotations

from django.http import HttpRequest

from quxiang.web.accounts.readers import reader
from quxiang.web.common import menu


def is_graduate(request: HttpRequest) -> bool:
    return reader(request).is_graduate


menu.register(12, "我的材料", "evidence:mine", "clipboard-list", is_graduate)
