"""Records are cleared by keyboard and in bulk, another college checks some, a problem is answered.

``QUXIANG_PICTURES`` names a folder for pictures of the main stations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from journeys.installation import Installation, seeded, served
from journeys.story import Story
from journeys.visitors import go, visitor

CENTRE, RECORDER, REVIEWER, OTHER = "钱明", "赵秋", "李建", "孙文"
WRONG = "单位名称与协议书上的不一致"
HEADING = re.compile(r"^\S+")


@pytest.fixture
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Serve a copy: what is concluded here would stand on the sheets of other stories."""
    with served(seeded(tmp_path_factory.mktemp("checked")), demo=True) as made:
        yield made


@pytest.fixture
def story(chromium: Browser, own: Installation, tmp_path: Path) -> Iterator[Story]:
    about = own.ask("journeys.checked")
    with ExitStack() as stack:
        people = {}
        for who in (CENTRE, RECORDER, REVIEWER, OTHER):
            people[who] = stack.enter_context(visitor(chromium, own, phone=who == OTHER))
            people[who].log_in_as(who)
        yield Story(own, about, people, tmp_path)


def test_records_are_checked_by_keys_in_bulk_and_by_another_college(story: Story) -> None:
    the_reviewer_clears_some_by_keys(story)
    the_clean_ones_are_concluded_with_their_list_shown(story)
    the_recorder_is_told_who_checks_the_own_filing(story)
    path = the_centre_arranges_a_round(story)
    record = another_college_checks_what_is_listed(story)
    the_problem_is_answered_and_looked_at_again(story, record)
    progress_tells_all_three(story)
    the_round_ends_and_nothing_is_left_to_see(story, path, record)


def name_on(page: Page) -> str:
    """Return whose record is open."""
    found = HEADING.match(page.locator("[data-name]").inner_text())
    assert found
    return found[0]


def noted(page: Page, name: str) -> None:
    expect(page.get_by_role("status").filter(has_text=f"已记下：{name}。")).to_be_visible()


def the_reviewer_clears_some_by_keys(story: Story) -> None:
    page = story.page(REVIEWER)
    go(page, "逐一核查")
    expect(page.locator("#chips b").first).to_be_visible()
    story.look(REVIEWER, "80-逐一核查", whole=False)
    first = name_on(page)
    page.keyboard.press("1")
    noted(page, first)
    second = name_on(page)
    assert second != first
    page.keyboard.press("2")
    expect(page.locator("#note")).to_be_focused()
    page.keyboard.type("短")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#note")).to_be_focused()  # the browser asks for four letters
    page.keyboard.type("于协议书上的单位名称")
    page.keyboard.press("Control+Enter")
    noted(page, second)
    third = name_on(page)
    page.keyboard.press("j")
    expect(page.locator("[data-name]")).not_to_contain_text(third)
    page.keyboard.press("k")
    expect(page.locator("[data-name]")).to_contain_text(third)


def the_clean_ones_are_concluded_with_their_list_shown(story: Story) -> None:
    page = story.page(REVIEWER)
    page.get_by_role("link", name="无疑点的一次记下").click()
    expect(page.get_by_text("清单散列")).to_be_visible()
    names = sorted(page.locator("tbody a.name").all_inner_texts())
    assert set(names) <= {*story.about["clean"], story.about["own_name"]}
    assert len(names) >= len(story.about["clean"]) - 3  # some may have been cleared by keys
    story.look(REVIEWER, "81-无疑点")
    page.get_by_label(names[0], exact=True).uncheck()
    page.get_by_role("button", name="勾选的都一致且材料齐").click()
    expect(page.get_by_text(f"已记下 {len(names) - 1} 条")).to_be_visible()
    assert page.locator("tbody a.name").all_inner_texts() == names[:1]


def the_recorder_is_told_who_checks_the_own_filing(story: Story) -> None:
    page = story.open(RECORDER, f"/worksheets/{story.about['own']}/")
    told = page.get_by_text("只由学院审签人或院级就业工作主要负责人核查")
    expect(told).to_be_visible()
    expect(page.get_by_role("button", name="一致且材料齐")).to_have_count(0)
    story.look(RECORDER, "82-本人代填", whole=False)


