"""A graduate activates the account on a phone, and logs in again after leaving the campus."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from journeys.installation import Installation
from journeys.visitors import Visitor, go

PASSWORD = "麦穗-低头-2024"


def test_a_graduate_activates_and_logs_in_on_a_phone(
    desk: Visitor, phone: Visitor, school: Installation
) -> None:
    number = send_code(desk.log_in_as("赵秋"))
    sent = school.ask("journeys.outbox", number)
    assert sent["code"] not in desk.page.content()
    assert sent["code"] not in sent["shown"]

    page = phone.open("/login/")
    page.get_by_role("link", name="激活账号或忘记密码").tap()
    activate(page, number, sent["code"], tail="000000")
    expect(page.get_by_role("alert")).to_contain_text("激活码或身份证号后六位不符")
    activate(page, number, sent["code"], tail=sent["tail"])
    expect(page.get_by_text(number).first).to_be_visible()
    assert phone.overflow == 0

    log_out(page)
    page.get_by_label("工号或学号").fill(number)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).tap()
    expect(page.get_by_role("heading", name="我的去向")).to_be_visible()
    log_out(page)
    log_in_by_sms(page, number, school)


def send_code(page: Page) -> str:
    """Have a code sent to a graduate's own phone; return whose account it opens."""
    go(page, "毕业生")
    row = page.locator("tbody tr[data-row]").nth(5)
    number = row.locator("td").nth(1).inner_text()
    row.get_by_role("link").click()
    page.get_by_role("button", name="发送激活码到本人手机").click()
    expect(page.get_by_text("激活码已发到毕业生本人的手机")).to_be_visible()
    return number


def activate(page: Page, number: str, code: str, *, tail: str) -> None:
    page.get_by_label("工号或学号").fill(number)
    page.get_by_label("激活码").fill(code.lower())
    page.get_by_label("身份证号后六位").fill(tail)
    page.get_by_label("设置密码").fill(PASSWORD)
    page.get_by_role("button", name="激活并登录").tap()


def log_out(page: Page) -> None:
    page.get_by_role("button", name="退出登录").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("登录")


def log_in_by_sms(page: Page, number: str, school: Installation) -> None:
    """Log in with number and the code that was sent, as after leaving the campus."""
    page.get_by_role("link", name="手机验证码登录").tap()
    page.get_by_label("学号").fill(number)
    page.get_by_role("button", name="发送验证码").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("输入验证码")
    page.get_by_label("验证码").fill(school.ask("journeys.outbox", number)["code"])
    page.get_by_role("button", name="登录").tap()
    expect(page.get_by_role("heading", name="我的去向")).to_be_visible()
