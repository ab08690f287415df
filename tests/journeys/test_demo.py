"""Whoever tries the demonstration finds that everything offered to them opens."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import APIResponse, Browser, expect

from journeys.forms import Form, asking_forms
from journeys.installation import Installation
from journeys.pages import CAST
from journeys.visitors import Visitor, visitor

Kind = tuple[str, tuple[str, ...]]
ANSWERS = (200, 404, 422)
#: who has at least one list to search
SEARCHES = ("钱明", "赵秋", "李建", "孙文", "周正", "冯籍")
LINK = re.compile(r'<a [^>]*href="([^"#]+)')


#: what is typed: something usual, and what people paste, mistype and try
TYPED = ("王", "%", "🌾", "甲" * 300, "\x01", "2024-06-20")


@pytest.mark.parametrize("who", CAST.values())
def test_every_link_and_every_search_somebody_is_offered_answers(
    chromium: Browser, school: Installation, who: str
) -> None:
    with visitor(chromium, school) as made:
        made.log_in_as(who)
        opened, forms = followed(made)
        asked = answered(made, forms)
    assert {path: status for path, status in opened.items() if status != 200} == {}
    assert {each: status for each, status in asked.items() if status not in ANSWERS} == {}
    assert len(opened) >= 3
    assert len(asked) == len(forms) * len(TYPED)
    assert who not in SEARCHES or forms


def answered(made: Visitor, forms: Mapping[Kind, Form]) -> dict[tuple[Kind, str], int]:
    """Send every form with each of what people type; return the status of each answer."""
    return {
        (kind, value): made.page.request.get(made.url + form.path, params=form.filled(value)).status
        for kind, form in forms.items()
        for value in TYPED
    }


def followed(made: Visitor) -> tuple[dict[str, int], dict[Kind, Form]]:
    """Follow links from the first page on, one of each kind; return each's status, and the forms.

    Links narrowed by a condition offer the same again; their forms may ask for more.
    """
    waiting, known, opened = ["/"], {kind_of("/")}, dict[str, int]()
    forms: dict[Kind, Form] = {}
    while waiting:
        path = waiting.pop()
        answer = made.page.request.get(made.url + path)
        opened[path] = answer.status
        if not is_page(answer):
            continue
        for form in asking_forms(answer.text(), urlsplit(answer.url).path):
            forms.setdefault(form.kind, form)
        for link in () if "?" in path else links_of(answer):
            if kind_of(link) not in known:
                known.add(kind_of(link))
                waiting.append(link)
    return opened, forms


def is_page(answer: APIResponse) -> bool:
    return answer.headers.get("content-type", "").startswith("text/html")


def links_of(answer: APIResponse) -> list[str]:
    """Return the paths of this site a page links to."""
    base = urlsplit(answer.url)
    paths = []
    for link in LINK.findall(answer.text()):
        target = urlsplit(unescape(link))
        path = target.path or base.path
        if not path.startswith("/"):
            path = re.sub(r"[^/]*$", "", base.path) + path
        paths.append(path + (f"?{target.query}" if target.query else ""))
    return paths


def kind_of(path: str) -> tuple[str, tuple[str, ...]]:
    """Return what makes a link another one: its path without numbers, the names it asks by."""
    parts = urlsplit(path)
    asked = tuple(sorted({name for name, _ in parse_qsl(parts.query)}))
    return re.sub(r"\d+", "N", parts.path), asked


def test_the_demonstration_says_that_it_is_one(desk: Visitor) -> None:
    page = desk.open("/login/")
    expect(page.get_by_text("演示：以谁的身份看")).to_be_visible()
    for name in CAST.values():
        expect(page.get_by_role("button", name=name)).to_be_visible()
