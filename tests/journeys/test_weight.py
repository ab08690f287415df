"""What a graduate's phone downloads for a page, on a first visit: at most 350 kB, compressed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page

from journeys.installation import Installation
from journeys.visitors import visitor

MOST = 350_000
#: every page a graduate opens on the way; the login first, as everybody has to
PAGES = (
    "/my/destination/", "/destinations/{}/edit/?choose=1", "/destinations/{}/edit/?code=11",
    "/destinations/{}/answered/", "/my/papers/",
)  # fmt: skip


@contextmanager
def weighed(page: Page) -> Iterator[list[int]]:
    """Collect the bytes of every answer as they came over the line, headers included."""
    line, sizes = page.context.new_cdp_session(page), list[int]()
    line.send("Network.enable")
    line.send("Network.setCacheDisabled", {"cacheDisabled": True})
    line.on("Network.loadingFinished", lambda told: sizes.append(int(told["encodedDataLength"])))
    yield sizes
    line.detach()


def test_no_page_of_a_graduate_weighs_more_than_350_kilobytes(
    chromium: Browser, school: Installation
) -> None:
    graduate = school.ask("journeys.places")["graduate"]
    with visitor(chromium, school, phone=True) as made:
        weights = {"/login/": weight(made.page, f"{made.url}/login/")}
        made.log_in_as("毕业生")
        for path in PAGES:
            weights[path] = weight(made.page, made.url + path.format(graduate))
        made.wrong.clear()
    assert min(weights.values()) > 10_000  # something was weighed
    assert {path: size for path, size in weights.items() if size > MOST} == {}


def weight(page: Page, url: str) -> int:
    with weighed(page) as sizes:
        page.goto(url)
        page.wait_for_load_state("networkidle")
    return sum(sizes)
