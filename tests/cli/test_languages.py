"""``rules`` and ``standards`` speak Chinese, and English when asked."""

from __future__ import annotations

import re

import pytest

from quxiang.cli import run
from quxiang.standards import load

ENGLISH = re.compile(r"\b(?:high|medium|low|unverified|evidence|to check|required)\b")
CHINESE = re.compile(r"把握|未证实|待证实|必填|大类|可比|级别|条款|为何查|可缺")
TABLES = sorted({*load().tables, "required_evidence", "code_conflicts"} - {"destination"})


def said(capfd: pytest.CaptureFixture[str], *words: str) -> str:
    capfd.readouterr()
    assert run(words) == 0
    return capfd.readouterr().out


@pytest.mark.parametrize("words", ["show 2024", "show 2021", "compare 2021 2024"])
def test_schemes_are_said_in_one_language(words: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert not ENGLISH.findall(said(capfd, "standards", *words.split()))
    english = said(capfd, "standards", *words.split(), "--lang", "en")
    assert not CHINESE.findall(english)
    assert "confidence" in english
    assert english == said(capfd, "standards", "--lang", "en", *words.split())


@pytest.mark.parametrize("name", TABLES)
def test_how_sure_a_row_is_stands_in_chinese(name: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert not ENGLISH.findall(said(capfd, "standards", "show", name))
    assert "confidence" in said(capfd, "standards", "show", name, "--lang", "en")


def test_the_list_of_tables_has_an_english_form(capfd: pytest.CaptureFixture[str]) -> None:
    listed = said(capfd, "standards", "--lang", "en")
    assert "employer nature" in listed
    assert not re.findall(r"[一-鿿]", listed)


def test_a_rule_says_its_examples_and_columns_in_words(capfd: pytest.CaptureFixture[str]) -> None:
    chinese = said(capfd, "rules", "show", "E305")
    flagged = said(capfd, "rules", "show", "E305", "--lang", "en").count("\n  ✓ ")
    assert f"例子：{flagged} 个应查出" in chinese
    assert "可缺的表或列：“单位”表、“毕业生”表的单位性质" in chinese
    assert not CHINESE.findall(
        said(capfd, "rules", "show", "E305", "--lang", "en").split("with ")[0]
    )
