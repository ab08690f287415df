"""教务处 answers where roster and registry disagree; the college sees the answer."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from journeys.installation import Installation
from journeys.visitors import visitor

NOTE = "已核对身份证，2023 年更名"


def test_the_registry_office_answers_a_disagreement_once(
    chromium: Browser, school: Installation
) -> None:
    with visitor(chromium, school) as office, visitor(chromium, school) as late:
        page = office.log_in_as("冯籍")
        expect(page.get_by_role("heading", level=1)).to_have_text("学籍比对")
        row = page.locator("tbody tr", has_text="出生日期").first
        name = row.get_by_role("link").inner_text()
        row.get_by_role("link").click()
        path = page.url.removeprefix(school.url)
        late.log_in_as("冯籍")
        late.open(path)

        page.get_by_role("button", name="答复").click()
        assert page.url.endswith(path), "an answer without a choice must not be sent"
        page.get_by_label("以学籍为准，名册需更正").check()
        page.get_by_role("textbox", name="说明").fill(NOTE)
        page.get_by_role("button", name="答复").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("学籍比对")
        answered = page.locator("tbody tr", has_text=name).filter(has_text="出生日期")
        expect(answered).to_contain_text("已答复")

        late.page.get_by_label("学籍有误，将更正学籍").check()
        late.page.get_by_role("button", name="答复").click()
        expect(late.page.get_by_role("alert")).to_be_visible()
        expect(late.page.get_by_text("您刚才填的")).to_be_visible()
        expect(late.page.get_by_text(NOTE)).to_be_visible()
    the_college_sees_it(chromium, school, path)


def the_college_sees_it(chromium: Browser, school: Installation, path: str) -> None:
    with visitor(chromium, school) as college:
        college.log_in_as("赵秋")
        page = college.open(path)
        expect(page.get_by_text(NOTE)).to_be_visible()
        expect(page.get_by_role("button", name="答复")).to_have_count(0)
