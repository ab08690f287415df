"""The page: one file, closed to the network, closed to what names may hold, honest when empty."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections import Counter
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from quxiang.problems import UnusableError
from quxiang.reports import as_html, assets

from .sample import FORMULA, SCRIPT, document, empty


class Page(HTMLParser):
    """What a parser sees: every tag with its attributes, the text of scripts and styles."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.inside: list[str] = []
        self.texts: list[str] = []
        self.open = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.open = tag in ("script", "style")
        if self.open:
            self.inside.append("")

    def handle_endtag(self, tag: str) -> None:
        self.open = False

    def handle_data(self, data: str) -> None:
        if self.open:
            self.inside[-1] += data
        else:
            self.texts.append(data)

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]

    @property
    def text(self) -> str:
        return "".join(self.texts)


@pytest.fixture(scope="module")
def html() -> str:
    return as_html(document())


@pytest.fixture(scope="module")
def page(html: str) -> Page:
    return Page(html)


def test_nothing_points_outside_the_file(page: Page) -> None:
    targets = [a[n] for _, a in page.tags for n in ("src", "href", "action") if n in a]
    assert targets
    assert all(target and target.startswith("#") for target in targets)


def test_every_link_has_its_target(page: Page) -> None:
    ids = {a["id"] for _, a in page.tags if "id" in a}
    assert {target[1:] for _, a in page.tags if (target := a.get("href"))} <= ids


def test_every_id_is_given_once(page: Page) -> None:
    ids = Counter(a["id"] for _, a in page.tags if "id" in a)
    assert [name for name, number in ids.items() if number > 1] == []


def test_no_attribute_holds_script_or_style(page: Page) -> None:
    names = {name for _, attributes in page.tags for name in attributes}
    assert not [name for name in names if name.startswith("on") or name == "style"]


def test_policy_allows_exactly_the_texts_inside(page: Page) -> None:
    policy = next(a["content"] for a in page.named("meta") if "http-equiv" in a) or ""
    kept = [text for text in page.inside if not text.startswith("{")]
    for text in kept:
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    assert policy.count("sha256-") == len(kept) == 3
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_a_name_that_is_a_script_is_only_a_name(page: Page, html: str) -> None:
    assert SCRIPT not in html
    assert f"{SCRIPT} 的考生号在同一届出现" in page.text
    assert len(page.named("script")) == 3


def test_chart_data_cannot_end_its_element_and_holds_the_name_whole(page: Page) -> None:
    text = next(text for text in page.inside if text.startswith("{"))
    assert "<" not in text
    data: dict[str, Any] = json.loads(text)
    assert f"大数据学院{SCRIPT}" in data["group-college-2024"]["names"]


def test_control_and_direction_marks_are_shown_not_obeyed(html: str) -> None:
    assert "\x1b" not in html
    assert "\u202e" not in html


def test_formula_of_a_cell_is_shown_as_written(page: Page) -> None:
    assert f"{FORMULA} 的考生号" in page.text


def test_missing_chart_library_is_said_with_what_to_run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in (assets.STYLE, assets.SCRIPT):
        (tmp_path / name).write_text("/* */", encoding="utf-8")
    monkeypatch.setattr(assets, "STATIC", tmp_path)
    assets.asset.cache_clear()
    try:
        with pytest.raises(UnusableError) as raised:
            as_html(document())
    finally:
        assets.asset.cache_clear()
    assert raised.value.problems[0].code == "asset_missing"
    assert "dev.py setup" in raised.value.problems[0].remedy


def test_classes_add_up_to_everyone(page: Page) -> None:
    assert "100.00\u00a0%6,013/6,013" in "".join(page.text.replace(" ", "").split("\n"))


def test_strip_of_classes_fills_its_whole_width(page: Page) -> None:
    widths = [float((a["width"] or "").rstrip("%")) for a in page.named("rect") if "class" in a]
    assert sum(widths) == pytest.approx(100, abs=0.01)


def test_both_readings_of_the_flexible_rate_are_explained(page: Page) -> None:
    assert "两种读法都列出" in page.text
    assert page.text.count("口径未证实") == 5


def test_one_problem_in_many_cells_is_one_row_with_its_cells() -> None:
    one = document().problems[0]
    many = [replace(one, where=replace(one.where, cell=f"G{at}")) for at in range(900)]
    made = Page(as_html(replace(document(), problems=tuple(many))))
    assert made.text.count("读不懂。") == 1
    assert "G0、G1、G2、G3、G4、G5 等 900 处" in made.text


def test_more_than_200_findings_lead_to_the_workbook(page: Page) -> None:
    assert "共 260 条，这里列出前 200 条" in page.text


def test_every_rule_says_why_what_to_do_and_under_which_clause(html: str) -> None:
    for group in document().found:
        article = html.partition(f'id="rule-{group.rule.code}"')[2].partition("</article>")[0]
        shown = unescape(re.sub("<[^>]+>", "", article))
        for text in (group.rule.title, *map(group.rule.text, ("why", "remedy")), group.rule.clause):
            assert text in shown


def test_counts_in_the_contents_lead_to_their_section(page: Page) -> None:
    links = {a["href"] for a in page.named("a")}
    assert {f"#rule-{group.rule.code}" for group in document().found} <= links


def test_two_standards_have_a_block_and_charts_each() -> None:
    made = Page(as_html(document("2024", "2021")))
    drawn = {a["data-chart"] for a in made.named("div") if "data-chart" in a}
    assert drawn == {"group-college-2024", "group-college-2021"}
    assert made.text.count("毕业去向落实率") > 2


def test_empty_report_says_why_and_carries_no_chart_library() -> None:
    made = as_html(empty())
    assert "没有算出指标：文件里没有毕业去向列" in made
    assert "运行的规则都没有发现问题" in made
    assert len(made) < 100_000


def test_english_page_is_marked_and_worded_in_english() -> None:
    made = Page(as_html(replace(document(), lang="en")))
    assert made.named("html")[0]["lang"] == "en"
    assert "Cluster in one small employer" in made.text


def test_page_of_figures_has_no_findings() -> None:
    made = Page(as_html(replace(document(), command="figures", findings=())))
    assert "只计算了指标，没有运行规则" in made.text
    assert not [a for _, a in made.tags if a.get("id") == "findings"]


def test_path_of_the_machine_is_nowhere(html: str) -> None:
    assert "data/2024" not in html
