"""One shape for everything that is wrong with an input: a file, a rule, a form, an interface."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Where:
    """A place a person can go to; ``cell`` is ``B3`` as Excel says, or ``第 3 行``."""

    file: str = ""
    sheet: str = ""
    cell: str = ""
    column: str = ""

    def __str__(self) -> str:
        return " · ".join(part for part in (self.file, self.sheet, self.cell, self.column) if part)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in an input: a stable ``code``, one sentence, and what to do about it.

    ``facts`` are what the sentence was filled with, where it can be said in another language.
    """

    code: str
    message: str
    remedy: str
    where: Where = Where()
    value: str = ""
    facts: tuple[tuple[str, object], ...] | None = field(default=None, compare=False, repr=False)


class UnusableError(Exception):
    """Raised where an input cannot be used at all; carries every problem found so far."""

    def __init__(self, problems: Iterable[Problem] | Problem) -> None:
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("；".join(p.message for p in self.problems))
