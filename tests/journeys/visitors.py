"""People in a browser: each in a window of their own, every complaint of the page written down."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser, Page

from journeys.installation import Installation

DESK, PHONE = (1280, 900), (390, 844)
#: what the browser itself says of an answer that is an error on purpose
ANSWERED = "Failed to load resource: the server responded with a status of 4"
#: what htmx says of a part of a page that was still under way when somebody went on
LEFT = ("htmx:sendAbort", "htmx:afterRequest")
TIMEOUT = 15_000


@dataclass
class Visitor:
    """One window: its page, and what went wrong in it (scripts, policy, failed requests)."""

    page: Page
    url: str
    wrong: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        self.page.goto(self.url + path)
        return self.page

    def log_in_as(self, name: str) -> Page:
        """Become one of the cast of the demonstration."""
        page = self.open("/login/")
        page.get_by_role("button", name=name).click()
        page.wait_for_url(lambda url: "/login/" not in url)
        return page

    @property
    def overflow(self) -> int:
        """Return by how many pixels the page is wider than the window."""
        return int(
            self.page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
        )


def go(page: Page, title: str) -> None:
    """Open a page by the menu."""
    menu = page.get_by_role("navigation", name="主菜单")
    with page.expect_navigation():
        menu.get_by_role("link", name=title, exact=True).click()


@contextmanager
def visitor(
    chromium: Browser, installation: Installation, *, phone: bool = False, dark: bool = False
) -> Iterator[Visitor]:
    """Open a window at a desk or on a phone with touch; nothing may go wrong in it."""
    width, height = PHONE if phone else DESK
    context = chromium.new_context(
        viewport={"width": width, "height": height}, has_touch=phone, is_mobile=phone,
        color_scheme="dark" if dark else "light", locale="zh-CN", accept_downloads=True,
    )  # fmt: skip
    context.set_default_timeout(TIMEOUT)
    made = Visitor(context.new_page(), installation.url)
    watch(made)
    try:
        yield made
    finally:
        context.close()
    assert made.wrong == [], "\n".join(made.wrong)


def watch(made: Visitor) -> None:
    """Write down errors of scripts, breaches of the content policy and failed answers."""

    def said(kind: str, text: str) -> None:
        if kind == "error" and not text.startswith((ANSWERED, *LEFT)):
            made.wrong.append(text)

    made.page.on("console", lambda message: said(message.type, message.text))
    made.page.on("pageerror", lambda error: made.wrong.append(str(error)))
    made.page.on(
        "response",
        lambda answer: made.wrong.append(answer.url) if answer.status >= 500 else None,
    )
