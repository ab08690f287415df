"""How numbers, moments and places are written, the same in every format."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby

from quxiang.engine.results import Figure, Place
from quxiang.reports.labels import Words

NOTHING = "—"
#: how many row numbers of one sheet are written out before "等 N 行"
ROWS_SHOWN = 6
_WEEKDAYS = "一二三四五六日"
#: control characters (terminal escapes among them) and marks that turn the writing direction
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def clean(text: str) -> str:
    """Return text without characters that steer a terminal or hide what is written."""
    return _UNSEEN.sub("�", text)


def heads(number: int) -> str:
    return f"{number:,}"


def rate_text(figure: Figure, word: Words) -> str:
    """Return ``85.24 %``, or per thousand in words; a dash where there is nobody."""
    if figure.text is None:
        return NOTHING
    if figure.per == 1000:
        return word("per_thousand").format(rate=figure.text)
    return f"{figure.text} %"


def heads_text(figure: Figure) -> str:
    """Return ``4,332/5,082``."""
    return f"{heads(figure.numerator)}/{heads(figure.denominator)}"


def moment_text(moment: datetime, lang: str) -> str:
    """Return ``2024-06-20 周四 12:00``; midnight is written as a day."""
    weekday = f"{moment:%a}" if lang == "en" else f"周{_WEEKDAYS[moment.weekday()]}"
    clock = f"{moment:%H:%M}" if (moment.hour, moment.minute) != (0, 0) else ""
    return " ".join(part for part in (f"{moment:%Y-%m-%d}", weekday, clock) if part)


def group_text(figure: Figure) -> str:
    """Return the name of a figure's group: ``农学院 · 本科生``."""
    return " · ".join(figure.group_names.get(name, value) for name, value in figure.group.items())


def rows_text(rows: Sequence[int], word: Words) -> str:
    """Return ``第 12、15 行``; of many the first few and how many."""
    shown = word("comma").join(str(row) for row in rows[:ROWS_SHOWN])
    if len(rows) > ROWS_SHOWN:
        return word("rows_more").format(rows=shown, n=heads(len(rows)))
    return word("row_one" if len(rows) == 1 else "rows").format(rows=shown)


def by_sheet(places: Iterable[Place]) -> list[tuple[str, str, list[int]]]:
    """Return places as (file, sheet, rows), in the order they came."""
    return [
        (file, sheet, [place.row for place in group])
        for (file, sheet), group in groupby(places, key=lambda place: (place.file, place.sheet))
    ]


def places_text(places: Sequence[Place], word: Words) -> list[str]:
    """Return one line a sheet: ``文件 · 工作表 · 第 12 行``."""
    return [
        " · ".join(part for part in (file, sheet, rows_text(rows, word)) if part)
        for file, sheet, rows in by_sheet(places)
    ] or [word("no_row")]
