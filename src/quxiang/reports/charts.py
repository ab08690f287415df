"""What the charts of the page draw: one entry a grouping, numbers as heads and texts."""

from __future__ import annotations

import json
from collections.abc import Mapping

from markupsafe import Markup

from quxiang.engine.results import Figure
from quxiang.reports.document import Document
from quxiang.reports.figuretables import HEADLINE, GroupTable, Line, by_rate
from quxiang.reports.labels import words
from quxiang.reports.wording import clean, heads_text

#: a chart of more bars than this is no longer read
BARS = 40


def drawn(table: GroupTable) -> list[Line]:
    """Return the groups a chart shows, highest rate first: all, or the largest ones."""
    some = [line for line in table.lines if line.people and HEADLINE in line.figures]
    largest = sorted(some, key=lambda line: (-line.people, line.name))[:BARS]
    return by_rate(largest)


def charted(table: GroupTable) -> bool:
    """Whether a grouping gets charts: one dimension, at least two groups with people in them."""
    return len(table.by) == 1 and len(drawn(table)) > 1


def chart_data(document: Document, tables: list[GroupTable]) -> dict[str, object]:
    """Return the data of every chart by the id its element has."""
    return {chart_id(table): _chart(document, table) for table in tables if charted(table)}


def chart_id(table: GroupTable) -> str:
    return "-".join(("group", *table.by, table.scheme))


def _chart(document: Document, table: GroupTable) -> Mapping[str, object]:
    word = words(document.lang)
    lines = drawn(table)
    whole = table.whole.get(HEADLINE)
    classes = [figure for figure in table.columns if is_class(document, figure)]
    return {
        "names": [clean(line.name) for line in lines],
        "placement": [_bar(line.figures[HEADLINE]) for line in lines],
        "whole": None if whole is None or whole.text is None else _bar(whole),
        "wholeLabel": word("whole"),
        "classes": [
            {
                "code": figure.code,
                "title": document.figure_title(figure),
                "bars": [_bar(line.figures[figure.code]) for line in lines],
            }
            for figure in classes
        ],
    }


def _bar(figure: Figure) -> Mapping[str, object]:
    return {
        "n": figure.numerator,
        "of": figure.denominator,
        "rate": figure.text,
        "heads": heads_text(figure),
    }


def is_class(document: Document, figure: Figure) -> bool:
    rule = document.definition(figure.code, figure.standard)
    return rule is not None and rule.exclusive


def as_script_data(data: object) -> Markup:
    """Return JSON that cannot end the script element it stands in."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return Markup(text)  # noqa: S704 - every character HTML could act on is escaped above
