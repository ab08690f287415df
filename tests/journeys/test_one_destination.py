"""One graduate's destination, from a photo on a phone to the national confirmation and beyond.

One school and one window a person for the whole story; its parts follow each other.
``QUXIANG_PICTURES`` names a folder for pictures of the main stations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, expect

from journeys import books
from journeys.installation import Installation
from journeys.story import (
    CHOSEN,
    FIRM,
    TYPED,
    Story,
    cut,
    drop_export,
    fill,
    sheet,
    sign,
    submit,
    submit_in_vain,
)  # fmt: skip
from journeys.visitors import go, visitor
from web.uploads import picture


@pytest.fixture(scope="module")
def story(
    chromium: Browser, school: Installation, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Story]:
    about = school.ask("journeys.signatories")
    with ExitStack() as stack:
        people = {}
        for who in ("毕业生", "吴树人", "李建", "钱明", "赵秋"):
            made = stack.enter_context(visitor(chromium, school, phone=who == "毕业生"))
            made.log_in_as(who)
            people[who] = made
        yield Story(school, about, people, tmp_path_factory.mktemp("files"))


def a_photo_is_taken_and_what_was_typed_survives_a_lost_network(story: Story) -> None:
    page, made = story.page("毕业生"), story.people["毕业生"]
    story.open("毕业生", "/my/papers/")
    page.get_by_label("材料种类").select_option(label="劳动合同、聘用合同")
    photo = {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": picture((620, 810))}
    page.locator("input[type=file]").last.set_input_files(photo)  # type: ignore[arg-type]
    expect(page.locator("[data-pages] canvas")).to_be_visible()
    page.get_by_role("button", name="保存材料").click()
    expect(page.get_by_role("status").filter(has_text="已保存")).to_be_visible()
    story.look("毕业生", "1-材料")

    story.open("毕业生", "/my/destination/")
    page.get_by_role("link", name="开始填写").click()
    story.look("毕业生", "2-选去向")
    page.get_by_role("link", name="签劳动合同形式就业").first.click()
    with cut(made, "**/draft/", after=False), cut(made, "**/edit/", after=False):
        fill(page, TYPED, CHOSEN)
        expect(page.locator("#w-employer_uscc .qx-warning")).to_have_count(1)  # said once
        story.look("毕业生", "3-填写")
        submit_in_vain(page)
    story.open("毕业生", story.own("edit/?code=11"))
    expect(page.locator("#f-employer_name")).to_have_value(FIRM["employer_name"])
    expect(page.locator("#f-contact_phone")).to_have_value("13900000002")
    expect(page.locator("[data-qx-saved]")).to_have_text("草稿已保存")
    submit(page)
    expect(page.get_by_role("heading", name="已填报的去向")).to_be_visible()
    expect(page.get_by_text("审签中").first).to_be_visible()
    assert not page.evaluate("Object.keys(localStorage).some((key) => key.startsWith('qx-draft'))")
    story.look("毕业生", "4-已填报")


def returned_with_one_field_open_it_is_corrected_and_goes_on_where_it_was(
    story: Story,
) -> None:
    sign(story, "吴树人")
    page = story.open("李建", "/signing/")
    page.get_by_role("link", name=story.about["name"]).first.click()
    expect(page.get_by_text("劳动合同、聘用合同").first).to_be_visible()  # what is signed for
    story.look("李建", "5-审签")
    page.get_by_role("link", name="退回", exact=True).click()
    page.get_by_label("原因").first.fill("签约日期与合同不符")
    page.get_by_text("只开放其中几项修改").click()
    page.get_by_label("签约日期", exact=True).check()
    page.locator("#return").get_by_role("button", name="退回").click()
    expect(page.get_by_role("status").filter(has_text="已退回")).to_be_visible()

    own = story.open("毕业生", "/my/destination/")
    expect(own.get_by_role("alert")).to_contain_text("签约日期与合同不符")
    story.look("毕业生", "6-退回")
    own.get_by_role("link", name="修改并提交").click()
    expect(own.locator("#f-employer_name")).to_have_attribute("readonly", "")
    expect(own.locator("#f-employer_nature")).to_be_disabled()
    own.locator("#f-agreed_on").fill("2024-05-21")
    story.look("毕业生", "7-只改一项")
    with cut(story.people["毕业生"], "**/edit/", after=True):
        submit_in_vain(own)  # it arrives; the answer does not
    story.open("毕业生", "/my/destination/")
    expect(own.locator("dd", has_text="2024-05-21").first).to_be_visible()
    expect(own.get_by_text("第 2 版").first).to_be_visible()
    sign(story, "李建")
    sign(story, "钱明")


def the_recorder_enters_it_by_the_day_and_the_nation_confirms(story: Story) -> None:
    page, name = story.open("赵秋", "/today/"), story.about["name"]
    for title in ("未录入", "不一致", "被退回", "未确认"):
        expect(page.locator(".qx-figures a", has_text=title)).to_be_visible()
    story.look("赵秋", "8-今日")
    page.locator(".qx-figures a", has_text="未录入").click()
    expect(page.get_by_role("link", name=name)).to_be_visible()
    assert "已审签" in page.get_by_label("可复制的提醒文字").input_value()
    with page.expect_download() as given:
        page.get_by_role("button", name="下载导入文件").click()
    heads, rows = sheet(given.value.path())
    assert len(heads) == 37
    assert any(name in row for row in rows)
    story.look("赵秋", "9-未录入")
    drop_export(story, code="签劳动合同形式就业", employer=FIRM["employer_name"])
    story.open("赵秋", "/today/unentered/")
    expect(page.get_by_role("link", name=name)).to_have_count(0)
    story.open("赵秋", "/today/unconfirmed/")
    expect(page.get_by_role("link", name=name)).to_be_visible()

    told = story.open("钱明", "/destinations/guidance/")
    told.locator("[name=address]").fill("https://confirm.example.org/")
    told.locator("[name=basis]").fill("省厅 2024 年 5 月通知")
    told.get_by_role("button", name="保存新版").click()
    expect(told.get_by_text("第 1 版").first).to_be_visible()
    own = story.open("毕业生", "/my/destination/")
    expect(own.get_by_role("heading", name="登记在册的去向")).to_be_visible()
    own.get_by_role("button", name="对", exact=True).click()
    expect(own.get_by_text("您已答复：对。")).to_be_visible()
    expect(own.get_by_alt_text("二维码")).to_be_visible()
    story.look("毕业生", "10-核对之后")
    drop_export(
        story, code="签劳动合同形式就业", employer=FIRM["employer_name"], confirmed="2099-01-01"
    )
    own = story.open("毕业生", "/my/destination/")
    expect(own.get_by_text("您已在全国系统确认")).to_be_visible()
    story.look("毕业生", "11-已确认")


def a_change_leaves_the_old_one_valid_until_the_new_one_is_entered(story: Story) -> None:
    own = story.open("毕业生", "/my/destination/")
    own.get_by_role("button", name="变了").click()
    own.get_by_role("link", name="换一种").click()
    own.get_by_role("link", name="求职中").first.click()
    own.get_by_label("变更原因").fill("单位解约，重新找工作")
    submit(own)
    expect(own.get_by_role("heading", name="登记在册的去向")).to_be_visible()
    expect(own.get_by_role("heading", name="正在办理的变更")).to_be_visible()
    expect(own.get_by_text(FIRM["employer_name"]).first).to_be_visible()
    story.look("毕业生", "12-正在变更")
    sign(story, "吴树人")
    drop_export(story, code="70-QZZ")
    story.open("毕业生", "/my/destination/")
    expect(own.get_by_role("heading", name="正在办理的变更")).to_have_count(0)
    expect(own.locator(".qx-facts").first).to_contain_text("求职中")


def a_dispute_is_read_by_the_centre_and_not_by_the_college(story: Story) -> None:
    own, why = story.open("毕业生", "/my/destination/"), "我没有同意这样登记"
    own.get_by_label("哪里不对").fill(why)
    own.get_by_role("button", name="不对").click()
    expect(own.get_by_text("您已提出异议。")).to_be_visible()
    story.look("毕业生", "13-异议")
    page = story.open("赵秋", story.own())
    expect(page.get_by_text("有异议").first).to_be_visible()
    assert why not in page.content()
    assert story.page("赵秋").request.get(f"{story.school.url}/disputes/").status == 403
    page = story.open("钱明", "/disputes/")
    page.get_by_role("link", name=story.about["name"]).first.click()
    expect(page.get_by_text(why)).to_be_visible()
    story.look("钱明", "14-异议")
    page.get_by_label("核实到什么、怎么办").fill("已请学院核实，三天内答复。")
    page.get_by_role("button", name="答复").click()
    expect(page.locator(".qx-title").get_by_text("已答复")).to_be_visible()
    own = story.open("毕业生", story.own("answered/"))
    expect(own.get_by_text("已请学院核实，三天内答复。")).to_be_visible()


def working_freely_is_signed_and_stamped_on_paper_by_both_heads(story: Story) -> None:
    own = story.open("毕业生", story.own("edit/?code=76"))
    own.locator("#f-occupation").fill("图书翻译")
    own.locator("input[name=wage_floor_met][value=yes]").check()
    own.get_by_label("变更原因").fill("开始做图书翻译")
    submit(own)
    expect(own.get_by_role("heading", name="正在办理的变更")).to_be_visible()

    page = story.open("赵秋", story.own())
    page.locator("a[href$='/paper/']").first.click()
    address = page.url
    with page.expect_navigation():
        page.get_by_role("button", name="打印审核表").click()
    page = story.open("赵秋", story.own())
    number = page.get_by_text(re.compile("审〔[0-9]+〕[0-9]+ 号")).first.inner_text()
    page.goto(address)
    page.locator("#number").fill(re.findall("审〔[0-9]+〕[0-9]+ 号", number)[0])
    for hand in page.locator(".qx-hand").all():
        hand.locator("input[name=signed]").check()
        hand.locator("input[type=date]").fill(today())
    for stamp in page.locator("input[name=stamped]").all():
        stamp.check()
    assert page.locator("input[name=stamped]").count() == 2
    scan = {"name": "scan.jpg", "mimeType": "image/jpeg", "buffer": picture((630, 820))}
    page.locator("input[name=file]").set_input_files(scan)  # type: ignore[arg-type]
    story.look("赵秋", "17-纸质签字")
    page.get_by_role("button", name="保存扫描件和签字").click()
    expect(page.get_by_text("已审签").first).to_be_visible()
    expect(page.get_by_text("盖章在上：赵秋声明")).to_have_count(2)
    story.look("赵秋", "18-纸质签齐")


def today() -> str:
    return datetime.now(ZoneInfo("Asia/Shanghai")).date().isoformat()


def what_was_entered_before_is_taken_over_and_owes_no_signature(story: Story) -> None:
    page = story.page("钱明")
    go(page, "导入")
    row = {
        "学号": story.about["other_number"], "姓名": story.about["other_name"],
        "毕业去向": "签劳动合同形式就业", "单位名称": FIRM["employer_name"],
    }  # fmt: skip
    path = books.write(story.folder / "启用前.xlsx", [row])
    books.upload(page, "启用前的登记系统数据", path)
    story.look("钱明", "15-启用前")
    books.apply(page)
    story.open("钱明", f"/destinations/{story.about['other']}/")
    expect(page.get_by_text("已录入").first).to_be_visible()
    expect(page.get_by_text("启用前已录入，纸质审签").first).to_be_visible()
    story.look("钱明", "16-启用前")
    story.open("李建", "/signing/")
    expect(story.page("李建").get_by_role("link", name=story.about["other_name"])).to_have_count(0)


STORY = (
    a_photo_is_taken_and_what_was_typed_survives_a_lost_network,
    returned_with_one_field_open_it_is_corrected_and_goes_on_where_it_was,
    the_recorder_enters_it_by_the_day_and_the_nation_confirms,
    a_change_leaves_the_old_one_valid_until_the_new_one_is_entered,
    a_dispute_is_read_by_the_centre_and_not_by_the_college,
    working_freely_is_signed_and_stamped_on_paper_by_both_heads,
    what_was_entered_before_is_taken_over_and_owes_no_signature,
)


def test_one_destination_is_told_from_a_photo_to_its_end(story: Story) -> None:
    for part in STORY:
        part(story)
