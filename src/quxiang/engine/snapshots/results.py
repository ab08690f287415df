"""The results of a run in canonical form: one line each, in an order that follows from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, get_args

import msgspec

from quxiang.engine.results import Outcome
from quxiang.engine.snapshots.canonical import json_line, json_lines, sha256
from quxiang.engine.snapshots.manifest import Count, Counts, Entry, Kind


class NotRunLine(msgspec.Struct, frozen=True):
    """A line of ``not_run.jsonl``."""

    rule: str
    reason: str
    partial: bool


KINDS: tuple[Kind, ...] = get_args(Kind)


class FigureLine(msgspec.Struct, frozen=True):
    """A line of ``figures.jsonl``, as :class:`~quxiang.engine.results.Figure` is written."""

    code: str
    title: str
    standard: str
    group: dict[str, str]
    group_names: dict[str, str]
    numerator: Count
    denominator: Count
    per: Literal[100, 1000]
    rate: str | None


Lines = Mapping[Kind, Sequence[bytes]]


def file_of(kind: str) -> str:
    return f"{kind}.jsonl"


def lines_of(outcome: Outcome) -> Lines:
    """Return every figure, finding and reason of a run as lines that compare bit for bit."""
    findings = sorted(
        (each.rule, each.fingerprint, json_line(each))
        for group in outcome.findings
        for each in group.render(None)
    )
    figures = sorted(
        outcome.figures, key=lambda each: (each.standard, each.code, *sorted(each.group.items()))
    )
    return {
        "figures": [json_line(each.data) for each in figures],
        "findings": [line for _, _, line in findings],
        "not_run": sorted(json_line(each.data) for each in outcome.not_run),
    }


def entries_of(lines: Lines) -> dict[Kind, Entry]:
    return {kind: entry_of(each) for kind, each in lines.items()}


def entry_of(lines: Iterable[bytes]) -> Entry:
    listed = list(lines)
    return Entry(rows=len(listed), sha256=sha256(json_lines(listed)))


def counts_of(outcome: Outcome) -> Counts:
    muted = {each.rule.code: each.muted for each in outcome.findings if each.muted}
    return Counts(
        counted=outcome.counted,
        not_counted=dict(outcome.not_counted),
        left_out=outcome.left_out,
        muted=muted,
    )
