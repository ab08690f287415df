"""Two visit a shop, lose the network on the spot, lose nothing; both confirm, the case closes.

``QUXIANG_PICTURES`` names a folder for pictures of the main stations.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from journeys.crowd import PASSWORD
from journeys.installation import Installation, seeded, served
from journeys.story import Story
from journeys.visited import SHOP
from journeys.visitors import go, visitor
from web.uploads import picture

CENTRE, COLLEGE, FIRST, SECOND = "钱明", "赵秋", "郑理", "冯籍"
#: a photo is judged by a process of its own
ARRIVES_WITHIN = 60_000
TOLD = ("在岗", "在岗", "单位说没有这个人", "在岗")
SEEN = "招牌为老街小吃，正在营业，店内三人。"


@pytest.fixture
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Serve a copy: who goes there holds other posts in other stories."""
    with served(seeded(tmp_path_factory.mktemp("visited")), demo=True) as made:
        yield made


@pytest.fixture
def story(chromium: Browser, own: Installation, tmp_path: Path) -> Iterator[Story]:
    about = own.ask("journeys.visited")
    with ExitStack() as stack:
        people = {}
        for who in (CENTRE, COLLEGE, FIRST, SECOND):
            phone = who in (FIRST, SECOND)
            people[who] = stack.enter_context(visitor(chromium, own, phone=phone))
            people[who].log_in_as(who)
        yield Story(own, about, people, tmp_path)


def test_what_is_seen_without_a_network_arrives_and_closes_the_case(story: Story) -> None:
    path = the_centre_plans(story)
    the_first_fills_in_without_a_network(story, path)
    nothing_is_lost_by_closing_or_logging_out(story, path)
    it_is_sent_once_the_network_is_back(story, path)
    both_confirm(story, path)
    another_settles(story, path)
    the_college_reads_what_was_found(story, path)


def the_centre_plans(story: Story) -> str:
    page = story.page(CENTRE)
    go(page, "实地走访")
    page.get_by_role("link", name="从扎堆安排").click()
    story.look(CENTRE, "60-扎堆线索")
    page.get_by_role("row").filter(has_text=SHOP).get_by_role("link", name="安排走访").click()
    page.get_by_label("单位", exact=True).fill(SHOP)
    page.get_by_label("地址", exact=True).fill("云梦市老街 12 号")
    for label, name in (("走访人", FIRST), ("第二名走访人", SECOND)):
        box = page.get_by_label(label, exact=label == "走访人")
        box.select_option(label=box.locator("option", has_text=name).inner_text())
    story.look(CENTRE, "61-安排走访")
    page.get_by_role("button", name="安排并通知走访人").click()
    expect(page.get_by_role("status").filter(has_text="已安排走访")).to_be_visible()
    return page.url.removeprefix(story.school.url)


def shoot(page: Page, folder: Path, count: int) -> None:
    files = []
    for at in range(count):
        files.append(folder / f"photo-{at}.jpg")
        files[-1].write_bytes(picture((900 + at, 700)))
    page.locator("[data-qx-take][multiple]").set_input_files(files)


def the_first_fills_in_without_a_network(story: Story, path: str) -> None:
    page = story.open(FIRST, path)
    page.get_by_role("link", name="填写走访表").click()
    expect(page.get_by_text("已可离线使用")).to_be_visible(timeout=ARRIVES_WITHIN)
    story.look(FIRST, "62-走访表")
    page.context.set_offline(True)
    page.get_by_text("找到，正在营业").click()
    page.get_by_label("看到的经营情况").fill(SEEN)
    page.get_by_label("和谁谈的").fill("店主")
    for name, told in zip(story.about["people"], TOLD, strict=True):
        page.get_by_role("group", name=name).get_by_text(told, exact=True).click()
    shoot(page, story.folder, 2)
    expect(page.get_by_text("在本机，未送达")).to_have_count(2)
    page.get_by_role("button", name="填完了，送出").click()
    expect(page.locator("[data-qx-sent]")).to_contain_text("连不上服务器，恢复后自动送出")
    expect(page.locator("[data-qx-sent]")).to_contain_text("2 张照片、走访表")
    story.look(FIRST, "63-没有网络")


def nothing_is_lost_by_closing_or_logging_out(story: Story, path: str) -> None:
    """Close the tab and open the form again without a network; then log out over it."""
    made = story.people[FIRST]
    context = made.page.context
    made.page.close()
    made.page = context.new_page()
    page = story.open(FIRST, f"{path}form/")
    expect(page.get_by_label("看到的经营情况")).to_have_value(SEEN)
    expect(page.get_by_text("在本机，未送达")).to_have_count(2)
    made.wrong.clear()  # the browser's own word on what it could not fetch
    page.goto("about:blank")
    context.set_offline(False)
    page = story.open(FIRST, "/visits/")
    expect(page.locator("[data-qx-left]")).to_contain_text("走访表")
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_text("这台手机上还有没送出的走访内容。")).to_be_visible()
    story.look(FIRST, "64-退出前提醒")
    page.get_by_role("button", name="保留并退出").click()
    page.wait_for_url("**/login/**")
    made.log_in_as(FIRST)
    made.wrong.clear()


def it_is_sent_once_the_network_is_back(story: Story, path: str) -> None:
    page = story.open(FIRST, f"{path}form/")
    page.wait_for_url(f"**{path}", timeout=ARRIVES_WITHIN)
    expect(page.get_by_text("待两人确认")).to_be_visible()
    expect(page.locator(".qx-shots img")).to_have_count(2)
    left = page.evaluate(
        "Promise.all(['forms', 'photos'].map(name => new Promise(done => {"
        "  const ask = indexedDB.open('qx-visits', 1);"
        "  ask.onsuccess = () => {"
        "    const all = ask.result.transaction(name).objectStore(name).getAll();"
        "    all.onsuccess = () => done(all.result.length); };"
        "})))"
    )
    assert left == [0, 0]
    story.look(FIRST, "65-已送出")


def both_confirm(story: Story, path: str) -> None:
    for who in (FIRST, SECOND):
        page = story.open(who, path)
        if page.locator("#secret").count():
            page.locator("#secret").fill(PASSWORD)
        page.get_by_role("button", name="内容属实，确认").click()
        said = "已确认，等另一名" if who == FIRST else "两人都已确认"
        expect(page.get_by_role("status").filter(has_text=said)).to_be_visible()
    story.look(SECOND, "66-两人确认后")


def another_settles(story: Story, path: str) -> None:
    page = story.open(CENTRE, path)
    story.look(CENTRE, "67-待处理")
    page.get_by_text("属实", exact=True).click()
    page.get_by_label("给学院的说明").fill("店在营业，三人在岗；一人不在，请学院核实后更正。")
    page.get_by_role("checkbox", name=f"E305 第 {story.about['case']} 件").check()
    page.get_by_role("checkbox", name=story.about["people"][2]).check()
    page.get_by_role("button", name="办结并让学院看到").click()
    expect(page.get_by_role("status").filter(has_text="已办结")).to_be_visible()
    story.look(CENTRE, "68-已办结")
    page = story.open(CENTRE, f"/alerts/{story.about['case']}/")
    expect(page.locator(".qx-title").get_by_text("情况属实合理")).to_be_visible()
    expect(page.get_by_text("实地走访记录表 访")).to_have_count(1)


def the_college_reads_what_was_found(story: Story, path: str) -> None:
    page = story.open(COLLEGE, path)
    expect(page.get_by_text("三人在岗；一人不在")).to_be_visible()
    expect(page.locator(".qx-shots")).to_have_count(0)
    story.look(COLLEGE, "69-学院看到的")
