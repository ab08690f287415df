"""What the pages of the standards call things: in Chinese, whatever the tables say."""

from __future__ import annotations

import re

import pytest

from quxiang import standards
from quxiang.web.reference.words import basis_title, code_title, degree_title


@pytest.mark.parametrize("scheme", ["2021", "2024"])
def test_no_row_says_in_english_how_sure_it_is(scheme: str) -> None:
    standard = standards.load(scheme)
    rows = [row for table in standard.tables.values() for row in table.rows.values()]
    said = {degree_title(row.confidence) for row in rows} | {basis_title(row.basis) for row in rows}
    assert len(rows) > 100
    assert [each for each in said if re.search("[A-Za-z]", each)] == []


@pytest.mark.parametrize("scheme", ["2021", "2024"])
def test_what_the_program_calls_a_row_is_no_code_on_its_page(scheme: str) -> None:
    tables = standards.load(scheme).tables
    shown = {code_title(code) for table in tables.values() for code in table.rows}
    assert [each for each in shown if re.search("[a-z]", each)] == []
    assert {"01", "31", ""} <= shown
