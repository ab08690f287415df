"""The table of words is whole: two languages, same blanks, nothing unused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import quxiang.reports
from quxiang.engine.figures import DIMENSIONS as GROUPINGS
from quxiang.reports.labels import DIMENSIONS, WORDS

FOLDER = Path(quxiang.reports.__file__).parent
#: asked for by a value: a command, a verdict, a confidence, how a column was understood
BY_VALUE = {"report_check", "report_figures", "fault", "high", "medium"} | {
    f"how_{name}" for name in ("exact", "alias", "pinyin", "similar", "mapping", "value", "unused")
}
#: asked for by the command line
ELSEWHERE = {"no_value", "named_place"}


def blanks(text: str) -> set[str]:
    return set(re.findall(r"{(\w+)}", text))


@pytest.mark.parametrize("key", WORDS)
def test_both_languages_have_the_same_blanks(key: str) -> None:
    chinese, english = WORDS[key]
    assert chinese.strip()
    assert english.strip()
    assert blanks(chinese) == blanks(english)


def test_every_word_is_used() -> None:
    files = [*FOLDER.glob("*.py"), *FOLDER.glob("templates/*.html")]
    text = "".join(path.read_text(encoding="utf-8") for path in files if path.stem != "labels")
    unused = {key for key in WORDS if not re.search(rf"[\"']{key}[\"']", text)}
    assert unused <= BY_VALUE | ELSEWHERE


def test_every_grouping_has_a_name() -> None:
    assert set(DIMENSIONS) == set(GROUPINGS)
