"""Workbooks people download, fill in and upload."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl
from playwright.sync_api import Page, expect


def fill_in(path: Path, rows: Sequence[Mapping[str, str]]) -> Path:
    """Put rows below the headers of a downloaded sample, in place of its invented one."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    assert {name for row in rows for name in row} <= set(heads)
    sheet.delete_rows(2, sheet.max_row)
    for row in rows:
        sheet.append([row.get(str(head), "") for head in heads])
    book.save(path)
    return path


def write(path: Path, rows: Sequence[Mapping[str, str]]) -> Path:
    """Write rows under headers of one's own."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    heads = list(dict.fromkeys(name for row in rows for name in row))
    sheet.append(heads)
    for row in rows:
        sheet.append([row.get(head, "") for head in heads])
    book.save(path)
    return path


def upload(page: Page, title: str, path: Path, *, button: str = "上传并预览") -> None:
    """Choose a file for a table, send it, wait for its preview."""
    page.get_by_label(f"选择{title}文件").set_input_files(path)
    form = page.locator("form", has=page.get_by_label(f"选择{title}文件"))
    form.get_by_role("button", name=button).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(path.name)
    expect(page.locator(".qx-figures")).to_be_visible()


def counts(page: Page) -> dict[str, int]:
    """Return the preview's counts by kind."""
    texts = page.locator(".qx-figures a").all_inner_texts()
    pairs = (text.split("\n") for text in texts)
    return {label: int(value.replace(",", "")) for value, label in pairs}


def apply(page: Page) -> None:
    """Apply a preview and wait until it is done."""
    page.get_by_role("button", name="应用").first.click()
    expect(page.get_by_role("button", name="撤销这次导入")).to_be_visible()
