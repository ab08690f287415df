"""Fold names so that two ways of writing one name compare equal. Everything else compares folded.

Names are folded once, where they come in; the engine never folds.
"""

from __future__ import annotations

import re
import unicodedata

_BRACKETS = dict.fromkeys("〔【[{〖﹝", "(") | dict.fromkeys("〕】]}〗﹞", ")")
_DOTS = dict.fromkeys("·•・‧∙⋅●᛫", "·")
_INVISIBLE = dict.fromkeys(
    (0xAD, 0x180E, 0x2060, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F)), ""
)
_TABLE = str.maketrans(_BRACKETS | _DOTS) | _INVISIBLE
_DIRTY = re.compile(r"[^一-鿿0-9a-z()·、，。\-]")
_SPACES = re.compile(r"\s+")
_POINT_IN_NAME = re.compile(r"(?<=[一-鿿])\.(?=[一-鿿])")


def fold_name(text: str) -> str:
    """Return a name of a firm, a school or a column folded: NFKC, ``()``, ``·``, no spaces, lower.

    Spaces, tabs, U+3000 and zero-width characters are removed; letters are case-folded.
    """
    while _DIRTY.search(text):
        folded = _folded(text)
        if folded == text:
            break
        text = folded  # a space taken out may leave letters that now compose
    return text


def _folded(text: str) -> str:
    normal = unicodedata.normalize("NFKC", text)
    if not _DIRTY.search(normal):  # full-width brackets and digits are most of what there is
        return normal
    return _SPACES.sub("", normal.translate(_TABLE)).casefold()


def fold_person(text: str) -> str:
    """Return a person's name folded; a full stop between two Han characters is a middle dot."""
    return _POINT_IN_NAME.sub("·", fold_name(text))
