"""A rectification notice goes from ticked cases to a head's answer on a phone, and is settled.

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
from journeys.visitors import visitor
from web.uploads import photo

CENTRE, HEAD = "钱明", "罗思远"


@pytest.fixture
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Serve a copy: who is head here has another post in other stories."""
    with served(seeded(tmp_path_factory.mktemp("noticed")), demo=True) as made:
        yield made


@pytest.fixture
def story(chromium: Browser, own: Installation, tmp_path: Path) -> Iterator[Story]:
    about = own.ask("journeys.noticed")
    with ExitStack() as stack:
        people = {}
        for who in (CENTRE, HEAD):
            people[who] = stack.enter_context(visitor(chromium, own, phone=who == HEAD))
            people[who].log_in_as(who)
        yield Story(own, about, people, tmp_path)


def test_a_notice_goes_from_cases_to_an_answer(story: Story) -> None:
    the_centre_drafts_and_issues_it(story)
    the_head_answers_on_a_phone(story)
    the_centre_accepts_it(story)


def the_centre_drafts_and_issues_it(story: Story) -> None:
    page = story.open(CENTRE, "/alerts/?rule=V501&q=" + str(story.about["name"]))
    page.get_by_role("row").filter(has_text=str(story.about["name"])).get_by_role(
        "checkbox"
    ).first.check()  # fmt: skip
    page.get_by_role("button", name="起草约谈或整改通知").click()
    expect(page.get_by_label("类别")).to_be_visible()
    page.get_by_label("类别").select_option("rectify")
    story.look(CENTRE, "60-起草")
    page.get_by_role("button", name="起草", exact=True).click()
    expect(page.get_by_text("已起草。")).to_be_visible()
    page.get_by_role("link", name="修改文字").click()
    page.get_by_label("要求").fill("请补齐劳动合同，并书面说明原因。")
    story.look(CENTRE, "61-文字")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("文字已保存")).to_be_visible()
    page.get_by_role("button", name="编号发出").click()
    expect(page.get_by_text("已编号发出")).to_be_visible()
    story.look(CENTRE, "62-已发出")


def the_head_answers_on_a_phone(story: Story) -> None:
    page = opened(story, HEAD)
    expect(page.get_by_text("请补齐劳动合同，并书面说明原因。")).to_be_visible()
    story.look(HEAD, "63-学院-手机")
    page.get_by_label("答复", exact=True).fill("已补齐，经办人已作说明。")
    page.get_by_label("附一份材料").set_input_files(
        {"name": "合同.jpg", "mimeType": "image/jpeg", "buffer": photo(6)}
    )
    page.get_by_label("这份材料是什么").fill("劳动合同")
    page.get_by_role("button", name="答复", exact=True).click()
    expect(page.get_by_text("已答复，等中心处理。")).to_be_visible()


def the_centre_accepts_it(story: Story) -> None:
    page = opened(story, CENTRE)
    expect(page.get_by_text("已补齐，经办人已作说明。")).to_be_visible()
    story.look(CENTRE, "64-答复")
    page.get_by_role("button", name="同意办结").click()
    expect(page.get_by_text("已办结。")).to_be_visible()
    case = story.open(CENTRE, f"/alerts/{story.about['case']}/")
    expect(case.get_by_text("发出约谈或整改通知")).to_be_visible()
    story.look(CENTRE, "65-预警")
    story.open(CENTRE, "/word-templates/rectify/")
    story.look(CENTRE, "66-模板")


def opened(story: Story, who: str) -> Page:
    page = story.open(who, "/notices/")
    story.look(who, f"67-列表-{who}")
    page.get_by_role("link").filter(has_text="整改通知书").first.click()
    expect(page.get_by_role("heading", name="下一步")).to_be_visible()
    return page
