"""What comes with a message where its receiver reads it: a part of a page, drawn when it is read.

It is never in the message: whoever may not see it any more does not, and nothing leaves with it.
"""

from __future__ import annotations

from collections.abc import Callable

from quxiang.web.notifications.models import Message

_parts: dict[str, Callable[[Message], str]] = {}


def attach(template: str, where: Callable[[Message], str]) -> None:
    """Let messages of a kind come with a part; ``where`` gives its address, or nothing."""
    _parts[template] = where


def part_of(message: Message) -> str:
    where = _parts.get(message.template)
    return where(message) if where else ""
