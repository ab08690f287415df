"""Whoever tries the demonstration finds that everything offered to them opens."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import APIResponse, Browser, expect

from journeys.installation import Installation
from journeys.pages import CAST
from journeys.visitors import Visitor, visitor

LINK = re.compile(r'<a [^>]*href="([^"#]+)')


@pytest.mark.parametrize("who", CAST.values())
def test_every_link_somebody_is_offered_opens(
    chromium: Browser, school: Installation, who: str
) -> None:
    with visitor(chromium, school) as made:
        made.log_in_as(who)
        opened = followed(made)
    refused = {path: status for path, status in opened.items() if status != 200}
    assert refused == {}
    assert len(opened) >= 3


def followed(made: Visitor) -> dict[str, int]:
    """Follow links from the first page on, one of each kind; return the status of each."""
    waiting, known, opened = ["/"], {kind_of("/")}, dict[str, int]()
    while waiting:
        path = waiting.pop()
        answer = made.page.request.get(made.url + path)
        opened[path] = answer.status
        narrowed = "?" in path  # offers the same links again, with one more condition
        for link in () if narrowed else links_of(answer):
            if kind_of(link) not in known:
                known.add(kind_of(link))
                waiting.append(link)
    return opened


def links_of(answer: APIResponse) -> list[str]:
    """Return the paths of this site a page links to."""
    if not answer.headers.get("content-type", "").startswith("text/html"):
        return []
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
