"""A bulletin is drafted, worded, signed off by another, issued, read and taken along by a college.

``QUXIANG_PICTURES`` names a folder for pictures of the main stations.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pypdfium2
import pytest
from docx import Document
from playwright.sync_api import Browser, Page, expect

from journeys.installation import Installation, seeded, served
from journeys.story import Story
from journeys.visitors import go, visitor

CENTRE, SIGNATORY, COLLEGE = "钱明", "郑理", "赵秋"
WORDS = "各学院按既定节奏推进登记，总体平稳。"


@pytest.fixture
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Serve a copy: who signs here has another post in other stories."""
    with served(seeded(tmp_path_factory.mktemp("reported")), demo=True) as made:
        yield made


@pytest.fixture
def story(chromium: Browser, own: Installation, tmp_path: Path) -> Iterator[Story]:
    about = own.ask("journeys.reported")
    with ExitStack() as stack:
        people = {}
        for who in (CENTRE, SIGNATORY, COLLEGE):
            phone = who == SIGNATORY
            people[who] = stack.enter_context(visitor(chromium, own, phone=phone))
            people[who].log_in_as(who)
        yield Story(own, about, people, tmp_path)


def test_a_bulletin_goes_from_a_snapshot_to_the_colleges(story: Story) -> None:
    address = the_centre_drafts(story)
    rate = a_number_is_explained(story)
    the_centre_words_it(story, address)
    another_signs_on_a_phone(story, address)
    the_centre_issues_it(story, address)
    the_college_takes_it_along(story, rate)


def the_centre_drafts(story: Story) -> str:
    page = story.page(CENTRE)
    go(page, "通报")
    story.look(CENTRE, "50-通报")
    page.locator("summary").get_by_text("从一份快照起草").click()
    page.get_by_role("combobox", name="快照").select_option(str(story.about["snapshot"]))
    page.get_by_role("button", name="起草", exact=True).click()
    expect(page.get_by_text("已起草。")).to_be_visible()
    expect(page.get_by_role("button", name="签发", exact=True)).to_have_count(0)
    story.look(CENTRE, "51-草稿")
    return page.url.removeprefix(story.school.url)


def a_number_is_explained(story: Story) -> str:
    """Open a number of the page and find it explained; return it."""
    page = story.page(CENTRE)
    here = page.url
    row = page.locator("tr").filter(has_text="毕业去向落实率").first
    rate = row.get_by_role("link").inner_text()
    row.get_by_role("link").click()
    expect(page.locator(".qx-figures .value").first).to_have_text(
        re.compile(re.escape(rate.replace("\xa0", " ")))
    )
    page.goto(here)
    page.locator("tr").filter(has_text=story.about["college"]).last.get_by_role("link").nth(
        1
    ).click()
    expect(page.get_by_text("按期完成")).to_be_visible()
    story.look(CENTRE, "52-解释")
    page.goto(here)
    return rate


def the_centre_words_it(story: Story, address: str) -> None:
    page = story.page(CENTRE)
    page.get_by_role("link", name="修改文字").click()
    page.get_by_label("开头").fill("各辅导员排名附后。")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("alert").first).to_contain_text("排名")
    page.get_by_label("开头").fill(WORDS)
    story.look(CENTRE, "53-文字")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("文字已保存")).to_be_visible()
    expect(page.get_by_text(WORDS)).to_be_visible()


def another_signs_on_a_phone(story: Story, address: str) -> None:
    page = story.open(SIGNATORY, address)
    story.look(SIGNATORY, "54-签发-手机")
    page.get_by_role("button", name="签发", exact=True).click()
    expect(page.get_by_text("已签发，等中心发出")).to_be_visible()


def the_centre_issues_it(story: Story, address: str) -> None:
    page = story.open(CENTRE, address)
    page.get_by_role("button", name="编号发出").click()
    expect(page.get_by_text("已编号发出")).to_be_visible()
    story.look(CENTRE, "55-已发出")
    page.goto(story.school.url + "/word-templates/bulletin/")
    story.look(CENTRE, "56-模板")


def the_college_takes_it_along(story: Story, rate: str) -> None:
    page = story.page(COLLEGE)
    go(page, "通报")
    page.locator("tbody").get_by_role("link").first.click()
    expect(page.get_by_text(WORDS)).to_be_visible()
    story.look(COLLEGE, "57-学院")
    with pypdfium2.PdfDocument(taken(page, "PDF")) as pdf:
        text = "".join(each.get_textpage().get_text_bounded() for each in pdf)
    word = Document(io.BytesIO(taken(page, "Word")))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    plain = rate.replace("\xa0", " ")
    assert plain.replace(" ", "") in "".join(text.split())
    assert plain in cells
    assert WORDS in "".join(text.split())
    assert WORDS in [each.text for each in word.paragraphs]


def taken(page: Page, name: str) -> bytes:
    with page.expect_download() as given:
        page.get_by_role("link", name=name, exact=True).click()
    return given.value.path().read_bytes()