def the_centre_arranges_a_round(story: Story) -> str:
    page = story.open(CENTRE, "/worksheets/rounds/")
    page.get_by_text("安排一轮", exact=True).click()
    for box in page.locator('input[name="college"]').all():
        box.uncheck()
    for college in (story.about["college"], story.about["other"]):
        page.get_by_label(college, exact=True).check()
    for who in (REVIEWER, OTHER):
        page.get_by_label(who).check()
    page.get_by_label("或每个学院抽取份数").fill("2")
    page.get_by_label("截止时间").fill(story.about["until"])
    story.look(CENTRE, "83-安排一轮")
    page.get_by_role("button", name="抽取并安排").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("第 1 轮交叉互查")
    expect(page.locator("tbody tr")).to_have_count(2)
    story.look(CENTRE, "84-一轮")
    return page.url.removeprefix(story.school.url)


def another_college_checks_what_is_listed(story: Story) -> str:
    page = story.page(OTHER)
    story.open(OTHER, "/inbox/")
    told = page.locator("section", has_text="第 1 轮交叉互查：请您核查")
    expect(told).to_contain_text(f"{story.about['college']}的 2 条记录")
    story.look(OTHER, "85-通知-手机")
    told.get_by_role("link", name="打开").click()
    expect(page.locator(".qx-queue a")).to_have_count(2)
    record, first = re.findall(r"/worksheets/\d+/", page.url)[0], name_on(page)
    story.look(OTHER, "86-互查-手机")
    page.locator("[data-wrong]").click()
    if page.locator('fieldset input[value="problem"]').count():
        page.locator('input[name="data"][value="problem"]').last.check()
    page.locator("#note").fill(WRONG)
    page.get_by_role("button", name="记下问题").click()
    noted(page, first)
    second = name_on(page)
    page.locator("[data-right] button").click()
    expect(page.get_by_text(f"已记下：{second}。")).to_be_visible()
    return record


def the_problem_is_answered_and_looked_at_again(story: Story, record: str) -> None:
    page = story.open(RECORDER, "/alerts/?rule=逐一核查")
    page.locator("tbody tr", has_text=WRONG).get_by_role("link").first.click()
    page.get_by_label("已更正").check()
    page.locator("#answer-text").fill("已按协议书更正")
    page.get_by_role("button", name="答复", exact=True).click()
    expect(page.locator(".qx-timeline").get_by_text("已按协议书更正")).to_be_visible()
    case = page.url.removeprefix(story.school.url)
    story.look(RECORDER, "87-答复")
    page = story.open(CENTRE, case)
    page.locator("#verify-text").fill("已对照协议书核实")
    page.get_by_role("button", name="核实并关闭").click()
    expect(page.get_by_role("button", name="核实并关闭")).to_have_count(0)
    page = story.open(OTHER, f"{record}?side=cross")
    expect(page.locator("dl").get_by_text("需重核")).to_be_visible()
    again = name_on(page)
    page.locator("[data-right] button").click()
    expect(page.get_by_text(f"已记下：{again}。")).to_be_visible()


def progress_tells_all_three(story: Story) -> None:
    page = story.open(CENTRE, "/worksheets/progress/")
    row = page.locator("tbody tr", has=page.get_by_role("link", name=story.about["college"]))
    expect(row.locator('[data-label="交叉互查"]')).to_have_text("2/2")
    expect(row.locator('[data-label="学院自查"]')).to_contain_text(re.compile(r"^[5-9]/"))
    expect(row.locator('[data-label="学院自查"]')).to_contain_text("问题 1")
    story.look(CENTRE, "88-核查进度")


def the_round_ends_and_nothing_is_left_to_see(story: Story, path: str, record: str) -> None:
    page = story.open(CENTRE, path)
    page.get_by_text("提前结束这一轮").click()
    page.get_by_label("原因", exact=True).fill("都已核查完")
    page.get_by_role("button", name="结束", exact=True).click()
    expect(page.get_by_text("已结束：名单里的记录，核查人不能再看。")).to_be_visible()
    page = story.open(OTHER, f"{record}?side=cross")
    expect(page.get_by_role("heading", level=1)).to_contain_text("没有")
    story.open(OTHER, "/inbox/")
    expect(page.get_by_text("已结束（都已核查完）")).to_be_visible()
