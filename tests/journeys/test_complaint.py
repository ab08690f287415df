"""Somebody complains without a name; the centre handles it; the college concerned sees nothing.

``QUXIANG_PICTURES`` names a folder for pictures of the main stations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from journeys.installation import Installation
from journeys.story import Story
from journeys.visitors import go, visitor

ANYBODY, CENTRE, COLLEGE = "没有登录的人", "钱明", "赵秋"
SAID = "学院要求没有找到工作的同学先交一份别人单位的协议，说交了才给办离校手续。"
OUTCOME = "已核实两份协议不实，去向已更正，学院书面检查。"
DIGITS = "零一二三四五六七八九"
#: between two keys, so that nobody takes whoever types this for a machine
KEY_MS = 100


@pytest.fixture
def story(chromium: Browser, school: Installation, tmp_path: Path) -> Iterator[Story]:
    with ExitStack() as stack:
        people = {
            who: stack.enter_context(visitor(chromium, school, phone=who == ANYBODY))
            for who in (ANYBODY, CENTRE, COLLEGE)
        }
        for who in (CENTRE, COLLEGE):
            people[who].log_in_as(who)
        yield Story(school, {"college": "农学院"}, people, tmp_path)


def test_what_is_said_without_a_name_comes_to_an_outcome_its_college_never_sees(
    story: Story,
) -> None:
    receipt = it_is_said(story)
    address = the_centre_handles_it(story)
    the_college_concerned_sees_nothing(story, address)
    the_outcome_stands_under_the_receipt(story, receipt)


def it_is_said(story: Story) -> str:
    """Fill the public form without an account; return the receipt shown once."""
    page = story.open(ANYBODY, "/complaints/new/")
    page.get_by_role("radio", name="某个学院").check()
    page.locator("#id_college").select_option(label=story.about["college"])
    page.locator("#id_text").press_sequentially(SAID, delay=KEY_MS)
    page.locator("#id_answer").fill(str(sum_of(page)))
    story.look(ANYBODY, "50-举报")
    page.get_by_role("button", name="提交举报").click()
    expect(page.get_by_role("heading", name="已收到")).to_be_visible()
    story.look(ANYBODY, "51-查询码")
    return page.locator(".qx-receipt strong").inner_text()


def sum_of(page: Page) -> int:
    """Return what the question comes to, as whoever reads it counts."""
    question = page.locator("label[for=id_answer]").inner_text()
    first, second = re.findall(f"[{DIGITS}]", question)[:2]
    return DIGITS.index(first) + DIGITS.index(second)


def the_centre_handles_it(story: Story) -> str:
    """Accept and close the newest complaint; return its address."""
    page = story.page(CENTRE)
    go(page, "举报")
    row = page.locator("tbody tr").first
    expect(row).to_contain_text(story.about["college"])
    row.get_by_role("link").first.click()
    expect(page.get_by_text(SAID)).to_be_visible()
    expect(page.locator("dd", has_text="匿名")).to_be_visible()
    expect(page.get_by_role("button", name="显示（留痕）")).to_have_count(0)
    page.get_by_role("button", name="受理", exact=True).click()
    expect(page.get_by_text("已受理。")).to_be_visible()
    page.locator("summary").get_by_text("办结", exact=True).click()
    page.get_by_label("结果", exact=True).select_option(label="属实")
    page.locator("#close-text").fill(OUTCOME)
    page.get_by_role("button", name="办结", exact=True).click()
    expect(page.get_by_text("已办结，举报人用查询码可以看到结果。")).to_be_visible()
    story.look(CENTRE, "52-办结")
    return page.url.removeprefix(story.school.url)


def the_college_concerned_sees_nothing(story: Story, address: str) -> None:
    page = story.open(COLLEGE, "/today/")
    menu = page.get_by_role("navigation", name="主菜单")
    expect(menu.get_by_role("link", name="预警", exact=True)).to_be_visible()
    expect(menu.get_by_role("link", name="举报", exact=True)).to_have_count(0)
    ask = page.request
    assert ask.get(f"{story.school.url}/complaints/").status == 403
    refused = ask.get(story.school.url + address)
    assert refused.status == 404
    assert SAID not in refused.text()


def the_outcome_stands_under_the_receipt(story: Story, receipt: str) -> None:
    page = story.open(ANYBODY, "/complaints/follow/")
    page.get_by_label("查询码").fill(receipt.lower())
    page.get_by_role("button", name="查看", exact=True).click()
    expect(page.locator("main .qx-facts")).to_contain_text("已办结")
    expect(page.locator("main .qx-facts dd", has_text="属实")).to_be_visible()
    expect(page.get_by_text(OUTCOME)).to_be_visible()
    expect(page.get_by_text("钱明")).to_have_count(0)
    story.look(ANYBODY, "53-结果")
