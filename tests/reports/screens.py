"""Open a report in a real browser and look: at a width, on paper, in the dark."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip


@dataclass
class Seen:
    """What a page did while it was open: requests it made, words on its console, its width."""

    page: Page
    requests: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)

    @property
    def overflow(self) -> int:
        """Return by how many pixels the page is wider than the window."""
        return int(
            self.page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
        )


@contextmanager
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            yield chromium
        finally:
            chromium.close()


@contextmanager
def opened(chromium: Browser, file: Path, width: int, *, dark: bool = False) -> Iterator[Seen]:
    """Open a file at a width and watch it."""
    page = chromium.new_page(
        viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light"
    )
    seen = Seen(page)
    page.on("request", lambda request: seen.requests.append(request.url))
    page.on("console", lambda message: seen.console.append(message.text))
    page.on("pageerror", lambda error: seen.console.append(str(error)))
    page.goto(file.as_uri())
    page.wait_for_load_state("load")
    try:
        yield seen
    finally:
        page.close()


def take(file: Path, folder: Path, widths: tuple[int, ...] = (1280, 390)) -> list[Path]:
    """Write a PNG for each width, one in the dark, and a PDF; return their paths."""
    taken = []
    with browser() as chromium:
        for width in widths:
            for dark in (False, True):
                with opened(chromium, file, width, dark=dark) as seen:
                    path = folder / f"{file.stem}-{width}{'-dark' if dark else ''}.png"
                    seen.page.screenshot(path=path, full_page=True)
                    taken.append(path)
        with opened(chromium, file, widths[0]) as seen:
            path = folder / f"{file.stem}.pdf"
            seen.page.pdf(path=path, prefer_css_page_size=True)
            taken.append(path)
    return taken
