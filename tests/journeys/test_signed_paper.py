"""A college's report is signed by both heads, sealed, filed and accepted, at a desk and on a phone.

``QUXIANG_PICTURES`` names a folder for pictures of the main stations.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page, expect

from journeys.installation import Installation, seeded, served
from journeys.papered import DEAN, SECRETARY
from journeys.story import Story
from journeys.visitors import go, visitor
from seals.making import authority, pdf, sealed, unit, with_more

CENTRE, COLLEGE = "钱明", "赵秋"
TITLE = "就业核查整改报告"
ROOT = authority("省电子印章根证书")


@pytest.fixture
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Serve a copy: who heads a college here, does so in no other story."""
    with served(seeded(tmp_path_factory.mktemp("papered")), demo=True) as made:
        yield made


@pytest.fixture
def story(chromium: Browser, own: Installation, tmp_path: Path) -> Iterator[Story]:
    about = own.ask("journeys.papered")
    with ExitStack() as stack:
        people = {}
        for who in (CENTRE, COLLEGE, SECRETARY, DEAN):
            people[who] = stack.enter_context(visitor(chromium, own, phone=who == DEAN))
            people[who].log_in_as(who)
        yield Story(own, about, people, tmp_path)


def test_a_report_is_signed_by_two_sealed_filed_and_accepted(story: Story) -> None:
    address = the_college_brings_it(story)
    both_heads_sign(story, address)
    the_centre_trusts_an_authority(story)
    the_college_seals_and_files_it(story, address)
    the_centre_accepts(story, address)


def file_of(story: Story, name: str, content: bytes) -> str:
    path = story.folder / name
    path.write_bytes(content)
    return str(path)


def the_college_brings_it(story: Story) -> str:
    page = story.page(COLLEGE)
    go(page, "签署文件")
    story.look(COLLEGE, "60-签署文件")
    page.get_by_role("link", name="上传待签文件").click()
    page.get_by_label("名称").fill(TITLE)
    page.locator("input[type=file]").set_input_files(file_of(story, "报告.pdf", pdf(2)))
    story.look(COLLEGE, "61-上传")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("已备好，请核对无误后送签")).to_be_visible()
    page.get_by_role("button", name="送签").click()
    expect(page.get_by_text("已送签，已通知签字人。")).to_be_visible()
    with page.expect_download() as given:
        page.get_by_role("button", name="打印签字页").click()
    content = given.value.path().read_bytes()
    with pypdfium2.PdfDocument(content) as printed:
        printed[0].render(scale=2).to_pil().save(story.folder / "签字页.png")
    (story.folder / "签字页.pdf").write_bytes(content)
    story.look(COLLEGE, "62-签署中")
    return page.url.removeprefix(story.school.url)


def both_heads_sign(story: Story, address: str) -> None:
    for who in (SECRETARY, DEAN):
        page = story.page(who)
        story.open(who, "/papers/waiting/")
        page.get_by_role("link", name=TITLE).first.click()
        story.look(who, f"63-待签-{who}")
        page.get_by_role("button", name="同意并签字").click()
        expect(page.get_by_text("已签字。")).to_be_visible()
        expect(page.get_by_role("button", name="同意并签字")).to_have_count(0)
    story.look(DEAN, "64-已签-手机")


def the_centre_trusts_an_authority(story: Story) -> None:
    page = story.page(CENTRE)
    go(page, "电子签章")
    page.locator("#root-file").set_input_files(file_of(story, "root.pem", ROOT.certificate))
    page.locator("#basis").fill("校长办公会纪要")
    page.get_by_role("button", name="信任", exact=True).click()
    expect(page.get_by_text("已信任，以后上传的电子签章文件按它核验。")).to_be_visible()
    page.get_by_label("单位", exact=True).select_option(label=str(story.about["college"]))
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("私钥已加密封存").first).to_be_visible()
    story.look(CENTRE, "65-电子签章")


def bring(page: Page, path: str) -> None:
    if not page.locator("#file-seal").is_visible():
        page.locator("summary").get_by_text("登记电子签章文件").click()
    page.locator("#file-seal").set_input_files(path)
    page.get_by_role("button", name="核验并登记").click()


def the_college_seals_and_files_it(story: Story, address: str) -> None:
    page = story.open(COLLEGE, address)
    expect(page.get_by_text("没有盖章件不能报送。")).to_be_visible()
    with page.expect_download() as given:
        page.get_by_role("link", name="PDF", exact=True).click()
    ours = given.value.path().read_bytes()
    keyed = unit(ROOT, name=str(story.about["college"]))
    with ThreadPoolExecutor() as beside:  # pyHanko wants a loop of its own, the browser has one
        good = beside.submit(sealed, ours, keyed).result()
    bring(page, file_of(story, "改动.pdf", with_more(good)))
    expect(page.get_by_role("alert")).to_contain_text("签章之后又加了内容")
    story.look(COLLEGE, "66-改动过的")
    bring(page, file_of(story, "签章.pdf", good))
    expect(page.get_by_text("电子签章已核验通过并登记。")).to_be_visible()
    page.get_by_role("button", name="登记报送").click()
    expect(page.get_by_text("已登记报送。")).to_be_visible()
    story.look(COLLEGE, "67-已报送")


def the_centre_accepts(story: Story, address: str) -> None:
    page = story.page(CENTRE)
    story.open(CENTRE, "/papers/waiting/")
    page.get_by_role("link", name=TITLE).first.click()
    page.get_by_role("button", name="接收", exact=True).click()
    expect(page.get_by_text("已接收，已通知经办人。")).to_be_visible()
    story.look(CENTRE, "68-已接收")
    dean = story.open(DEAN, address)
    expect(dean.get_by_text("已接收").first).to_be_visible()
    story.look(DEAN, "69-已接收-手机")
