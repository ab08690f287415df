"""The centre draws samples; two call, one on a phone, and go to a firm; the end opens cases.

``QUXIANG_PICTURES`` names a folder for pictures of the main stations.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from journeys.crowd import PASSWORD
from journeys.installation import Installation, seeded, served
from journeys.story import Story
from journeys.visitors import go, visitor

CENTRE, COLLEGE, ADVISER, DESK, PHONE = "钱明", "赵秋", "吴树人", "郑理", "冯籍"
NAME, FIRMS, ON_THE_SPOT = "7 月第一轮", "单位核实", "上门核实"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Serve a copy: who calls holds other posts in other stories."""
    with served(seeded(tmp_path_factory.mktemp("called")), demo=True) as made:
        yield made


@pytest.fixture(scope="module")
def story(
    chromium: Browser, own: Installation, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Story]:
    about = own.ask("journeys.called")
    with ExitStack() as stack:
        people = {}
        for who in (CENTRE, COLLEGE, ADVISER, DESK, PHONE):
            people[who] = stack.enter_context(visitor(chromium, own, phone=who == PHONE))
            people[who].log_in_as(who)
        yield Story(own, about, people, tmp_path_factory.mktemp("calls"))


def test_a_sample_is_fixed_drawn_called_by_two_and_ends_in_cases(story: Story) -> None:
    path = the_centre_plans_fixes_and_draws(story)
    seen = two_call_at_once(story)
    the_desk_goes_on_by_keys(story, seen)
    about = story.school.ask("journeys.called", "answered")
    the_second_call_is_another_s(story, about["left"])
    nobody_of_the_college_finds_a_mark(story, seen | {about["left"]}, (NAME, "抽查"))
    the_end_says_what_was_found(story, path, about)


def test_firms_are_rung_and_gone_to_and_say_nothing_of_where_somebody_went(story: Story) -> None:
    firms = a_small_sample(story, "致电用人单位", FIRMS)
    a_firm_is_rung(story, firms)
    path = a_small_sample(story, "实地走访", ON_THE_SPOT)
    shop = the_centre_sends_two(story, path)
    two_find_no_such_firm(story, shop)
    nobody_of_the_college_finds_a_mark(story, set(), (ON_THE_SPOT,))
    for who in (COLLEGE, ADVISER):
        expect(story.open(who, "/visits/").get_by_role("link", name=shop)).to_have_count(0)
    page = story.open(CENTRE, f"{path}results/")
    expect(page.get_by_text("不推算真实落实率")).to_be_visible()
    expect(page.get_by_text("人（不足 30 人，不报比例）").first).to_be_visible()
    story.look(CENTRE, "79-走访的结果")


def planned(story: Story, kind: str, title: str, half_width: str, *, everybody: bool) -> str:
    """Plan a survey that is called at any hour; return its page."""
    page = story.page(CENTRE)
    go(page, "抽查核实")
    page.get_by_role("link", name="新方案").click()
    page.get_by_label("名称").fill(title)
    page.get_by_label("方式").select_option(label=kind)
    page.get_by_label("允许误差").fill(half_width)
    page.get_by_label("也抽未就业和未登记的").set_checked(everybody)
    page.get_by_label("拨打时段自").fill("00:00")
    page.get_by_label("至", exact=True).fill("23:59")
    story.look(CENTRE, f"70-抽查方案-{kind}")
    page.get_by_role("button", name="算出要抽多少人").click()
    page.get_by_role("button", name="固定方案").click()
    expect(page.get_by_role("status").filter(has_text="方案已固定")).to_be_visible()
    return page.url.removeprefix(story.school.url)


def the_centre_plans_fixes_and_draws(story: Story) -> str:
    path, page = planned(story, "致电毕业生", NAME, "1.5", everybody=True), story.page(CENTRE)
    expect(page.get_by_text("名单散列", exact=True)).to_be_visible()
    story.look(CENTRE, "71-已固定")
    page.get_by_role("button", name="抽取", exact=True).click()
    page.get_by_role("button", name="重抽并比对").click()
    expect(page.get_by_role("status").filter(has_text="重抽一致")).to_be_visible()
    page.get_by_role("button", name="开始核查").click()
    expect(page.get_by_role("status").filter(has_text="已开始")).to_be_visible()
    return path


def a_small_sample(story: Story, kind: str, title: str) -> str:
    path, page = planned(story, kind, title, "20", everybody=False), story.page(CENTRE)
    page.get_by_role("button", name="抽取", exact=True).click()
    page.get_by_role("button", name="开始核查").click()
    expect(page.get_by_role("status").filter(has_text="已开始")).to_be_visible()
    return path


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
    phone.get_by_label("实际是").select_option(label="说不清")
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


def the_second_call_is_another_s(story: Story, left: str) -> None:
    """One call is left, the second on a record 郑 called: 郑 gets none, 冯 gets it."""
    page = story.open(DESK, "/verification/desk/")
    expect(page.get_by_text("现在没有轮到您的记录")).to_be_visible()
    expect(page.get_by_role("button", name="取下一条")).to_have_count(0)
    page = story.open(PHONE, "/verification/desk/")
    page.get_by_role("button", name="取下一条").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(left)
    expect(page.get_by_text("复核", exact=True)).to_be_visible()
    story.look(PHONE, "72-复核")
    page.get_by_role("button", name="一致").nth(0).click()
    expect(page.get_by_role("button", name="撤回")).to_be_visible()


