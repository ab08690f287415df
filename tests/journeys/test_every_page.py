"""Every page of the matrix in a browser: whole on a desk and on a phone, readable by everybody."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from journeys.installation import Installation
from journeys.pages import STRANGER, shots
from journeys.visitors import Visitor, visitor

AXE = Path(__file__).parents[2] / "assets" / "node_modules" / "axe-core" / "axe.min.js"
NAMES = [shot.name for shot in shots(defaultdict(lambda: 1))]
#: rules of WCAG 2.1 A and AA, all of them; of good practice those axe calls serious or critical
RUN = """async () => {
  const found = await axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'],
  });
  const counts = (each) => each.tags.some((tag) => tag.startsWith('wcag'))
    || ['serious', 'critical'].includes(each.impact);
  return found.violations.filter(counts).map((each) =>
    `${each.id}: ${each.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(' | ')}`);
}"""
TEXTS = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    // what a row is called is data: firms abroad have foreign names
    if (!parent.closest('code, kbd, script, style, [data-english], tbody tr[data-row] a')) {
      found.push(walker.currentNode.textContent);
    }
  }
  return found.join(' ');
}"""
#: what is folded away is read by axe too
OPEN = "document.querySelectorAll('main details:not([name])').forEach((each) => each.open = true)"
#: words that stay as they are in Chinese sentences: a cell's value, a product, a browser, what a
#: vendor calls its keys
KEPT = {
    "CLEAR", "Chrome", "Linux", "Android", "Mac", "Windows", "xlsx", "PDF", "Word", "WPS", "docx",
    "AccessKey", "Secret", "RSA", "ECDSA",
}  # fmt: skip
Windows = Callable[[str, bool], Visitor]


@pytest.fixture(scope="module")
def places(school: Installation) -> Mapping[str, int | str]:
    return school.ask("journeys.places")


@pytest.fixture(scope="module")
def windows(chromium: Browser, school: Installation) -> Iterator[Windows]:
    """Return windows by person and look, each logged in once; phones are dark."""
    with ExitStack() as stack:

        @cache
        def window(who: str, phone: bool) -> Visitor:
            made = stack.enter_context(visitor(chromium, school, phone=phone, dark=phone))
            if who != STRANGER:
                made.log_in_as(who)
            return made

        yield window


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_whole_chinese_and_readable_by_everybody(
    windows: Windows, places: Mapping[str, int | str], name: str, phone: bool
) -> None:
    shot = next(each for each in shots(places) if each.name == name)
    made = windows(shot.who, phone)
    made.wrong.clear()
    page = made.open(shot.path)
    assert page.locator("h1").count() == 1
    assert page.title().strip() not in ("", "· 去向")
    assert english(page.evaluate(TEXTS)) == set()
    assert made.overflow <= 0
    page.evaluate(OPEN)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert page.evaluate(RUN) == []
    assert made.wrong == []


def english(text: str) -> set[str]:
    """Return English words in a text: letters between anything but letters and digits."""
    words = re.findall(r"(?<![A-Za-z0-9*_-])[A-Za-z]{3,}(?![A-Za-z0-9*_-])", text)
    return set(words) - KEPT


def test_the_pages_are_those_of_the_matrix() -> None:
    assert len(NAMES) == len(set(NAMES)) > 40
    assert {shot.who for shot in shots(defaultdict(lambda: 1))} >= {STRANGER, "钱明", "毕业生"}
