"""Where Word templates stand in the menu."""

from __future__ import annotations

from django.http import HttpRequest

from quxiang.web.accounts.readers import reader
from quxiang.web.common import menu
from quxiang.web.wordfiles.access import may_word


def words_templates(request: HttpRequest) -> bool:
    return may_word(reader(request))


menu.register(
    menu.Group.SYSTEM, 47, "Word 模板", "wordfiles:kinds", "file-text", shown_to=words_templates
)
