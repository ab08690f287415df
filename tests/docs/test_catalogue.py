"""The catalogue pages say what the rule and figure files say, today."""

from __future__ import annotations

from pathlib import Path

import pytest

from quxiang.engine.catalogue import shipped_rules
from quxiang.engine.figureform import shipped_figures
from quxiang.engine.ruleform import Rule
from quxiang.reports.catalogue import PAGES, main
from quxiang.reports.markdown import anchor, text

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"


def section(page: str, heading: str) -> str:
    """Return what stands under a heading, up to the next one of its kind."""
    level = heading.split(" ", maxsplit=1)[0]
    return page.split(f"\n{heading}\n")[1].split(f"\n{level} ", maxsplit=1)[0]


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_current_else_run_dev_py_docs(name: str) -> None:
    page = (REFERENCE / name).read_text(encoding="utf-8")
    assert page == PAGES[name](), "run: python3 dev.py docs"


def test_the_command_writes_every_page(tmp_path: Path) -> None:
    assert main([str(tmp_path / "new")]) == 0
    assert {path.name for path in (tmp_path / "new").iterdir()} == set(PAGES)


@pytest.mark.parametrize("rule", shipped_rules(), ids=lambda rule: rule.code)
def test_a_rule_is_on_the_page_with_all_it_says(rule: Rule) -> None:
    said = section(PAGES["rules.md"](), f"### {rule.code} {rule.title}")
    for part in (
        rule.clause,
        rule.message,
        rule.text("why"),
        rule.text("remedy"),
        *(e.title for e in rule.examples),
    ):
        assert text(part) in said
    for part in (*rule.key, *rule.params, *rule.explains, *rule.optional, *rule.any_of):
        assert part in said
    assert rule.sql.strip() in said
    for label in ("为何查", "怎么改"):
        (line,) = [each for each in said.splitlines() if each.startswith(f"- {label}：")]
        assert "{" not in line


def test_every_link_of_the_tables_leads_to_a_heading() -> None:
    for page in (make() for make in PAGES.values()):
        headings = {anchor(line.lstrip("# ")) for line in page.splitlines() if line.startswith("#")}
        links = {part.split(")")[0] for part in page.split("](#")[1:]}
        assert links <= headings
        assert len(links) > 20


def test_every_figure_is_on_the_page_with_formula_and_basis() -> None:
    page = PAGES["figures.md"]()
    for figure in shipped_figures():
        for part in (figure.code, figure.formula, figure.sentence, figure.basis, figure.clause):
            assert text(part) in page
