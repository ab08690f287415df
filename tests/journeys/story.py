"""One school, a window a person, and what people do again and again in a story."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
from playwright.sync_api import Page, Route, expect

from journeys import books
from journeys.crowd import PASSWORD
from journeys.installation import Installation
from journeys.visitors import Visitor

#: a folder for pictures of the main stations, for whoever wants to look
PICTURES = os.environ.get("QUXIANG_PICTURES", "")
FIRM = {"employer_name": "云梦种业有限公司", "employer_uscc": "91410700MA0000001X"}
TYPED = {
    **FIRM, "place_name": "新乡市", "agreed_on": "2024-05-20", "contact_name": "何经理",
    "contact_phone": "13900000002",
}  # fmt: skip
CHOSEN = {"employer_nature": "31", "industry": "11", "place_code": "410000", "job": "13"}


@dataclass
class Story:
    """Everybody's window, and whom the story is about."""

    school: Installation
    about: Mapping[str, Any]
    people: dict[str, Visitor]
    folder: Path

    def page(self, who: str) -> Page:
        return self.people[who].page

    def own(self, what: str = "") -> str:
        return f"/destinations/{self.about['graduate']}/{what}"

    def look(self, who: str, name: str, *, whole: bool = True) -> None:
        """Keep a picture, and see that nothing is wider than the window."""
        self.page(who).wait_for_load_state("domcontentloaded")
        assert self.people[who].overflow <= 0, name
        if PICTURES:
            Path(PICTURES).mkdir(parents=True, exist_ok=True)
            self.page(who).wait_for_load_state("networkidle")
            self.page(who).screenshot(path=Path(PICTURES) / f"{name}.png", full_page=whole)

    def open(self, who: str, path: str) -> Page:
        return self.people[who].open(path)


def fill(page: Page, typed: Mapping[str, str], chosen: Mapping[str, str]) -> None:
    for name, value in chosen.items():
        page.locator(f"#f-{name}").select_option(value)
    for name, value in typed.items():
        page.locator(f"#f-{name}").fill(value)


@contextmanager
def cut(made: Visitor, pattern: str, *, after: bool) -> Iterator[None]:
    """Break the network for posts to a path: before the server has them, or after it answered."""

    def broken(route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
            return
        if after:
            route.fetch(max_redirects=0)
        route.abort("connectionreset")

    made.page.route(pattern, broken)
    yield
    made.page.unroute(pattern)
    made.wrong.clear()  # the browser's own word on the lost request


def submit(page: Page) -> None:
    page.get_by_role("button", name="提交").click()


def submit_in_vain(page: Page) -> None:
    with page.expect_event("requestfailed", lambda request: request.url.endswith("/edit/")):
        submit(page)


def sign(story: Story, who: str) -> None:
    """Sign what is open, from the work list; the password is asked for once."""
    page = story.open(who, "/signing/")
    page.get_by_role("link", name=story.about["name"]).first.click()
    secret = page.locator("#secret")
    if secret.count():
        secret.fill(PASSWORD)
    page.get_by_role("button", name="同意").click()
    expect(page.get_by_role("status").filter(has_text="已签")).to_be_visible()


def drop_export(story: Story, *, confirmed: str = "", code: str, employer: str = "") -> None:
    """Drop today's export of the registering system on 今日 and take it over."""
    about, page = story.about, story.open("赵秋", "/today/")
    row = {
        "学号": about["number"], "姓名": about["name"], "毕业去向": code, "单位名称": employer,
        "审核状态": "审核通过", "确认时间": confirmed,
    }  # fmt: skip
    path = books.write(story.folder / f"登记系统导出{confirmed}{code}.xlsx", [row])
    page.get_by_label("登记系统导出的文件").set_input_files(path)
    page.get_by_role("button", name="读入").click()
    books.apply(page)


def sheet(path: Path) -> tuple[list[Any], list[list[Any]]]:
    rows = [
        list(row)
        for row in openpyxl.load_workbook(io.BytesIO(path.read_bytes())).worksheets[0].values
    ]
    return rows[0], rows[1:]
