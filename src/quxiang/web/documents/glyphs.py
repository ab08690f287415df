"""Which characters the fonts of this machine can show; those they cannot are never dropped."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from quxiang.web.common.refusals import InvalidError

#: families in the order they are asked for a character; the first ones set the look
SERIF = ("Noto Serif CJK SC", "Source Han Serif SC", "Noto Serif SC", "SimSun", "Songti SC")
SANS = ("Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC", "Microsoft YaHei", "PingFang SC")
#: large sets of rare characters, used where they are installed
RARE = (
    "Plangothic P1", "Plangothic P2", "BabelStone Han", "HanaMinA", "HanaMinB", "Jigmo", "Jigmo2",
    "Jigmo3", "SimSun-ExtB", "SimSun-ExtG", "MingLiU-ExtB",
)  # fmt: skip
#: what official documents ask for (GB/T 9704-2012, 5.2.2), where it is installed; serif else
FANGSONG = ("FangSong_GB2312", "FangSong", "STFangsong", "FZFangSong-Z02S")
XIAOBIAOSONG = ("FZXiaoBiaoSong-B05S", "方正小标宋简体", "方正小标宋_GBK")
#: stands where a character cannot be shown, as printers have always done
GETA = "〓"
NO_FONT = "本机没有可用的中文字体，无法生成文件。请管理员安装中文字体（例如思源宋体）后再试。"


@lru_cache(maxsize=1)
def fonts() -> Any:
    """Return the fonts of this machine, as the typesetter takes them."""
    import typst  # noqa: PLC0415 - large, and only whoever makes documents needs it

    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=False)


@lru_cache(maxsize=1)
def families() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the families for text and for labels; refuses a machine without Chinese ones."""
    here = set(fonts().families())
    serif = [each for each in (*SERIF, *SANS, *RARE) if each in here]
    sans = [each for each in (*SANS, *SERIF, *RARE) if each in here]
    if not serif:
        raise InvalidError(NO_FONT)
    return tuple(serif), tuple(sans)


@lru_cache(maxsize=1)
def official() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the families for the body and the titles of official documents."""
    here, serif = set(fonts().families()), families()[0]
    body, title = (
        tuple(each for each in wanted if each in here) for wanted in (FANGSONG, XIAOBIAOSONG)
    )
    return (*body, *serif), (*title, *serif)


@lru_cache(maxsize=1)
def covered() -> frozenset[int]:
    """Return every code point one of the families has a glyph for at its regular weight."""
    from fontTools.ttLib import TTCollection, TTFont  # noqa: PLC0415 - as above

    wanted, found = set(families()[0]), set[int]()
    for info in fonts().fonts():
        if info.family not in wanted or info.weight != 400 or not info.path:
            continue
        wanted.discard(info.family)
        with open(info.path, "rb") as file:  # noqa: PTH123 - the font reads lazily from it
            several = file.read(4) == b"ttcf"
            file.seek(0)
            font = TTCollection(file).fonts[info.index] if several else TTFont(file)
            found.update(font.getBestCmap())
    return frozenset(found)


def _draws_nothing(character: str) -> bool:
    """Say whether a character has no glyph of its own: spaces, joiners, variation selectors."""
    point = ord(character)
    selects = 0xFE00 <= point <= 0xFE0F or 0xE0100 <= point <= 0xE01EF
    return selects or character.isspace() or unicodedata.category(character) == "Cf"


def missing_in(text: str) -> list[str]:
    """Return the characters of a text no font here shows, each once, by code point.

    One of a private area counts as missing: what it looks like differs from font to font.
    """
    known = covered()
    return sorted(
        each
        for each in set(text)
        if not _draws_nothing(each)
        and (ord(each) not in known or unicodedata.category(each) in ("Co", "Cs", "Cc"))
    )


def code_points(characters: Iterable[str]) -> list[str]:
    return [f"U+{ord(each):04X}" for each in characters]
