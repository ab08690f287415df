"""A form that cannot reach the server stays as it is, says so, and is sent when it can be."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from journeys import books
from journeys.visitors import Visitor, go


def test_what_was_typed_stays_when_the_network_is_lost(desk: Visitor) -> None:
    page = desk.log_in_as("钱明")
    go(page, "首次设置")
    page.get_by_text("再开设一届").click()
    page.get_by_label("届", exact=True).fill("2031")
    page.context.set_offline(True)
    page.get_by_role("button", name="开设这一届").click()
    lost = page.get_by_role("alert")
    expect(lost).to_contain_text("没有提交")
    expect(lost).to_contain_text("您填写的内容还在本页")
    expect(page.get_by_label("届", exact=True)).to_have_value("2031")
    desk.wrong.clear()  # the browser's own word on the lost request

    page.context.set_offline(False)
    expect(lost).to_be_hidden()
    page.get_by_role("button", name="给自己写一条").click()
    expect(page.get_by_role("status").filter(has_text="测试消息已写入发件箱")).to_be_visible()


def test_a_chosen_file_stays_when_the_network_is_lost(desk: Visitor, tmp_path: Path) -> None:
    page = desk.log_in_as("钱明")
    go(page, "导入")
    path = books.write(tmp_path / "节假日.xlsx", [{"日期": "2024-09-17", "名称": "中秋节"}])
    page.get_by_label("选择节假日文件").set_input_files(path)
    page.context.set_offline(True)
    form = page.locator("#holidays form")
    form.get_by_role("button", name="上传并预览").click()
    expect(page.get_by_role("alert")).to_contain_text("没有提交")
    expect(form.locator(".qx-filename")).to_have_text("节假日.xlsx")
    desk.wrong.clear()
    page.context.set_offline(False)
    form.get_by_role("button", name="上传并预览").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("节假日.xlsx")
