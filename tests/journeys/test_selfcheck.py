"""A college's self-check: conclusions, report, both heads, the centre, then its compilation.

``QUXIANG_PICTURES`` names a folder for pictures of the main stations.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import docx
import pikepdf
import pypdfium2
import pytest
from playwright.sync_api import Browser, Page, expect

from journeys.crowd import PASSWORD
from journeys.installation import Installation, seeded, served
from journeys.papered import DEAN, SECRETARY
from journeys.story import Story
from journeys.visitors import go, visitor
from web.uploads import picture

CENTRE, COLLEGE, REVIEWER = "钱明", "赵秋", "李建"
PLAN = "由党委副书记牵头，两名审签人逐条核查，七月二十日前查完。"
WORDED, IN_WORD = "自查领导小组由党政负责人任组长。", "在 Word 里补写：逐条比对协议书与执照。"
CORRECTED, WHY = "按中心意见补充：已逐一电话核实。", "第二部分没有写明核实的办法"
#: a compilation is bound by the worker
BOUND_WITHIN = 60_000


@pytest.fixture
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Serve a copy: who heads a college here, does so in no other story."""
    with served(seeded(tmp_path_factory.mktemp("selfcheck")), demo=True) as made:
        yield made


@pytest.fixture
def story(chromium: Browser, own: Installation, tmp_path: Path) -> Iterator[Story]:
    about = own.ask("journeys.checked", "all")
    with ExitStack() as stack:
        people = {}
        for who in (CENTRE, COLLEGE, REVIEWER, SECRETARY, DEAN):
            people[who] = stack.enter_context(visitor(chromium, own, phone=who == DEAN))
            people[who].log_in_as(who)
        yield Story(own, about, people, tmp_path)


def test_a_self_check_is_drafted_signed_returned_corrected_accepted_and_compiled(
    story: Story,
) -> None:
    the_report_is_drafted_and_edited_in_the_page(story)
    it_goes_to_word_and_back(story)
    it_is_not_signed_while_a_record_lacks_a_conclusion(story)
    first = the_heads_sign_and_it_is_filed(story, 1)
    the_centre_returns_it(story, first)
    the_college_corrects_it(story)
    second = the_heads_sign_and_it_is_filed(story, 2)
    the_centre_accepts_and_receipts_are_kept(story, second)
    the_records_are_compiled_for_both_heads(story)


def keep(story: Story, name: str, page: Page, button: str) -> Path:
    """Download what a link gives."""
    with page.expect_download() as given:
        page.get_by_role("link", name=button, exact=True).first.click()
    path = story.folder / name
    given.value.save_as(path)
    return path


def printed(path: Path, name: str) -> list[str]:
    """Return the text of every page; draw them for whoever wants to look."""
    folder = os.environ.get("QUXIANG_PICTURES", "")
    with pypdfium2.PdfDocument(path) as pdf:
        if folder:
            for at in range(len(pdf)):
                pdf[at].render(scale=1.4).to_pil().save(Path(folder) / f"{name}-{at + 1}.png")
        return [page.get_textpage().get_text_range() for page in pdf]


def the_report_is_drafted_and_edited_in_the_page(story: Story) -> None:
    page = story.page(COLLEGE)
    go(page, "自查")
    page.get_by_role("link", name=str(story.about["college"])).click()
    page.locator("#plan").fill(PLAN)
    page.get_by_role("button", name="保存方案").click()
    expect(page.get_by_text("已保存自查方案。")).to_be_visible()
    page.get_by_role("button", name="汇总自查报告").click()
    expect(page.get_by_text("已汇总：结论已定格")).to_be_visible()
    page.locator("#part-organisation").fill(WORDED)
    page.get_by_role("button", name="保存文字").click()
    expect(page.get_by_text("已保存报告文字。")).to_be_visible()
    story.look(COLLEGE, "90-自查")
    page.locator('a[title="解释这个数"]').first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{story.about['college']}：")
    page.go_back()
    expect(page.locator("#part-organisation")).to_have_value(WORDED)


