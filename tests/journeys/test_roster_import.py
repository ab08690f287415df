"""A roster with faults is corrected, previewed cell by cell, applied and taken back."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from journeys import books
from journeys.installation import Installation
from journeys.visitors import Visitor, go

NEW = {
    "姓名": "仇英", "学号": "20209999001", "学院": "农学院", "主修": "园艺", "学历": "本科生毕业",
    "身份证号": "11010519491231002X",
}  # fmt: skip


def test_a_roster_with_faults_is_corrected_applied_and_taken_back(
    desk: Visitor, school: Installation, tmp_path: Path
) -> None:
    known = school.ask("journeys.places")
    page = desk.log_in_as("钱明")
    go(page, "导入")
    changed = {
        "学号": str(known["number"]),
        "姓名": str(known["graduate_name"]),
        "班级": "农学 2001",
    }
    twice = {"姓名": "重复", "学号": "20209999002", "学院": "农学院"}
    wrong = [{**NEW, "学院": "农学院南区"}, changed, twice, twice]
    books.upload(page, "毕业生名册", books.write(tmp_path / "名册-有误.xlsx", wrong))
    assert books.counts(page) == {"新增": 1, "变更": 1, "无变化": 0, "有问题": 2}
    expect(page.get_by_text("没有名为“农学院南区”的学院")).to_be_visible()
    expect(page.get_by_text("与第 4 行是同一个人")).to_be_visible()

    page.get_by_label("第 2 行的学院改为").fill("农学院")
    page.get_by_role("button", name="按改正的值重新核对").click()
    expect(page.get_by_text("学院：手工改正（钱明")).to_be_visible()
    assert books.counts(page) == {"新增": 2, "变更": 1, "无变化": 0, "有问题": 1}

    again = books.write(tmp_path / "名册-改好.xlsx", [NEW, changed])
    books.upload(page, "毕业生名册", again, button="改好后重新上传")
    assert books.counts(page) == {"新增": 1, "变更": 1, "无变化": 0, "有问题": 0}
    set_column_right(page, "主修", "专业")
    expect(page.locator("tr", has_text="仇英")).to_contain_text("专业：园艺")
    expect(page.locator("tr", has_text=changed["姓名"])).to_contain_text("班级：农学 2001")

    books.apply(page)
    assert found(page, "仇英") == 1
    assert found(page, "qy") == 1
    go(page, "导入")
    expect(page.locator("p", has_text="名册-有误.xlsx")).to_contain_text("已放弃")
    page.get_by_role("link", name=again.name).click()
    page.get_by_role("button", name="撤销这次导入").click()
    expect(page.get_by_text("已撤销", exact=True)).to_be_visible()
    assert found(page, "仇英") == 0
    history_tells_both(page, str(known["graduate_name"]))


def set_column_right(page: Page, header: str, field: str) -> None:
    """Say in the page what a column is that the file calls by a name of its own."""
    page.locator("summary", has_text="每一列被认作什么").click()
    page.get_by_label(f"{header} 认作").select_option(label=field)
    page.get_by_role("button", name="按改正的列重新读取").click()
    expect(page.locator(".qx-figures")).to_be_visible()


def found(page: Page, typed: str) -> int:
    """Return how many graduates a search finds."""
    go(page, "毕业生")
    page.locator("[data-search]").fill(typed)
    page.get_by_role("button", name="搜索").click()
    expect(page.locator("[data-search]")).to_have_value(typed)
    return page.locator("tbody tr[data-row]").count()


def history_tells_both(page: Page, name: str) -> None:
    """The change and its undoing both stay in the graduate's history."""
    assert found(page, name) >= 1
    page.get_by_role("link", name=name, exact=True).first.click()
    history = page.locator(".qx-timeline")
    expect(history.get_by_text("（空） → 农学 2001")).to_be_visible()
    expect(history.get_by_text("农学 2001 → （空）")).to_be_visible()
