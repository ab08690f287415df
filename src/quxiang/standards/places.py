"""Places at province level, until a school loads its own table of places."""

from __future__ import annotations

import re

from quxiang.standards.names import fold_name
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
