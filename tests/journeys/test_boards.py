"""Who leads opens one page: drawings that were drawn, a table behind each, a wall, a phone."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect

from journeys.installation import Installation
from journeys.visitors import Visitor, visitor

WALL = {"width": 1920, "height": 1080}


@pytest.fixture(scope="module")
def weeks(school: Installation) -> int:
    return int(school.ask("journeys.boards")["snapshots"])


def drawn(page: Page) -> int:
    """Return how many drawings a page has, each of which has drawn something."""
    drawings = page.locator("[data-chart]")
    expect(drawings.first.locator("svg")).to_be_visible()
    for each in drawings.all():
        assert each.locator("svg path").count() > 1, each.get_attribute("data-chart")
    return drawings.count()


def test_the_centre_reads_a_chart_opens_its_table_and_takes_it_away(
    desk: Visitor, weeks: int, tmp_path: Path
) -> None:
    desk.log_in_as("钱明")
    page = desk.open("/season/board/")
    assert drawn(page) >= 9
    assert desk.overflow == 0
    colleges = page.locator("#colleges")
    expect(colleges.get_by_role("table")).to_be_hidden()
    colleges.get_by_text(re.compile("表格 · ")).click()
    expect(colleges.get_by_role("cell", name="农学院")).to_be_visible()
    colleges.get_by_role("link", name="导出表格和图").click()
    page.get_by_label("用途").fill("报学校党委会讨论")
    with page.expect_download() as taken:
        page.get_by_role("button", name="导出").click()
    files = zipfile.ZipFile(taken.value.path())
    assert "各学院落实率.svg" in files.namelist()
    rows = list(openpyxl.load_workbook(BytesIO(files.read("清单.xlsx"))).active.values)
    assert rows[0][:2] == ("学院", "落实率")
    assert "农学院" in [row[0] for row in rows]


def test_the_curve_stands_beside_the_two_seasons_before(desk: Visitor, weeks: int) -> None:
    desk.log_in_as("钱明")
    page = desk.open("/season/board/")
    curve = page.locator("#placement")
    for year in ("2022", "2023", "2024"):
        expect(curve.locator("svg text", has_text=re.compile(f"^{year}$"))).to_be_visible()
    curve.get_by_text(re.compile("表格 · ")).click()
    assert curve.get_by_role("row").count() >= weeks + 2


def test_without_scripts_every_table_stands_open(
    chromium: Browser, school: Installation, weeks: int
) -> None:
    with visitor(chromium, school) as made:
        made.log_in_as("钱明")
        state = made.page.context.storage_state()
    context = chromium.new_context(java_script_enabled=False, storage_state=state)
    page = context.new_page()
    page.goto(f"{school.url}/season/board/")
    expect(page.locator("#colleges").get_by_role("cell", name="农学院")).to_be_visible()
    context.close()


def test_a_leader_reads_three_things_on_a_phone(phone: Visitor, weeks: int) -> None:
    phone.log_in_as("钱明")
    page = phone.open("/season/board/brief/")
    assert drawn(page) == 1
    assert phone.overflow == 0
    things = page.locator(".qx-things li")
    assert things.count() == 3
    expect(things.first).to_contain_text(re.compile(r"落实率 \d+\.\d\d %（\d+/\d+ 人）.*去年同日"))


def test_a_college_opens_its_own_page(desk: Visitor, weeks: int) -> None:
    page = desk.log_in_as("赵秋")
    page.get_by_role("link", name="本院一页").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("农学院一页")
    assert drawn(page) >= 6


def test_the_wall_fills_its_screen_and_brings_itself_up_to_date(desk: Visitor, weeks: int) -> None:
    desk.log_in_as("钱明")
    desk.page.set_viewport_size(WALL)
    desk.page.clock.install()
    page = desk.open("/season/board/wall/")
    assert drawn(page) == 2
    assert page.evaluate("document.documentElement.scrollHeight") <= WALL["height"]
    with page.expect_response(lambda answer: "/season/board/wall/" in answer.url):
        page.clock.run_for(61_000)
    assert drawn(page) == 2
