"""Lists are worked by keyboard, searched by initials, and their heads stay in sight."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from journeys.visitors import Visitor, go


@pytest.fixture
def graduates(desk: Visitor) -> Page:
    page = desk.log_in_as("钱明")
    go(page, "毕业生")
    return page


def test_a_list_is_worked_by_keyboard(graduates: Page) -> None:
    rows = graduates.locator("tbody tr[data-row]")
    for key, current in (("j", 0), ("j", 1), ("j", 2), ("k", 1)):
        graduates.keyboard.press(key)
        expect(rows.nth(current)).to_have_class("current")
    graduates.keyboard.press("x")
    expect(graduates.locator("[data-count]")).to_have_text("1")
    graduates.keyboard.press("j")
    graduates.keyboard.press("x")
    expect(graduates.locator("[data-count]")).to_have_text("2")
    name = rows.nth(2).get_by_role("link").inner_text()
    graduates.keyboard.press("Enter")
    expect(graduates.get_by_role("heading", level=1)).to_contain_text(name)


def test_selected_rows_are_changed_together(graduates: Page) -> None:
    for _ in range(2):
        graduates.keyboard.press("j")
        graduates.keyboard.press("x")
    graduates.get_by_role("button", name="改学籍状态").click()
    expect(graduates.get_by_role("heading", level=1)).to_have_text("改学籍状态：2 人")


def test_the_keys_are_told_and_put_away(graduates: Page) -> None:
    sheet = graduates.get_by_role("heading", name="键盘")
    graduates.keyboard.press("?")
    expect(sheet).to_be_in_viewport()
    graduates.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    graduates.keyboard.press("/")
    expect(graduates.locator("[data-search]")).to_be_focused()


@pytest.mark.parametrize(
    ("typed", "name"), [("dxx", "单雄信"), ("sxx", "单雄信"), ("单雄", "单雄信")]
)
def test_a_name_is_found_by_each_of_its_readings(desk: Visitor, typed: str, name: str) -> None:
    page = desk.log_in_as("冯籍")
    go(page, "学籍比对")
    search(page, "单雄信")
    assert page.locator("tbody tr", has_text=name).count() == 1
    go(page, "毕业生")
    first = page.locator("tbody tr[data-row]").first
    known = first.get_by_role("link").inner_text()
    search(page, known)
    expect(page.locator("tbody tr[data-row]").first).to_contain_text(known)


def search(page: Page, typed: str) -> None:
    page.locator("[data-search]").fill(typed)
    page.keyboard.press("Enter")
    page.wait_for_url("**q=**")


def test_the_head_of_a_list_stays_in_sight(graduates: Page) -> None:
    graduates.keyboard.press("End")
    graduates.locator("tbody tr[data-row]").last.scroll_into_view_if_needed()
    head = graduates.locator("thead th").nth(1)
    expect(head).to_be_in_viewport(ratio=1)
    bar = graduates.locator(".qx-bar").bounding_box()
    box = head.bounding_box()
    assert bar is not None
    assert box is not None
    assert box["y"] >= bar["y"] + bar["height"] - 1


def test_the_head_of_a_preview_covers_none_of_its_rows(desk: Visitor) -> None:
    page = desk.log_in_as("钱明")
    go(page, "导入")
    page.get_by_role("link", name="名册补充（待核对）.xlsx").click()
    page.wait_for_url("**/imports/*/")
    expect(page.locator(".qx-table").last.locator("tbody tr").first).to_be_visible()
    head, first = page.locator(".qx-table").last.locator("thead, tbody tr:first-child").all()
    over, below = head.bounding_box(), first.bounding_box()
    assert over is not None
    assert below is not None
    assert over["y"] + over["height"] <= below["y"] + 1
