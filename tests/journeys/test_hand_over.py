"""A recorder hands a college over: one act, with the list of what is open."""

from __future__ import annotations

from urllib.parse import urljoin

from playwright.sync_api import Browser, Page, expect

from journeys.installation import Installation
from journeys.visitors import go, visitor


def test_a_recorder_hands_the_college_over_with_a_list_of_open_work(
    chromium: Browser, school: Installation
) -> None:
    with visitor(chromium, school) as centre, visitor(chromium, school) as giver:
        college = first_college(giver.log_in_as("孙文"))
        page = centre.log_in_as("钱明")
        hand_over(page, college, to="8999", name="")
        expect(page.get_by_role("alert")).to_contain_text("没有工号为“8999”的教职工账号")
        passed_on = hand_over(page, college, to="8006", name="吴树人")
        assert passed_on["名册上的毕业生"] == passed_on["还没有激活账号的"] > 0
        step = page.locator(".qx-timeline li").first
        expect(step).to_contain_text("孙文 → 吴树人")
        expect(step).to_contain_text(f"名册上的毕业生 {passed_on['名册上的毕业生']}")

        giver.open("/")
        expect(giver.page.get_by_text("您现在没有岗位")).to_be_visible()
        with visitor(chromium, school) as taker:
            assert first_college(taker.log_in_as("吴树人")) == college
        hand_over(page, college, to="8004", name="孙文")


def first_college(page: Page) -> str:
    """Return the college of the graduates somebody sees, where there is one only."""
    page.goto(urljoin(page.url, "/units/"))
    return page.locator("tbody td a").last.inner_text()


def hand_over(page: Page, college: str, *, to: str, name: str) -> dict[str, int]:
    """Hand a college over and return the list that was shown before."""
    go(page, "单位与岗位")
    page.get_by_role("link", name=college).first.click()
    rows = page.locator("#open-work tbody tr").all_inner_texts()
    page.get_by_label("工号").fill(to)
    page.get_by_label("原因").fill("轮岗")
    page.get_by_role("button", name="交接").click()
    if name:
        expect(page.locator(".qx-timeline b").first).to_have_text(name)
    return {row.split("\t")[0]: int(row.split("\t")[1].replace(",", "")) for row in rows}
