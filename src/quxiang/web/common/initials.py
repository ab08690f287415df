"""Initials of a Chinese name in all readings: 单雄信 is found by sxx and by dxx."""

from __future__ import annotations

from functools import lru_cache
from itertools import islice, product

from pypinyin import Style, pinyin

#: as long as the column the readings are kept in
LONGEST = 160
#: and as long as an account's
IN_ACCOUNT = 120
#: a long name of many-readinged characters must not be multiplied out to its end
MOST = 2_000


@lru_cache(maxsize=50_000)
def initials_of(name: str, longest: int = LONGEST) -> str:
    """Return every reading's initials between spaces, ready for ``LIKE '% dxx%'``.

    Each character counts by itself: a dictionary of words knows 乐毅 as Yue Yi only, and the
    colleague who types ly would not find him. Dots and spaces inside a name are passed over.
    Where not all fit into ``longest``, combinations of rare readings are left out first.
    """
    choices = [readings for at in range(len(name)) if (readings := _readings(name, at))]
    ranked = sorted(
        islice(product(*(enumerate(each) for each in choices)), MOST),
        key=lambda each: sum(rank for rank, _ in each),
    )
    texts = dict.fromkeys("".join(letter for _, letter in each) for each in ranked)
    fitting = longest // (len(choices) + 1) if choices else 0
    return "".join(f" {text}" for text in islice(texts, fitting))


def _readings(name: str, at: int) -> list[str]:
    """Return the initials of one character, the common reading first; none for a mere sign."""
    sign = name[at]
    if sign.isascii():
        begins = at == 0 or not name[at - 1].isascii() or not name[at - 1].isalpha()
        return [sign.lower()] if sign.isalpha() and begins else []
    return _letters(sign)


@lru_cache(maxsize=20_000)
def _letters(sign: str) -> list[str]:
    (letters,) = pinyin(sign, style=Style.FIRST_LETTER, heteronym=True) or [[]]
    return list(
        dict.fromkeys(each.lower() for each in letters if each.isascii() and each.isalpha())
    )
