"""Every sentence the exchange can say about an input: stable code, what is wrong, what to do."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from quxiang.problems import Problem, UnusableError, Where


@cache
def sentences() -> Mapping[str, tuple[str, str]]:
    """Return code → (sentence, remedy), both format strings, from ``faults.csv``."""
    text = (files(__package__) / "faults.csv").read_text(encoding="utf-8")
    return {
        row["code"]: (row["message"], row["remedy"]) for row in csv.DictReader(text.splitlines())
    }


def problem(code: str, where: Where | None = None, value: str = "", /, **facts: object) -> Problem:
    """Return the problem ``code`` with its sentence filled in."""
    message, remedy = sentences()[code]
    return Problem(code, message.format(**facts), remedy.format(**facts), where or Where(), value)


def refusal(code: str, where: Where, /, **facts: object) -> UnusableError:
    """Return the error that ends the reading of ``where.file``; ``{file}`` is filled from it."""
    return UnusableError(problem(code, where, **{"file": where.file, **facts}))
