"""What a run gives back: figures, findings and what did not run, ready for any report."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import msgspec
import pyarrow as pa

from quxiang.engine.ruleform import Rule


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of one group: head counts, and the rate the engine divided from them.

    ``rate`` is in 1/10 000 for ``per`` 100 (8524 is 85.24 %), in 1/100 for ``per`` 1000;
    ``None`` where the denominator is 0.
    """

    code: str
    title: str
    standard: str
    group: Mapping[str, str]
    group_names: Mapping[str, str]
    numerator: int
    denominator: int
    per: int
    rate: int | None

    @property
    def text(self) -> str | None:
        """Return the rate as in JSON, two decimals without a sign: ``85.24``."""
        if self.rate is None:
            return None
        return f"{self.rate // 100}.{self.rate % 100:02d}"

    @property
    def data(self) -> dict[str, object]:
        """Return the figure as it stands in JSON."""
        return {
            "code": self.code,
            "title": self.title,
            "standard": self.standard,
            "group": dict(self.group),
            "group_names": dict(self.group_names),
            "numerator": self.numerator,
            "denominator": self.denominator,
            "per": self.per,
            "rate": self.text,
        }


class Place(msgspec.Struct, frozen=True, gc=False):
    """A row of an input as Excel counts it."""

    file: str
    sheet: str
    row: int


class Subject(msgspec.Struct, frozen=True, gc=False):
    """What a finding is about: a graduate, an employer, a unit, and its key."""

    kind: str
    key: Mapping[str, str]


class Finding(msgspec.Struct, frozen=True, gc=False):
    """One finding, rendered: what a report shows; its fields, in this order, are its JSON."""

    rule: str
    severity: str
    verdict: str
    cohort: str
    window: str | None
    subject: Subject
    columns: Mapping[str, str]
    message: str
    rows: tuple[Place, ...]
    fingerprint: str


@dataclass(frozen=True, slots=True)
class NotRun:
    """A rule that did not run, or ran only in part, and why, in Chinese and in English."""

    rule: str
    reason: str
    partial: bool
    english: str = ""

    @property
    def data(self) -> dict[str, object]:
        """Return it as it stands in JSON."""
        return {"rule": self.rule, "reason": self.reason, "partial": self.partial}


@dataclass(frozen=True)
class Findings:
    """All findings of one rule; they stay Arrow until they are shown.

    ``table`` holds key columns, message columns, ``verdict``, ``cohort``, ``window_label`` and
    ``fingerprint``; ``render`` makes them :class:`Finding`, at most ``limit`` of them.
    """

    rule: Rule
    table: pa.Table
    render: Callable[[int | None], list[Finding]]
    muted: int = 0

    def __len__(self) -> int:
        return int(self.table.num_rows)


@dataclass(frozen=True)
class Outcome:
    """What one run found. ``left_out`` counts rows with a destination not yet in force."""

    figures: tuple[Figure, ...]
    findings: tuple[Findings, ...]
    not_run: tuple[NotRun, ...]
    moment: datetime | None
    counted: int
    not_counted: Mapping[str, int] = field(default_factory=dict)
    left_out: int = 0
