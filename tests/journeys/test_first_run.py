"""An empty installation becomes a school somebody can work with, one step after the other."""

from __future__ import annotations

from pathlib import Path

import pyotp
from playwright.sync_api import Browser, Page, expect

from journeys import books
from journeys.installation import Installation
from journeys.visitors import go, visitor

STAFF = [
    {
        "工号": "8002",
        "姓名": "赵秋",
        "单位": "农学院",
        "岗位": "录入员",
        "身份证号后六位": "008002",
    },
    {
        "工号": "8004",
        "姓名": "孙文",
        "单位": "文学院",
        "岗位": "录入员",
        "身份证号后六位": "008004",
    },
]
ROSTER = [
    {"姓名": "单雄信", "学号": "20240001", "学院": "农学院", "专业": "农学", "学历": "本科生毕业"},
    {"姓名": "王晓禾", "学号": "20240002", "学院": "文学院", "专业": "汉语言文学", "学历": "31"},
]
DAYS = [{"日期": "2024-06-10", "名称": "端午节", "调休上班": "否"}]


def test_an_empty_installation_becomes_a_school(
    chromium: Browser, nothing: Installation, tmp_path: Path
) -> None:
    with visitor(chromium, nothing) as made:
        page = made.open("/")
        found_school(page, nothing.setup_key)
        bind_authenticator(page)
        expect(page.get_by_role("heading", level=1)).to_have_text("首次设置")
        assert done(page) == []
        add_colleges(page, "农学院", "文学院")
        open_cohort(page)
        for title, rows in (("教职工与岗位", STAFF), ("毕业生名册", ROSTER), ("节假日", DAYS)):
            bring(page, title, rows, tmp_path)
        go(page, "首次设置")
        page.get_by_role("button", name="给自己写一条").click()
        expect(page.get_by_role("status")).to_contain_text("测试消息已写入发件箱")
        assert done(page) == ["学院", "教职工", "岗位", "届别", "名册", "校历", "测试消息"]
        page.get_by_role("link", name="打开首页").click()
        expect(page.get_by_role("link", name="单雄信")).to_be_visible()


def found_school(page: Page, key: str) -> None:
    """Found the school; a wrong key is refused and what was typed stays."""
    for label, value in (
        ("学校代码", "10467"), ("学校名称", "云梦大学"), ("您的工号", "8001"), ("您的姓名", "钱明"),
    ):  # fmt: skip
        page.get_by_label(label).fill(value)
    for given in ("geraten", key):
        page.get_by_label("设置密码").fill("麦田-守望-7788")
        page.get_by_label("安装口令").fill(given)
        page.get_by_role("button", name="建立并登录").click()
        if given != key:
            expect(page.get_by_role("alert")).to_contain_text("安装口令不对")
            expect(page.get_by_label("学校名称")).to_have_value("云梦大学")
    expect(page.get_by_role("heading", level=1)).to_have_text("绑定验证器")


def bind_authenticator(page: Page) -> None:
    """Type the key into an authenticator, its code here; keep the recovery codes."""
    secret = page.locator("#totp-key").inner_text().replace(" ", "")
    page.get_by_label("验证码").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="绑定").click()
    expect(page.locator("ol li code")).to_have_count(10)
    page.get_by_role("link", name="完成").click()


def done(page: Page) -> list[str]:
    """Return the steps that are marked as done."""
    steps = page.locator(".qx-step", has=page.get_by_text("完成", exact=True))
    return [text.split(". ")[1] for text in steps.locator("h2").all_inner_texts()]


def add_colleges(page: Page, *names: str) -> None:
    page.get_by_role("link", name="学院：去设置").click()
    for name in names:
        page.get_by_text("添加单位", exact=True).click()
        form = page.locator("details[open]")
        form.get_by_label("名称").fill(name)
        form.get_by_role("button", name="添加").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(name)
        go(page, "单位与岗位")
    expect(page.get_by_text("还没有录入员的学院")).to_be_visible()


def open_cohort(page: Page) -> None:
    go(page, "首次设置")
    page.get_by_label("届", exact=True).fill("2024")
    page.get_by_role("button", name="开设这一届").click()
    expect(page.get_by_text("2024 届")).to_be_visible()


def bring(page: Page, title: str, rows: list[dict[str, str]], folder: Path) -> None:
    """Download a table's sample, fill it in, upload it, look at its preview, apply it."""
    go(page, "导入")
    with page.expect_download() as download:
        page.get_by_role("link", name=f"下载{title}样表").click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    books.upload(page, title, books.fill_in(path, rows))
    assert books.counts(page)["新增"] == len(rows)
    books.apply(page)
