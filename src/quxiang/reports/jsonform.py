"""The report as JSON, in the form of ``docs/reference/check.schema.json``.

Within one ``SCHEMA`` keys are added, never renamed, retyped or removed.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from quxiang.problems import Problem
from quxiang.reports.document import Document, Input

SCHEMA = 1
ENCODER = msgspec.json.Encoder()
Value = object


def as_json(document: Document) -> str:
    """Return the report as JSON text, every finding in it: one line a key, one line an item."""
    lines = (
        ENCODER.encode(key) + b": " + _value(value) for key, value in as_data(document).items()
    )
    return (b"{\n" + b",\n".join(lines) + b"\n}").decode()


def _value(value: Value) -> bytes:
    if not isinstance(value, list) or not value:
        return ENCODER.encode(value)
    lines = ENCODER.encode_lines(value)[:-1].replace(b"\n", b",\n")
    return b"[\n" + lines + b"\n]"


def as_data(document: Document) -> dict[str, Value]:
    schemes = [each.scheme for each in document.standards]
    return {
        "schema": SCHEMA,
        "program": document.program,
        "command": document.command,
        "school": document.school,
        "cohort": document.cohort,
        "standard": schemes[0] if len(schemes) == 1 else schemes,
        "standard_digests": {each.scheme: each.digest for each in document.standards},
        "settings": _settings(document),
        "scope": document.scope,
        "moment": document.moment.isoformat(timespec="seconds") if document.moment else None,
        "moment_basis": document.moment_basis,
        "counted": document.counted,
        "not_counted": dict(document.not_counted),
        "left_out": document.left_out,
        "input": [_input(each) for each in document.inputs],
        "problems": [problem_data(each) for each in document.problems],
        "figures": [each.data for each in document.figures],
        "findings": [each for group in document.findings for each in group.render(None)],
        "muted": {each.rule.code: each.muted for each in document.findings if each.muted},
        "not_run": [each.data for each in document.not_run],
    }


def _settings(document: Document) -> Mapping[str, Value]:
    values = [
        {
            "name": each.name,
            "label": each.label,
            "value": each.value,
            "basis": each.basis,
            "confidence": each.confidence,
        }
        for each in document.settings
    ]
    return {"digest": document.settings_digest, "values": values}


def _input(each: Input) -> Mapping[str, Value]:
    return {
        "file": each.file,
        "table": each.table,
        "sheet": each.sheet,
        "rows": each.rows,
        "sha256": each.sha256,
        "header_row": each.header_row,
        "layout": each.layout,
        "encoding": each.encoding,
        "columns": [
            {"header": use.header, "field": use.field, "how": use.how} for use in each.columns
        ],
    }


def problem_data(each: Problem) -> Mapping[str, Value]:
    """Return a problem as it stands in JSON."""
    return {
        "code": each.code,
        "file": each.where.file,
        "sheet": each.where.sheet,
        "cell": each.where.cell,
        "column": each.where.column,
        "value": each.value,
        "message": each.message,
        "remedy": each.remedy,
    }
