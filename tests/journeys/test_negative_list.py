"""A verified fault comes onto a college's list, is appealed, decided by another, and on its sheet.

``QUXIANG_PICTURES`` names a folder for pictures of the main stations.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from journeys.installation import Installation, seeded, served
from journeys.story import Story
from journeys.visitors import go, visitor

CENTRE, COLLEGE, FIRST, SECOND = "钱明", "赵秋", "郑理", "冯籍"
TITLE = "佐证材料没有及时上传"


@pytest.fixture
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Serve a copy: who decides here signs in no other story, and nothing is listed there."""
    with served(seeded(tmp_path_factory.mktemp("listed")), demo=True) as made:
        yield made


@pytest.fixture
def story(chromium: Browser, own: Installation, tmp_path: Path) -> Iterator[Story]:
    about = own.ask("journeys.blamed")
    with ExitStack() as stack:
        people = {}
        for who in (CENTRE, COLLEGE, FIRST, SECOND):
            phone = who == SECOND
            people[who] = stack.enter_context(visitor(chromium, own, phone=phone))
            people[who].log_in_as(who)
        yield Story(own, about, people, tmp_path)


def test_a_college_replies_and_appeals_and_its_sheet_shows_what_was_decided(story: Story) -> None:
    address = the_centre_proposes(story)
    the_college_replies(story, address)
    the_school_decides(story, address)
    the_college_appeals(story, address)
    another_decides(story, address)
    the_sheet_shows_it(story)


def the_centre_proposes(story: Story) -> str:
    """Put the verified case forward; return the address of the listing."""
    page = story.page(CENTRE)
    go(page, "负面清单")
    page.get_by_role("link", name="提出一条").click()
    page.get_by_role("link", name=story.about["college"], exact=True).click()
    page.get_by_role("checkbox", name=f"第 {story.about['case']} 件").check()
    page.get_by_label("事项", exact=False).first.fill(TITLE)
    page.get_by_label("事实和理由").fill("经核实，材料在规定期限内没有上传。")
    page.get_by_role("checkbox", name="评奖评优").check()
    story.look(CENTRE, "40-提出")
    page.get_by_role("button", name="提出并通知学院答复").click()
    expect(page.get_by_text("已提出，已通知")).to_be_visible()
    expect(page.get_by_role("button", name="决定列入")).to_have_count(0)
    story.look(CENTRE, "41-已提出")
    return page.url.removeprefix(story.school.url)


def step(page: Page, summary: str, text: str, button: str) -> None:
    """Open a step where it is folded away, say why, and take it."""
    if not page.get_by_role("button", name=button, exact=True).is_visible():
        page.locator("summary").get_by_text(summary, exact=True).click()
    form = page.locator("form").filter(has=page.get_by_role("button", name=button, exact=True))
    form.get_by_role("textbox").fill(text)
    form.get_by_role("button", name=button, exact=True).click()
    expect(page.locator(".qx-timeline").get_by_text(text)).to_be_visible()


def the_college_replies(story: Story, address: str) -> None:
    page = story.page(COLLEGE)
    go(page, "负面清单")
    page.get_by_role("link", name="负面清单第").first.click()
    story.look(COLLEGE, "42-学院")
    step(page, "学院答复", "材料在邮寄途中，已补齐。", "提交答复")


def the_school_decides(story: Story, address: str) -> None:
    page = story.open(FIRST, address)
    step(page, "列入", "期限内没有上传，属实。", "决定列入")
    expect(page.get_by_text("已列入", exact=True).first).to_be_visible()
    story.look(FIRST, "43-已列入")


def the_college_appeals(story: Story, address: str) -> None:
    page = story.open(COLLEGE, address)
    step(page, "申诉", "期限最后两天系统停机，无法上传。", "提出申诉")
    first = story.open(FIRST, address)
    expect(first.get_by_role("button", name="移出清单")).to_have_count(0)


def another_decides(story: Story, address: str) -> None:
    page = story.open(SECOND, address)
    story.look(SECOND, "44-申诉中-手机")
    step(page, "申诉不成立，维持", "停机之前已有十天，维持。", "维持列入")
    expect(page.get_by_text("已列入，申诉后维持").first).to_be_visible()


def the_sheet_shows_it(story: Story) -> None:
    """See the year's numbers and the entry, as page and as PDF, and take none of another."""
    page = story.page(COLLEGE)
    go(page, "负面清单")
    page.get_by_role("link", name="学院年度考核表").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    story.look(COLLEGE, "45-各院")
    page.locator("tbody").get_by_role("link", name=story.about["college"]).click()
    row = page.locator("tr").filter(has_text=TITLE)
    expect(row).to_contain_text("已列入，申诉后维持")
    expect(row).to_contain_text("评奖评优")
    faults = page.locator("tr").filter(has_text="预警查实率")
    expect(faults).to_contain_text("100.00 %")
    expect(page.locator(".qx-asof")).to_contain_text("快照第")
    story.look(COLLEGE, "46-考核表")
    with page.expect_download() as given:
        page.get_by_role("button", name="生成 PDF").click()
    assert given.value.path().read_bytes().startswith(b"%PDF")
    story.open(SECOND, f"/assessment/sheets/{story.about['unit']}/")
    story.look(SECOND, "47-考核表-手机")
    centre = story.open(CENTRE, "/assessment/sheets/")
    assert centre.locator("tbody tr").count() > 1
    story.look(CENTRE, "48-全校")