def nobody_of_the_college_finds_a_mark(story: Story, names: set[str], marks: Sequence[str]) -> None:
    """Read what a recorder and an adviser may open, and whom it is about: no mark of the survey."""
    for who in (COLLEGE, ADVISER):
        page = story.page(who)
        assert page.request.get(f"{story.school.url}/verification/").status == 403
        for path in ("/", "/graduates/", "/alerts/", "/visits/", "/worksheets/"):
            story.open(who, path)
            _without(page, marks)
        for name in names:
            story.open(who, f"/graduates/?q={quote(name)}")
            link = page.get_by_role("main").get_by_role("link", name=name)
            if link.count():
                link.first.click()
                expect(page.get_by_role("heading", level=1)).to_contain_text(name)
                _without(page, marks)


def _without(page: Page, marks: Sequence[str]) -> None:
    text = page.locator("main").inner_text()
    assert not [each for each in marks if each in text], page.url


def a_firm_is_rung(story: Story, path: str) -> None:
    """Ring the contact a record names: the number by a click, that the person never came."""
    page = story.open(DESK, "/verification/desk/")
    page.get_by_role("button", name="取下一条").click()
    expect(page.get_by_text("贵单位录用我校毕业生")).to_be_visible()
    story.look(DESK, "72-致电单位")
    reveal = page.get_by_role("button", name="显示号码")
    if reveal.count():
        reveal.click()
        expect(page.get_by_text("已记入留痕")).to_be_visible()
    page.get_by_label("实际去向不一致").check()
    page.get_by_label("实际是").select_option(label="说不清")
    page.get_by_label("说明").fill("单位说没有录用")
    page.get_by_role("button", name="不一致").click()
    expect(page.get_by_role("button", name="撤回")).to_be_visible()
    page = story.open(CENTRE, f"{path}results/")
    expect(page.get_by_text("不推算真实落实率")).to_be_visible()


def the_centre_sends_two(story: Story, path: str) -> str:
    """Tick the first place and send both there; return what it is called."""
    page = story.open(CENTRE, path)
    page.get_by_role("link", name="安排走访").click()
    box = page.locator("input[name=places]").first
    expect(box).to_be_visible()
    box.check()
    for label, name in (("走访人", DESK), ("第二名走访人", PHONE)):
        choice = page.get_by_label(label, exact=label == "走访人")
        choice.select_option(label=choice.locator("option", has_text=name).inner_text())
    story.look(CENTRE, "78-安排抽中的走访")
    page.get_by_role("button", name="安排并通知走访人").click()
    expect(page.get_by_role("status").filter(has_text="已安排走访 1 家")).to_be_visible()
    return page.get_by_role("table").get_by_role("link").first.inner_text()


def two_find_no_such_firm(story: Story, shop: str) -> None:
    """Fill the form in on the phone, and let both give their word."""
    page = story.open(PHONE, "/visits/")
    page.get_by_role("link", name=shop).click()
    expect(page.get_by_text("不要告诉学院和指导老师")).to_be_visible()
    path = page.url.removeprefix(story.school.url)
    page.get_by_role("link", name="填写走访表").click()
    page.get_by_text("这个地址没有这家单位").click()
    page.get_by_label("看到的经营情况").fill("门牌是一家面馆，没有这家单位。")
    for each in page.get_by_role("group").get_by_text("单位说没有这个人", exact=True).all():
        each.click()
    story.look(PHONE, "78-走访表")
    page.get_by_role("button", name="填完了，送出").click()
    page.wait_for_url(f"**{path}")
    for who in (PHONE, DESK):
        page = story.open(who, path)
        if page.locator("#secret").count():
            page.locator("#secret").fill(PASSWORD)
        page.get_by_role("button", name="内容属实，确认").click()
        said = "已确认，等另一名" if who == PHONE else "两人都已确认"
        expect(page.get_by_role("status").filter(has_text=said)).to_be_visible()


def the_end_says_what_was_found(story: Story, path: str, about: Mapping[str, Any]) -> None:
    page = story.open(CENTRE, f"{path}results/")
    agreed = f"{about['second'] - 1}／{about['second']} 次一致，κ = "
    expect(page.get_by_text(agreed).first).to_be_visible()
    expect(page.get_by_text("不足 30 人，不报比例").first).to_be_visible()
    story.look(CENTRE, "75-结果")
    page = story.open(CENTRE, path)
    page.get_by_label("结束核查的说明").fill("演示到此为止")
    page.get_by_role("button", name="结束核查").click()
    said = f"立为 {about['differ']} 件预警"
    expect(page.get_by_role("status").filter(has_text=said)).to_be_visible()
    story.look(CENTRE, "76-已结束")
    page = story.open(CENTRE, "/alerts/?q=抽查核实")
    story.look(CENTRE, "77-预警")
