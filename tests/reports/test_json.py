"""Every JSON output validates against its schema, and the schema says what it means."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError

from quxiang.reports import Document, as_json
from schemas import closed

from .sample import FILE, SHEET, document, empty

FILE_OF_SCHEMA = Path(__file__).parents[2] / "docs" / "reference" / "check.schema.json"
SCHEMA: dict[str, Any] = json.loads(FILE_OF_SCHEMA.read_text(encoding="utf-8"))


def figures_only() -> Document:
    return replace(document(), command="figures", findings=())


def shown(made: Document) -> Any:
    return json.loads(as_json(made))


@pytest.fixture(scope="module")
def full() -> Any:
    return shown(document())


def test_schema_is_itself_valid() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("made", [document(), document("2024", "2021"), empty(), figures_only()])
def test_output_validates_and_holds_no_undeclared_key(made: Document) -> None:
    Draft202012Validator(closed(SCHEMA)).validate(shown(made))


def test_reader_of_schema_1_accepts_a_key_added_later(full: Any) -> None:
    Draft202012Validator(SCHEMA).validate({**full, "added_later": 1})


def test_rate_is_text_without_sign_and_null_over_nobody(full: Any) -> None:
    rates = {(f["code"], f["group"].get("college")): f["rate"] for f in full["figures"]}
    assert rates["placement_rate", None] == "82.99"
    assert rates["placement_rate", "继续教育学院"] is None


def test_two_standards_are_a_list_and_one_is_text(full: Any) -> None:
    assert full["standard"] == "2024"
    assert shown(document("2024", "2021"))["standard"] == ["2024", "2021"]


def test_figures_emit_no_findings() -> None:
    assert shown(figures_only())["findings"] == []


def test_rows_are_places_as_excel_counts_them(full: Any) -> None:
    first = next(each for each in full["findings"] if each["rule"] == "R204")
    assert first["rows"] == [
        {"file": FILE, "sheet": SHEET, "row": 3},
        {"file": FILE, "sheet": SHEET, "row": 14},
    ]


def test_every_finding_is_there_whatever_their_number(full: Any) -> None:
    assert len(full["findings"]) == sum(len(each) for each in document().findings)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("schema",), 2),
        (("figures", 0, "rate"), 82.99),
        (("figures", 0, "numerator"), -1),
        (("figures", 0, "group"), {"college": 3}),
        (("findings", 0, "severity"), "warning"),
        (("findings", 0, "fingerprint"), "x"),
        (("findings", 0, "rows", 0, "row"), 0),
        (("problems", 0, "cell"), None),
        (("not_run", 0, "partial"), "yes"),
        (("moment",), "2024-06-20"),
        (("standard",), ["2024"]),
        (("input", 0, "sha256"), "ab"),
    ],
)
def test_schema_refuses_a_wrong_type(full: Any, path: tuple[str | int, ...], value: object) -> None:
    broken = deepcopy(full)
    node = broken
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = value
    with pytest.raises(ValidationError):
        Draft202012Validator(SCHEMA).validate(broken)
