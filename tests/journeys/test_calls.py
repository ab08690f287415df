"""The centre fixes and draws a sample, two call, one on a phone; the end opens cases.

``QUXIANG_PICTURES`` names a folder for pictures of the main stations.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from journeys.installation import Installation, seeded, served
from journeys.story import Story
from journeys.visitors import go, visitor

CENTRE, COLLEGE, DESK, PHONE = "钱明", "赵秋", "郑理", "冯籍"
NAME = "7 月第一轮"


@pytest.fixture
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Serve a copy: who calls holds other posts in other stories."""
    with served(seeded(tmp_path_factory.mktemp("called")), demo=True) as made:
        yield made


@pytest.fixture
def story(chromium: Browser, own: Installation, tmp_path: Path) -> Iterator[Story]:
    about = own.ask("journeys.called")
    with ExitStack() as stack:
        people = {}
        for who in (CENTRE, COLLEGE, DESK, PHONE):
            people[who] = stack.enter_context(visitor(chromium, own, phone=who == PHONE))
            people[who].log_in_as(who)
        yield Story(own, about, people, tmp_path)


def test_a_sample_is_fixed_drawn_called_by_two_and_ends_in_cases(story: Story) -> None:
    path = the_centre_plans_fixes_and_draws(story)
    seen = two_call_at_once(story)
    the_desk_goes_on_by_keys(story, seen)
    the_end_says_what_was_found(story, path)


def the_centre_plans_fixes_and_draws(story: Story) -> str:
    page = story.page(CENTRE)
    go(page, "抽查核实")
    page.get_by_role("link", name="新方案").click()
    page.get_by_label("名称").fill(NAME)
    page.get_by_label("拨打时段自").fill("00:00")
    page.get_by_label("至", exact=True).fill("23:59")
    story.look(CENTRE, "70-抽查方案")
    page.get_by_role("button", name="算出要抽多少人").click()
    page.get_by_role("button", name="固定方案").click()
    expect(page.get_by_role("status").filter(has_text="方案已固定")).to_be_visible()
    expect(page.get_by_text("名单散列", exact=True)).to_be_visible()
    story.look(CENTRE, "71-已固定")
    page.get_by_role("button", name="抽取", exact=True).click()
    page.get_by_role("button", name="重抽并比对").click()
    expect(page.get_by_role("status").filter(has_text="重抽一致")).to_be_visible()
    page.get_by_role("button", name="开始核查").click()
    expect(page.get_by_role("status").filter(has_text="已开始")).to_be_visible()
    return page.url.removeprefix(story.school.url)


def two_call_at_once(story: Story) -> set[str]:
    """Let both take one: two persons. One finds it so by a key, the other on a phone does not."""
    names = {}
    for who in (DESK, PHONE):
        page = story.page(who)
        story.open(who, "/")
        expect(page).to_have_url(f"{story.school.url}/verification/desk/")
        page.get_by_role("button", name="取下一条").click()
        heading = page.get_by_role("heading", level=1)
        expect(heading).not_to_have_text("电话核查")
        names[who] = heading.inner_text()
        story.look(who, f"72-电话核查-{who}")
    assert names[DESK] != names[PHONE]
    desk, phone = story.page(DESK), story.page(PHONE)
    phone.get_by_label("实际去向不一致").check()
    phone.get_by_label("实际是").select_option(label="待就业")
    phone.get_by_label("说明").fill("已离职，正在找工作")
    story.look(PHONE, "73-不一致")
    phone.get_by_role("button", name="不一致").click()
    expect(phone.get_by_role("button", name="撤回")).to_be_visible()
    desk.keyboard.press("1")
    expect(desk.get_by_role("button", name="撤回")).to_be_visible()
    story.look(DESK, "74-已登记")
    desk.keyboard.press("u")
    expect(desk.get_by_role("heading", level=1)).to_have_text(names[DESK])
    desk.keyboard.press("1")
    expect(desk.get_by_role("button", name="撤回")).to_be_visible()
    return set(names.values())


def the_desk_goes_on_by_keys(story: Story, seen: set[str]) -> None:
    """Go on at the desk for some records; nobody gets one of those already done again."""
    page = story.page(DESK)
    for _ in range(3):
        page.keyboard.press("n")
        name = page.get_by_role("heading", level=1)
        expect(name).not_to_have_text("电话核查")
        assert name.inner_text() not in seen
        seen.add(name.inner_text())
        page.keyboard.press("5")
        expect(page.get_by_role("button", name="撤回")).to_be_visible()


def the_end_says_what_was_found(story: Story, path: str) -> None:
    page = story.open(CENTRE, f"{path}results/")
    expect(page.get_by_text("不足 30 人，不报比例").first).to_be_visible()
    story.look(CENTRE, "75-结果")
    page = story.open(CENTRE, path)
    page.get_by_label("结束核查的说明").fill("演示到此为止")
    page.get_by_role("button", name="结束核查").click()
    expect(page.get_by_role("status").filter(has_text="立为 1 件预警")).to_be_visible()
    story.look(CENTRE, "76-已结束")
    page = story.open(CENTRE, "/alerts/?q=抽查核实")
    story.look(CENTRE, "77-预警")
