"""Three hundred admitted students: one list, one sheet, looked at and signed on a phone.

``QUXIANG_PICTURES`` names a folder for pictures of the main stations.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from journeys import books
from journeys.crowd import PASSWORD
from journeys.installation import Installation
from journeys.story import Story
from journeys.visitors import go, visitor

#: milliseconds for the one act on a machine others use too; 2,000 is what it must reach when idle
PATIENCE = 10_000
MANY = 300


@pytest.fixture
def story(chromium: Browser, school: Installation, tmp_path: Path) -> Iterator[Story]:
    about = school.ask("journeys.admitted")
    assert len(about["people"]) == MANY
    with ExitStack() as stack:
        people = {}
        for who in ("钱明", "尹辅", "李建"):
            people[who] = stack.enter_context(visitor(chromium, school, phone=who == "李建"))
            if who != "尹辅":
                people[who].log_in_as(who)
        yield Story(school, about, people, tmp_path)
    assert school.ask("journeys.admitted", "back") == MANY


def test_three_hundred_admitted_are_signed_on_a_phone_in_three_taps(story: Story) -> None:
    one_list_registers_them(story)
    the_adviser_signs_them_at_a_desk(story)
    story.school.ask("journeys.admitted", "later")
    page = story.open("李建", "/sheets/new/")
    with page.expect_navigation():
        page.get_by_role("button", name=f"生成审签单（{MANY} 份）").tap()
    assert numbers_on(page) == [number for number, _ in story.about["people"]]
    expect(page.locator("tbody").get_by_text("无疑点")).to_have_count(MANY)
    story.look("李建", "20-审签单", whole=False)

    page.locator("#secret").tap()
    page.keyboard.type(PASSWORD)
    with signing(page) as took:
        page.get_by_role("button", name=f"同意，签这 {MANY} 份").tap()
    signed(page)
    story.look("李建", "21-已签", whole=False)
    sys.stdout.write(f"\n{MANY} signed by one act: {took[0]:.0f} ms\n")
    assert took[0] < PATIENCE
    story.open("李建", "/sheets/new/")
    expect(page.get_by_role("button", name="生成审签单")).to_have_count(0)


def one_list_registers_them(story: Story) -> None:
    """Let the centre import the list; the worker judges what it registered meanwhile."""
    page = story.page("钱明")
    go(page, "导入")
    rows = [
        {"学号": number, "姓名": name, "毕业去向": "推免", "单位名称": "云梦大学"}
        for number, name in story.about["people"]
    ]
    path = books.write(story.folder / "推免名单.xlsx", rows)
    books.upload(page, "录取、录用名单", path)
    assert books.counts(page)["新增"] == MANY
    books.apply(page)


def the_adviser_signs_them_at_a_desk(story: Story) -> None:
    """Log in by password, which proves who it is, and sign the step before the leader's."""
    page = story.open("尹辅", "/login/")
    page.get_by_label("工号或学号").fill(story.about["adviser"])
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url(lambda url: "/login/" not in url)
    offered = page.get_by_role("button", name=f"生成审签单（{MANY} 份）")
    for _ in range(PATIENCE // 250):
        story.open("尹辅", "/sheets/new/")
        if offered.count():
            break
        page.wait_for_timeout(250)
    story.look("尹辅", "18-生成审签单")
    with page.expect_navigation():
        offered.click()
    story.look("尹辅", "19-审签单", whole=False)
    with signing(page):
        page.get_by_role("button", name=f"同意，签这 {MANY} 份").click()
    signed(page)


def numbers_on(page: Page) -> list[str]:
    """Return the student numbers of a sheet in its order, all of them in sight of who scrolls."""
    cells = page.locator("tbody td[data-label=学号]")
    expect(cells.last).to_be_visible()
    return cells.all_inner_texts()


@contextmanager
def signing(page: Page) -> Iterator[list[float]]:
    """Give the milliseconds the server took to answer the signature sent in the block."""
    took: list[float] = []
    post = page.expect_response(lambda answer: answer.url.endswith("/sign/"))
    with post as answered, page.expect_navigation():
        yield took
    sent = answered.value.request
    assert (sent.method, answered.value.status) == ("POST", 302)
    answered.value.finished()
    took.append(sent.timing["responseStart"] - sent.timing["requestStart"])


def signed(page: Page) -> None:
    expect(page.get_by_role("status").filter(has_text=f"共 {MANY} 份")).to_be_visible()
    expect(page.locator(".qx-title")).to_contain_text("已签")
