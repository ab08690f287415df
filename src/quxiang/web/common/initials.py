"""Initials of a Chinese name in all readings: 单雄信 is found by sxx and by dxx."""

from __future__ import annotations

from functools import lru_cache
from itertools import islice, product

from pypinyin import Style, pinyin

#: a name of many-readinged characters must not make a list of thousands
READINGS = 12


@lru_cache(maxsize=50_000)
def initials_of(name: str) -> str:
    """Return every reading's initials between spaces, ready for ``LIKE '% dxx%'``."""
    letters = pinyin(name, style=Style.FIRST_LETTER, heteronym=True, errors="default")
    choices = [sorted({each.lower() for each in reading if each.strip()}) for reading in letters]
    readings = ("".join(each) for each in islice(product(*filter(None, choices)), READINGS))
    return "".join(f" {each}" for each in dict.fromkeys(readings))[:160]
