"""Places at province level, until a school loads its own table of places."""

from __future__ import annotations

import re
from collections.abc import Iterator

from quxiang.standards.codetable import CodeTable
from quxiang.standards.names import fold_name
from quxiang.standards.rows import Row
from quxiang.standards.sources import shipped

_CODE = re.compile(r"[1-9][0-9]{1,11}(?:\.0+)?")
_COUNTRY = ("中华人民共和国", "中国")
_NAMES = {
    prefix: code
    for code, row in shipped("province", "").items()
    for prefix in (row["name"], *row["prefixes"].split("|"))
}
_LONGEST_FIRST = sorted(_NAMES, key=len, reverse=True)


def province_of(code_or_name: str) -> str | None:
    """Return the province's six-digit code: of a place code, or of a name that begins with it.

    河南省新乡市, 河南, 410702 and 41 give 410000; 海南藏族自治州 is known to lie in 青海.
    """
    text = fold_name(code_or_name)
    if _CODE.fullmatch(text):
        code = text[:2] + "0000"
        return code if code in shipped("province", "") else None
    for country in _COUNTRY:
        text = text.removeprefix(country)
    return next((_NAMES[name] for name in _LONGEST_FIRST if text.startswith(name)), None)


def stem(code: str) -> str:
    """Return a place code without the pairs of zeros at its end: 410000 gives 41."""
    while code.endswith("00"):
        code = code[:-2]
    return code


def province_prefixes(provinces: CodeTable[Row]) -> Iterator[tuple[str, str]]:
    """Yield how the name of a place in each province may begin, and the province's code."""
    for code, row in provinces.rows.items():
        prefixes = (row.name, *row.extra.get("prefixes", "").split("|"))
        for prefix in dict.fromkeys(fold_name(each) for each in prefixes if each):
            yield prefix, code


def place_names(places: CodeTable[Row], provinces: CodeTable[Row]) -> Iterator[tuple[str, str]]:
    """Yield (code, name) of a school's own places and all provinces, each name alone and in full.

    Nothing where the school has loaded none.
    """
    if not places.rows:
        return
    rows = {**provinces.rows, **places.rows}
    for code, row in rows.items():
        above = [rows[up].name for up in (code[:2] + "0000", code[:4] + "00") if up in rows]
        full = "".join(name for name in dict.fromkeys(above) if not row.name.startswith(name))
        names = (row.name, full + row.name, row.extra.get("prefixes", "").split("|")[0])
        for name in dict.fromkeys(fold_name(each) for each in names if each):
            yield code, name
