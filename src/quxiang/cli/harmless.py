"""Texts out of files somebody else wrote, before they reach a terminal."""

from __future__ import annotations

#: what moves a cursor, colours a screen or ends a line, and what is shown instead
_CONTROLS = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029), "�")


def harmless(text: str) -> str:
    """Return a text as one line that cannot steer a terminal."""
    return text.translate(_CONTROLS)
