"""A list from above in a layout of its own is taken in, answered by a college, and goes back.

``QUXIANG_PICTURES`` names a folder for pictures of the main stations.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from journeys import books
from journeys.installation import Installation
from journeys.story import Story
from journeys.visitors import go, visitor
from web.papers import text_of

CENTRE, COLLEGE = "钱明", "赵秋"
TITLE = "2024 届毕业生就业数据核查反馈名单"
#: not as our own table has them, and not in its order; two above belong together
HEAD = ("问题序号", "高校", "核查结果", "学生姓名", "院系名称", "学号", "备用")
FIXED, SAID = "单位反馈未招用该生", "已与单位人事核对，劳动合同由分公司签订。"
ABOVE = 3
ROUND = "第 2 轮"


@pytest.fixture
def story(chromium: Browser, school: Installation, tmp_path: Path) -> Iterator[Story]:
    people = school.ask("journeys.listed")
    about = {"people": people, "college": people[0]["college"]}
    with ExitStack() as stack:
        windows = {}
        for who in (CENTRE, COLLEGE):
            windows[who] = stack.enter_context(visitor(chromium, school))
            windows[who].log_in_as(who)
        yield Story(school, about, windows, tmp_path)


def test_a_list_in_an_odd_layout_is_matched_answered_and_goes_back(story: Story) -> None:
    the_centre_takes_it_in(story)
    the_college_answers(story)
    address = the_reply_comes_out(story)
    the_list_goes_back(story, address)


def rows(story: Story) -> list[tuple[str, ...]]:
    """Return what they say: by number, by name and college, of another college, of nobody."""
    first, second, other = story.about["people"]
    return [
        ("1", "云梦大学", FIXED, first["name"], "", first["number"], "甲"),
        ("2", "云梦大学", "本人称未就业", second["name"], second["college"], "", ""),
        ("3", "云梦大学", "学籍专业与上报不一致", other["name"], "", other["number"], ""),
        ("4", "云梦大学", "查无此人", "欧阳不在册", second["college"], "", ""),
    ]


def odd(path: Path, lines: Sequence[Sequence[str]]) -> Path:
    """Write a list as those above do: a merged title, a line left free, no table of ours."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "反馈"
    sheet["A1"] = TITLE
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(HEAD))
    for at, line in enumerate((HEAD, *lines), ABOVE):
        for column, cell in enumerate(line, 1):
            sheet.cell(at, column, cell)
    book.save(path)
    return path


def the_centre_takes_it_in(story: Story) -> None:
    page = story.page(CENTRE)
    go(page, "核查反馈")
    page.get_by_label("来源").select_option("ministry")
    page.get_by_label("轮次").fill(ROUND)
    page.get_by_label("收到日期").fill("2026-12-01")
    page.get_by_label("答复期限").fill("2026-12-15")
    page.get_by_label("文件", exact=True).set_input_files(
        odd(story.folder / "反馈名单.xlsx", rows(story))
    )
    page.get_by_role("button", name="上传并预览").click()
    expect(page.locator(".qx-figures")).to_be_visible()
    story.look(CENTRE, "60-预览")
    books.apply(page)
    go(page, "核查反馈")
    page.get_by_role("link", name=ROUND).first.click()
    for line, matched in zip(rows(story), (True, True, True, False), strict=True):
        row = page.locator("tbody tr", has_text=line[3])
        expect(row).to_have_count(1)
        expect(row.get_by_text("对不上", exact=True)).to_have_count(0 if matched else 1)
    story.look(CENTRE, "61-名单")


def mine(page: Page, name: str) -> Locator:
    return page.locator("tbody tr", has_text=name)


def the_college_answers(story: Story) -> None:
    """Answer the first row; those of another college are not on the page."""
    first, second, other = story.about["people"]
    page = story.page(COLLEGE)
    go(page, "核查反馈")
    page.get_by_role("link", name=ROUND).first.click()
    expect(mine(page, second["name"])).to_have_count(1)
    expect(mine(page, other["name"])).to_have_count(0)
    mine(page, first["name"]).get_by_role("link").first.click()
    page.get_by_role("link", name="打开这件预警").click()
    page.get_by_label("所指不实").check()
    page.locator("#answer-text").fill(SAID)
    page.get_by_role("button", name="答复", exact=True).click()
    expect(page.locator(".qx-timeline").get_by_text(SAID)).to_be_visible()
    story.look(COLLEGE, "62-已答复")


def the_reply_comes_out(story: Story) -> str:
    """Compose the reply, take it as PDF and as Word; return where the list's replies are."""
    page = story.page(COLLEGE)
    go(page, "核查反馈")
    page.get_by_role("link", name=ROUND).first.click()
    page.get_by_role("link", name="各学院的答复").click()
    address = page.url.removeprefix(story.school.url)
    page.get_by_role("link", name=story.about["college"], exact=True).click()
    page.get_by_role("button", name="按各件目前的答复生成").click()
    expect(page.locator("#part-facts")).to_have_value(re.compile(FIXED))
    story.look(COLLEGE, "63-答复稿")
    with page.expect_popup() as opened:
        page.get_by_role("button", name="打印（PDF）").click()
    pdf = page.request.get(opened.value.url)
    said = text_of(pdf.body())
    for words in (FIXED, "佐证目录", "在此加盖实物印章"):
        assert words in said
    with page.expect_download() as given:
        page.get_by_role("button", name="下载可编辑的文档").click()
    whole = ZipFile(io.BytesIO(given.value.path().read_bytes())).read("word/document.xml").decode()
    assert FIXED in whole
    assert SAID in whole
    return address


def the_list_goes_back(story: Story, address: str) -> None:
    """Take the answer file: what came, where it stood, and our answers beside it."""
    page = story.open(CENTRE, address)
    page.get_by_role("link", name="反馈名单.xlsx").click()
    page.get_by_label("用途").fill("报省教育厅核查组")
    with page.expect_download() as given:
        page.get_by_role("button", name="导出").click()
    sheet = openpyxl.load_workbook(io.BytesIO(given.value.path().read_bytes())).worksheets[0]
    assert sheet.cell(1, 1).value == TITLE
    for at, line in enumerate((HEAD, *rows(story)), ABOVE):
        cells = [str(cell.value or "") for cell in sheet[at]]
        assert cells[: len(HEAD)] == list(line)
    ours = [str(cell.value or "") for cell in sheet[ABOVE + 1]][len(HEAD) :]
    first = story.about["people"][0]
    assert ours[:3] == [f"{first['name']}（{first['number']}）", "经核实与反馈不符", SAID]
    nobody = [str(cell.value or "") for cell in sheet[ABOVE + 4]][len(HEAD) :]
    assert nobody[:2] == ["没有对应到毕业生", "尚未答复"]
