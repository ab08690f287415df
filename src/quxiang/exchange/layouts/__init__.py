"""The column layouts of official workbooks, as data: to name the one a file follows."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

#: file → title
_TITLES = {
    "current_workbook": "全国登记系统现行工作簿",
    "national_upload_50": "全国登记系统上传表（50 列）",
    "national_export_74": "全国登记系统导出表（74 列）",
    "plan_export_2024": "2024 年就业方案导出表（37 列）",
    "registry_roster": "学籍名册",
}
#: share of a layout's headers a file must have
_ENOUGH = 0.9


def layout_of(headers: Iterable[str]) -> str:
    """Return the title of the layout a file's folded headers follow, empty if none."""
    seen = set(headers)
    found = {}
    for title, known in _layouts().items():
        shared = len({known[header] for header in seen if header in known})
        if shared >= _ENOUGH * len(set(known.values())):
            found[title] = shared
    return max(found, key=lambda title: found[title]) if found else ""


@cache
def other_headers() -> frozenset[str]:
    """Return headers that must not be taken for a near one: of layouts, and of every school."""
    usual = {row["header"] for row in _rows("elsewhere")}
    return frozenset(usual.union(*_layouts().values()))


@cache
def _layouts() -> Mapping[str, Mapping[str, str]]:
    """Return, for each title, folded header or pinyin → header."""
    found: dict[str, dict[str, str]] = {}
    for name, title in _TITLES.items():
        known = found.setdefault(title, {})
        for row in _rows(name):
            known[row["header"].lower()] = row["header"]
            if row["pinyin"]:
                known[row["pinyin"].lower()] = row["header"]
    return found


def _rows(name: str) -> list[dict[str, str]]:
    text = (files(__package__) / f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
