"""The page in a real browser: quiet, whole, readable on a phone, in the dark and on paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Browser

import quxiang.reports
from quxiang.reports import as_html

from .sample import document, empty
from .screens import Seen, browser, opened

DOCUMENTS = {
    "one": document(),
    "two": replace(document("2024", "2021"), lang="en"),
    "empty": empty(),
}
CUT_LABELS = """() => [...document.querySelectorAll('.chart svg')].flatMap((svg) => {
  const box = svg.getBoundingClientRect();
  return [...svg.querySelectorAll('text')].filter((text) => {
    const own = text.getBoundingClientRect();
    return own.left < box.left - 1 || own.right > box.right + 1
      || own.top < box.top - 1 || own.bottom > box.bottom + 1;
  }).map((text) => text.textContent);
})"""
SPILLED = """() => [...document.querySelectorAll('main *, header *')].filter((each) =>
  each.scrollWidth > each.clientWidth + 1 && each.clientWidth > 1 && !each.closest('svg')
  && getComputedStyle(each).overflowX === 'visible' && getComputedStyle(each).display !== 'inline'
).map((each) => each.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as running:
        yield running


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    files = {name: folder / f"{name}.html" for name in DOCUMENTS}
    for name, file in files.items():
        file.write_text(as_html(DOCUMENTS[name]), encoding="utf-8")
    return files


@pytest.fixture(params=[(n, w) for n in DOCUMENTS for w in (1280, 820, 390)], ids=str)
def seen(
    request: pytest.FixtureRequest, chromium: Browser, pages: dict[str, Path]
) -> Iterator[Seen]:
    name, width = request.param
    with opened(chromium, pages[name], width, dark=width == 820) as made:
        yield made


def test_page_is_quiet_whole_and_asks_for_nothing(seen: Seen) -> None:
    assert seen.console == []
    assert [url for url in seen.requests if not url.startswith("file:")] == []
    assert len(seen.requests) == 1
    assert seen.overflow == 0


def test_no_text_is_cut_or_spills(seen: Seen) -> None:
    assert seen.page.evaluate(CUT_LABELS) == []
    seen.page.evaluate(
        "document.querySelectorAll('details').forEach((each) => { each.open = true; })"
    )
    assert seen.page.evaluate(SPILLED) == []
    assert seen.overflow == 0


def test_charts_draw_a_bar_for_every_college_with_people(
    chromium: Browser, pages: dict[str, Path]
) -> None:
    with opened(chromium, pages["one"], 1280) as seen:
        labels = seen.page.locator("[data-kind=placement] svg text").all_text_contents()
    assert sum(bool(re.fullmatch(r"\d+/\d+", label)) for label in labels) == 29
    assert "全校 82.99 %" in labels


def test_charts_follow_the_width_of_the_window(chromium: Browser, pages: dict[str, Path]) -> None:
    with opened(chromium, pages["one"], 1280) as seen:
        seen.page.set_viewport_size({"width": 390, "height": 800})
        seen.page.wait_for_function("document.querySelector('.chart svg').clientWidth < 390")
        assert seen.page.evaluate(CUT_LABELS) == []
        assert seen.overflow == 0


def test_paper_opens_the_tables_and_closes_them_after(
    chromium: Browser, pages: dict[str, Path]
) -> None:
    with opened(chromium, pages["one"], 1280) as seen:
        is_open = "document.querySelector('details[data-print]').open"
        seen.page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert seen.page.evaluate(is_open)
        wide = "document.querySelector('.chart svg').getAttribute('width') === '680'"
        seen.page.wait_for_function(wide)
        seen.page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert not seen.page.evaluate(is_open)


def _luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(2 * each for each in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def themes() -> list[dict[str, str]]:
    """Return the colours of each theme: by day, in the dark, on paper."""
    css = (Path(quxiang.reports.__file__).parent / "static/report.css").read_text(encoding="utf-8")
    blocks = re.findall(r":root \{(.*?)\}", css, re.DOTALL)
    return [dict(re.findall(r"--([\w-]+): (#\w+)", block)) for block in blocks]


@pytest.mark.parametrize("at", range(3))
def test_every_text_colour_reaches_aa_on_its_ground(at: int) -> None:
    theme = themes()[at]
    for ground in ("ground", "surface"):
        for name in ("ink", "quiet", "accent", "error", "suspect", "notice", "mean"):
            assert contrast(theme[name], theme[ground]) >= 4.5, (name, ground)
    for name in ("employer", "study", "not-seeking", "unrecognised", "other"):
        assert contrast(theme["on-dark"], theme[name]) >= 4.5, name
    assert contrast(theme["ink"], theme["unregistered"]) >= 4.5
    for name in ("startup", "freelance", "apart", "seeking"):
        assert contrast(theme["on-light"], theme[name]) >= 4.5, name


@pytest.mark.parametrize("at", range(3))
def test_neighbouring_classes_differ_in_lightness(at: int) -> None:
    theme = themes()[at]
    order = ("employer", "startup", "freelance", "study", "seeking", "not-seeking", "unregistered")
    for one, other in pairwise(order):
        assert contrast(theme[one], theme[other]) >= 1.25, (one, other)
