"""What a rule is: one YAML file read into one frozen object.

Nothing here imports sqlglot, DuckDB or Arrow: listing the rules must be quick.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from quxiang.engine.yamlform import Form, Value, read_form, shown
from quxiang.problems import Problem

_NAMED = re.compile(r"{(\w+)}")
SEVERITIES = ("error", "suspect", "notice")
SCOPES = ("record", "set")
#: a ``registry`` row is about a person the roster may not hold
SUBJECTS = ("graduate", "employer", "unit", "registry", "device")
WINDOWS = ("none", "period")
VERDICTS = ("fault", "to_check")
TEXTS = ("title", "message", "why", "remedy")
RULE_KEYS = (
    "code", "name", "title", "clause", "severity", "scope", "subject", "key", "optional", "any_of",
    "window", "params", "message", "why", "remedy", "explains", "signals", "sql", "rows", "en",
    "examples",
)  # fmt: skip
EXAMPLE_KEYS = ("flags", "ignores", "standard", "moment", "previous_moment", "params", "found")


@dataclass(frozen=True)
class Cells:
    """A table drawn in an example: header names and rows of texts, an empty cell is NULL."""

    header: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]


@dataclass(frozen=True)
class Example:
    """One example of a rule, which is also its test."""

    flags: bool
    title: str
    tables: Mapping[str, Cells]
    found: Cells | None
    params: Mapping[str, Value] = field(default_factory=dict)
    standard: str = ""
    moment: str = ""
    previous_moment: str = ""
    line: int = 0


@dataclass(frozen=True)
class Rule:
    """A rule: what it looks for, in whose words, by which SQL, shown by which examples."""

    code: str
    name: str
    title: str
    clause: str
    severity: str
    scope: str
    subject: str
    key: tuple[str, ...]
    optional: tuple[str, ...]
    window: str
    params: Mapping[str, Value]
    message: str
    why: str
    remedy: str
    explains: tuple[str, ...]
    sql: str
    rows: str
    en: Mapping[str, str]
    examples: tuple[Example, ...]
    file: str
    #: what the SQL says in Chinese → how English says it; one * stands for any text
    words: Mapping[str, str] = field(default_factory=dict)
    sql_line: int = 0
    rows_line: int = 0
    any_of: tuple[str, ...] = ()
    #: the signals it compares with a threshold; it runs once they are counted
    signals: tuple[str, ...] = ()
    #: a school's own: checked and run in a process apart
    own: bool = False

    @property
    def feeds_signals(self) -> bool:
        """Say whether its findings are about records; one about a unit proves nobody guilty."""
        return self.subject != "unit"

    def text(self, name: str, lang: str = "zh") -> str:
        """Return title, message, why or remedy in a language; Chinese where none is written.

        Parameters named in ``why`` and ``remedy`` are filled in; a message waits for its finding.
        """
        own = str(getattr(self, name))
        text = self.en.get(name, own) if lang == "en" else own
        return text if name == "message" else _NAMED.sub(self._parameter, text)

    def in_words(self, text: str) -> str:
        """Return a cell the SQL worded in Chinese in English; anything else as it is."""
        if text in self.words:
            return self.words[text]
        for chinese, english in self.words.items():
            before, star, behind = chinese.partition("*")
            fits = len(text) > len(before) + len(behind)
            if star and fits and text.startswith(before) and text.endswith(behind):
                return english.replace("*", text[len(before) : len(text) - len(behind)])
        return text

    def _parameter(self, named: re.Match[str]) -> str:
        return shown(self.params[named[1]]) if named[1] in self.params else named[0]


def read_rule(path: Path, problems: list[Problem]) -> Rule | None:
    """Read one rule file; ``None``, with problems added, where it cannot be read."""
    form = read_form(path, problems)
    if form is None:
        return None
    form.refuse_other(RULE_KEYS)
    return Rule(
        code=form.text("code"),
        name=form.text("name"),
        clause=form.text("clause"),
        severity=form.text("severity", choices=SEVERITIES),
        scope=form.text("scope", choices=SCOPES),
        subject=form.text("subject", choices=SUBJECTS),
        key=form.names("key", required=True),
        optional=form.names("optional"),
        any_of=form.names("any_of"),
        window=form.text("window", choices=WINDOWS),
        params=form.values("params"),
        explains=form.names("explains"),
        signals=form.names("signals"),
        sql=form.text("sql"),
        rows=form.text("rows", required=False),
        en=_english(form),
        words=_words(form),
        examples=tuple(_example(each) for each in form.forms("examples")),
        file=str(path),
        sql_line=form.line_of("sql"),
        rows_line=form.line_of("rows"),
        **{name: form.text(name) for name in TEXTS},  # type: ignore[arg-type]
    )


def _english(form: Form) -> dict[str, str]:
    en = form.form("en")
    if en is None:
        return {}
    en.refuse_other((*TEXTS, "words"))
    return {name: en.text(name) for name in TEXTS if name in en.nodes}


def _words(form: Form) -> dict[str, str]:
    en = form.form("en")
    words = en.form("words") if en is not None else None
    return {name: words.text(name) for name in words.nodes} if words is not None else {}


def _example(form: Form) -> Example:
    flags = "flags" in form.nodes
    return Example(
        flags=flags,
        title=form.text("flags" if flags else "ignores"),
        tables={name: _cells(form, name) for name in form.nodes if name not in EXAMPLE_KEYS},
        found=_cells(form, "found") if "found" in form.nodes else None,
        params=form.values("params"),
        standard=form.text("standard", required=False),
        moment=form.text("moment", required=False),
        previous_moment=form.text("previous_moment", required=False),
        line=form.line,
    )


def _cells(form: Form, name: str) -> Cells:
    lines = [line for line in form.text(name).splitlines() if line.strip()]
    if not lines:
        return Cells((), ())
    header, *rows = [tuple(cell.strip() for cell in line.split("|")) for line in lines]
    for row in rows:
        if len(row) != len(header):
            form.complain(
                "bad_example",
                f"例表“{name}”有一行是 {len(row)} 格，表头是 {len(header)} 格。",
                "请补齐或去掉多余的“|”。",
                form.nodes[name],
            )
    return Cells(header, tuple(tuple(cell or None for cell in row) for row in rows))