def it_goes_to_word_and_back(story: Story) -> None:
    page = story.page(COLLEGE)
    path = keep(story, "自查.docx", page, "Word")
    file = docx.Document(str(path))
    lines = [each.text for each in file.paragraphs]
    assert WORDED in lines
    at = lines.index("二、自查方法") + 1
    file.paragraphs[at].text = IN_WORD
    file.save(str(path))
    cut = docx.Document(str(path))
    heading = next(each for each in cut.paragraphs if each.text == "四、整改情况")
    heading._element.getparent().remove(heading._element)
    short = story.folder / "缺一部分.docx"
    cut.save(str(short))
    page.locator("#file").set_input_files(str(short))
    page.get_by_role("button", name="传回", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("没有“四、整改情况”这一部分")
    page.locator("#file").set_input_files(str(path))
    page.get_by_role("button", name="传回", exact=True).click()
    expect(page.get_by_text("已按 Word 文件更新各部分文字")).to_be_visible()
    expect(page.locator("#part-method")).to_have_value(IN_WORD)
    expect(page.locator("#part-organisation")).to_have_value(WORDED)


def it_is_not_signed_while_a_record_lacks_a_conclusion(story: Story) -> None:
    page = story.page(COLLEGE)
    page.get_by_role("button", name="备好文件，去送签").click()
    refused = page.get_by_role("alert")
    expect(refused).to_contain_text(f"还有 {story.about['left']} 条记录没有学院的核查结论")
    story.look(COLLEGE, "91-还缺结论")
    for key in story.about["lacking"]:
        one = story.open(REVIEWER, f"/worksheets/{key}/")
        expect(one.locator("[data-name]")).to_be_visible()
        one.keyboard.press("1")
        expect(one.get_by_text("已记下：")).to_be_visible()
    go(page, "自查")
    page.get_by_role("link", name=str(story.about["college"])).click()
    page.get_by_role("button", name="重新汇总").click()
    expect(page.get_by_text("已汇总：结论已定格")).to_be_visible()
    expect(page.locator("#part-method")).to_have_value(IN_WORD)
    told = printed(keep(story, "自查.pdf", page, "PDF"), "92-自查报告")
    counted = story.about["counted"]
    assert re.search(rf"应核查的记录\s*{counted}\s", "".join(told))
    assert re.search(r"还没有结论的记录\s*0\s", "".join(told))
    assert f"共 {len(told)} 页" in told[-1]


def the_heads_sign_and_it_is_filed(story: Story, version: int) -> str:
    page = story.page(COLLEGE)
    page.get_by_role("button", name="备好文件，去送签").click()
    expect(page.get_by_text("已备好要签的文件")).to_be_visible()
    return send_sign_stamp_and_file(story, version)


def send_sign_stamp_and_file(story: Story, version: int) -> str:
    page = story.page(COLLEGE)
    expect(page.get_by_text(f"第 {version} 版").first).to_be_visible()
    path = page.url.removeprefix(story.school.url)
    page.get_by_role("button", name="送签", exact=True).click()
    expect(page.get_by_text("已送签，已通知签字人。")).to_be_visible()
    for who in (SECRETARY, DEAN):
        one = story.open(who, path)
        expect(one.get_by_role("button", name="同意并签字")).to_be_visible()
        if one.locator("#secret").count():
            one.locator("#secret").fill(PASSWORD)
        one.get_by_role("button", name="同意并签字").click()
        expect(one.get_by_text("已签字。")).to_be_visible()
    story.look(DEAN, f"93-已签-手机-{version}")
    page = story.open(COLLEGE, path)
    stamped = {"name": "盖章.jpg", "mimeType": "image/jpeg", "buffer": picture()}
    page.locator("#file-stamp").set_input_files(stamped)  # type: ignore[arg-type]
    page.get_by_label("已核对：扫描件是这一版的打印件").check()
    page.get_by_role("button", name="登记盖章件").click()
    expect(page.get_by_text("已登记盖章件。")).to_be_visible()
    page.get_by_role("button", name="登记报送").click()
    expect(page.get_by_text("已登记报送。")).to_be_visible()
    return path


def the_centre_returns_it(story: Story, path: str) -> None:
    page = story.open(CENTRE, path)
    page.locator("summary", has_text="退回").click()
    page.locator("#text-return").fill(WHY)
    page.get_by_role("button", name="退回", exact=True).click()
    expect(page.get_by_text("已退回，已通知经办人。")).to_be_visible()


def the_college_corrects_it(story: Story) -> None:
    page = story.open(COLLEGE, "/inbox/")
    told = page.locator("section", has_text="被退回，请修改后另备一版").first
    told.get_by_role("link", name="打开").click()
    expect(page.get_by_text(WHY).first).to_be_visible()
    story.look(COLLEGE, "94-被退回")
    page.get_by_role("link", name="打开这份文件的来源").click()
    page.locator("#part-method").fill(CORRECTED)
    page.get_by_role("button", name="保存文字").click()
    expect(page.get_by_text("已保存报告文字。")).to_be_visible()


def the_centre_accepts_and_receipts_are_kept(story: Story, path: str) -> None:
    page = story.open(CENTRE, path)
    page.get_by_role("button", name="接收", exact=True).click()
    expect(page.get_by_text("已接收，已通知经办人。")).to_be_visible()
    page = story.open(COLLEGE, path)
    page.get_by_text("登记回执", exact=True).first.click()
    page.locator("#place-receive").select_option("system")
    page.locator("#number-receive").fill("ZC-2024-018")
    page.get_by_role("button", name="登记回执").click()
    expect(page.get_by_text("已登记回执。")).to_be_visible()
    expect(page.get_by_text("回执 ZC-2024-018").first).to_be_visible()
    story.look(COLLEGE, "95-回执")
    told = printed(keep(story, "已签.pdf", page, "PDF"), "96-已签自查报告")
    assert CORRECTED in re.sub(r"\s", "", "".join(told))


def released(story: Story, name: str, page: Page) -> Path:
    """Say at the gate what a file is for, and download it."""
    page.get_by_label("用途").fill("报学院党委会讨论")
    with page.expect_download() as given:
        page.get_by_role("button", name="下载").click()
    path = story.folder / name
    given.value.save_as(path)
    return path


def the_records_are_compiled_for_both_heads(story: Story) -> None:
    page = story.page(COLLEGE)
    go(page, "材料汇编")
    page.get_by_role("button", name="汇编", exact=True).click()
    expect(page.get_by_text("开始汇编")).to_be_visible()
    ready = page.get_by_role("link", name="签字、盖章、报送")
    expect(ready).to_be_visible(timeout=BOUND_WITHIN)
    story.look(COLLEGE, "97-汇编")
    number = int(page.locator('[data-label="页数"]').first.inner_text().replace(",", ""))
    page.get_by_role("link", name="下载").first.click()
    volume = released(story, "第1册.pdf", page)
    with pikepdf.open(volume) as bound:
        assert len(bound.pages) == number
    printed(volume, "98-分册")
    go(page, "材料汇编")
    page.locator("td a", has_text="第 1 版").first.click()
    page.get_by_role("link", name="PDF", exact=True).first.click()
    index = printed(released(story, "封面.pdf", page), "99-封面和总目录")
    page.go_back()
    whole = "".join(index)
    assert str(story.about["rare"]) in whole
    assert f"{story.about['records']} 条" in whole
    heads = [text for text in index[1:] if "毕业去向" in text]
    assert len(heads) == len(index) - 1  # the head of the long table stands on every page of it
    send_sign_stamp_and_file(story, 1)
    expect(page.get_by_text("已登记报送。")).to_be_visible()
