"""Every sentence the exchange can say about an input: stable code, what is wrong, what to do."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files

from quxiang.problems import Problem, UnusableError, Where
from quxiang.standards.tables import TABLES

#: facts said around a sentence rather than in it: which scheme it holds under, in how many rows
_AROUND = {
    "zh": ("{schemes} 方案：", "（共 {rows_in_all} 行）", "。"),
    "en": ("Scheme {schemes}: ", " ({rows_in_all} rows)", "."),
}
_ROW = re.compile(r"第 (\d+) 行")


@cache
def sentences(lang: str = "zh") -> Mapping[str, tuple[str, str]]:
    """Return code → (sentence, remedy), both format strings, from ``faults.csv``."""
    name = "faults.csv" if lang == "zh" else f"faults_{lang}.csv"
    return {row["code"]: (row["message"], row["remedy"]) for row in _rows(name)}


def _rows(name: str) -> list[dict[str, str]]:
    text = (files(__package__) / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def problem(code: str, where: Where | None = None, value: str = "", /, **facts: object) -> Problem:
    """Return the problem ``code`` with its sentence filled in."""
    message, remedy = _said(code, facts, "zh")
    return Problem(code, message, remedy, where or Where(), value, tuple(facts.items()))


def refusal(code: str, where: Where, /, **facts: object) -> UnusableError:
    """Return the error that ends the reading of ``where.file``; ``{file}`` is filled from it."""
    return UnusableError(problem(code, where, **{"file": where.file, **facts}))


def in_english(said: Problem) -> Problem:
    """Return a problem of the exchange in English; what workbooks and code tables say stays."""
    if said.facts is None:
        return said
    facts = {name: _english(name, value) for name, value in said.facts}
    message, remedy = _said(said.code, facts, "en")
    cell = _ROW.sub(r"row \1", said.where.cell)
    return replace(said, message=message, remedy=remedy, where=replace(said.where, cell=cell))


def _said(code: str, facts: Mapping[str, object], lang: str) -> tuple[str, str]:
    message, remedy = (text.format(**facts) for text in sentences(lang)[code])
    before, behind, stop = _AROUND[lang]
    if "rows_in_all" in facts:
        message = message.removesuffix(stop) + behind.format(**facts) + stop
    return (before.format(**facts) if "schemes" in facts else "") + message, remedy


def _english(name: str, value: object) -> object:
    """Return a fact as an English sentence says it: our own words, never the user's."""
    if name == "table":
        return next((each.name for each in TABLES.values() if each.title == value), value)
    if name in ("seen", "unused"):
        return "none" if value == "无" else value
    return _phrase(str(value)) if name in ("detail", "what") else value


def _phrase(text: str) -> str:
    for row in _rows("phrases_en.csv"):
        text = text.replace(row["chinese"], row["english"])
    return text
