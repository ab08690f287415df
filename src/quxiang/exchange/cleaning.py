"""Cell text made plain: width, invisible characters, placeholders."""

from __future__ import annotations

import re
import unicodedata

#: what people write into a cell to say that nothing is there
PLACEHOLDERS = frozenset(
    {"无", "暂无", "空", "没有", "未填", "未填写", "(无)", "(空)", "/", "\\", "*", "_"}
    | {"-", "--", "---", "—", "——", "―", "－"}
    | {"N/A", "n/a", "NA", "NULL", "null", "Null", "None", "none", "nan", "NaN"}
)
#: columns where old export programs write 30 for "nothing"
THIRTY_IS_BLANK = frozenset({"direction", "bound_employer"})

_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]"
)
_SPACES = re.compile(r"[\s\u3000]+")
_FLOAT_TAIL = re.compile(r"^(\d+)\.0+$")
SCIENTIFIC = re.compile(r"^\d(?:\.\d+)?[eE]\+?\d{1,3}$")


def clean(text: str) -> str:
    """Return ``text`` in NFKC, without invisible characters, runs of space as one."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    if not text.isprintable():
        text = _SPACES.sub(" ", _INVISIBLE.sub("", text))
    elif "  " in text:
        text = _SPACES.sub(" ", text)
    return text.strip()


def blank(text: str) -> bool:
    """Say whether a cleaned text only says that nothing is there."""
    return not text or text in PLACEHOLDERS


def clean_or_none(text: str) -> str | None:
    """Return the cleaned text, or ``None`` for a placeholder."""
    text = clean(text)
    return None if blank(text) else text


def clean_number(text: str) -> str | None:
    """Return an identifying number without spaces, apostrophes and a float's ``.0``."""
    if text.isdigit() and text.isascii():
        return text
    text = _SPACES.sub("", clean(text)).strip("'`‘’\"=").upper()
    if blank(text):
        return None
    tail = _FLOAT_TAIL.match(text)
    return tail[1] if tail else text


def masked(text: str) -> str:
    """Return an identity number or phone with its middle hidden: ``4101**********1234``."""
    if len(text) == 11:
        return f"{text[:3]}****{text[-3:]}"
    if len(text) > 8:
        return f"{text[:4]}{'*' * (len(text) - 6)}{text[-2:]}"
    return text[:1] + "*" * (len(text) - 1)
