"""The school's report goes to the province, and an inspector gets a sealed pack and a whole file.

``QUXIANG_PICTURES`` names a folder for pictures of the main stations.
"""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from journeys.inspected import PARTY, PRESIDENT
from journeys.installation import Installation, seeded, served
from journeys.story import Story
from journeys.visitors import DESK, PHONE, go, visitor
from seals.making import authority, revoking, sealed, unit
from web.papers import text_of

CENTRE = "钱明"
ROOT = authority("省电子印章根证书")
RELOADS = 300


@pytest.fixture
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Serve a copy: who heads the school here, does so in no other story."""
    with served(seeded(tmp_path_factory.mktemp("inspected")), demo=True) as made:
        yield made


@pytest.fixture
def story(chromium: Browser, own: Installation, tmp_path: Path) -> Iterator[Story]:
    about = own.ask("journeys.inspected")
    with ExitStack() as stack:
        people = {}
        for who in (CENTRE, PARTY, PRESIDENT):
            people[who] = stack.enter_context(visitor(chromium, own, phone=who == PRESIDENT))
            people[who].log_in_as(who)
        yield Story(own, about, people, tmp_path)


def test_the_report_is_filed_and_an_inspector_gets_what_can_be_checked(story: Story) -> None:
    address = the_centre_assembles_the_report(story)
    both_heads_approve_it(story)
    it_is_sealed_and_filed_with_the_province(story, address)
    path, root = the_centre_packs(story)
    the_inspector_checks_the_pack(story, path, root)
    a_number_opens_the_whole_file(story)


def the_centre_assembles_the_report(story: Story) -> str:
    page = story.page(CENTRE)
    go(page, "学校核查报告")
    page.get_by_role("button", name="起草").click()
    expect(page.get_by_role("button", name="定稿，备好送签")).to_be_visible()
    lacking = page.get_by_text("没有签齐自查报告的学院")
    expect(lacking).to_contain_text(str(story.about["college"]))
    story.look(CENTRE, "80-核查报告")
    page.get_by_role("button", name="定稿，备好送签").click()
    expect(page.get_by_role("button", name="送签")).to_be_visible()
    page.get_by_role("button", name="送签").click()
    expect(page.get_by_text("已送签，已通知签字人。")).to_be_visible()
    return page.url.removeprefix(story.school.url)


def both_heads_approve_it(story: Story) -> None:
    for who in (PARTY, PRESIDENT):
        page = story.open(who, "/papers/waiting/")
        page.get_by_role("main").get_by_role("link", name="核查报告").first.click()
        expect(page.get_by_role("button", name="同意并签字")).to_be_visible()
        story.look(who, f"81-审核同意-{who}")
        page.get_by_role("button", name="同意并签字").click()
        expect(page.get_by_text("已签字。")).to_be_visible()


def file_of(story: Story, name: str, content: bytes) -> str:
    path = story.folder / name
    path.write_bytes(content)
    return str(path)


def it_is_sealed_and_filed_with_the_province(story: Story, address: str) -> None:
    page = story.page(CENTRE)
    go(page, "电子签章")
    page.locator("#root-file").set_input_files(file_of(story, "ca.pem", ROOT.certificate))
    page.locator("#basis").fill("校长办公会纪要")
    page.get_by_role("button", name="信任", exact=True).click()
    expect(page.get_by_text("已信任，以后上传的电子签章文件按它核验。")).to_be_visible()
    page.locator("#crl-file").set_input_files(file_of(story, "ca.crl", revoking(ROOT)))
    page.get_by_role("button", name="保存名单").click()
    expect(page.get_by_text("以后的核验都会查它")).to_be_visible()
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("私钥已加密封存").first).to_be_visible()
    story.look(CENTRE, "82-电子签章")
    story.open(CENTRE, address)
    with page.expect_download() as given:
        page.get_by_role("link", name="PDF", exact=True).click()
    ours = given.value.path().read_bytes()
    keyed = unit(ROOT, name=f"{story.about['school']}（公章）")
    with ThreadPoolExecutor() as beside:  # pyHanko wants a loop of its own, the browser has one
        good = beside.submit(sealed, ours, keyed).result()
    if not page.locator("#file-seal").is_visible():
        page.locator("summary").get_by_text("登记电子签章文件").click()
    page.locator("#file-seal").set_input_files(file_of(story, "签章.pdf", good))
    page.get_by_role("button", name="核验并登记").click()
    expect(page.get_by_text("不一致，请核对").first).to_be_visible()
    expect(page.get_by_role("button", name="登记报送")).to_have_count(0)
    story.look(CENTRE, "83-名称不一致")
    page.get_by_label("怎样核对的，为什么是该单位的证书").fill("与印章备案表核对，是学校公章的证书")
    page.get_by_role("button", name="确认是该单位的证书").click()
    expect(page.get_by_text("这份电子签章文件算盖过章")).to_be_visible()
    page.locator("#number-file").fill("省就业〔2024〕12 号")
    page.get_by_role("button", name="登记报送").click()
    expect(page.get_by_text("已登记报送。")).to_be_visible()
    page.get_by_role("button", name="登记对方已接收").click()
    expect(page.get_by_text("已接收").first).to_be_visible()
    expect(page.get_by_text("省就业〔2024〕12 号").first).to_be_visible()
    story.look(CENTRE, "84-已报送")


def the_centre_packs(story: Story) -> tuple[Path, str]:
    page = story.page(CENTRE)
    go(page, "迎检")
    page.get_by_role("link", name="生成材料包").first.click()
    page.get_by_label("用途").fill("省教育厅 2024 年就业数据核查")
    page.get_by_label("交给").fill("省就业中心 王处")
    page.get_by_label("随机抽几人").fill("3")
    page.get_by_label("种子").fill("inspector7")
    story.look(CENTRE, "85-生成材料包")
    page.get_by_role("button", name="提出，在后台生成").click()
    expect(page.get_by_text("已提出，在后台生成").first).to_be_visible()
    for _ in range(RELOADS):
        if page.get_by_role("button", name="下载").count():
            break
        page.reload()
    expect(page.get_by_text("清单散列").first).to_be_visible()
    story.look(CENTRE, "86-材料包")
    root = re.search(r"\b[0-9a-f]{64}\b", page.locator("code.qx-break").inner_text())
    assert root
    with page.expect_download() as given:
        page.get_by_role("button", name="下载").click()
    path = story.folder / "材料包.zip"
    given.value.save_as(path)
    with page.expect_download() as given:
        page.get_by_role("link", name="下载根证书").click()
    given.value.save_as(story.folder / "root.pem")
    return path, root[0]


def the_inspector_checks_the_pack(story: Story, path: Path, root: str) -> None:
    """Nothing is at hand but the zip, the hash on paper and the certificate."""
    trusted = str(story.folder / "root.pem")
    asked = ["pack", "verify", str(path), "--root", root, "--trust", trusted]
    done = subprocess.run(
        [sys.executable, "-m", "quxiang", *asked], capture_output=True, text=True,
        encoding="utf-8", check=False, cwd=story.folder,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"清单上{story.about['school']}的签章有效" in done.stdout
    with zipfile.ZipFile(path) as pack:
        names = pack.namelist()
        college = pack.read(f"自查清单/{story.about['college']}.html").decode()
        index = pack.read("索引.html").decode()
        pages = {name: pack.read(name) for name in names if name.endswith(".html")}
    assert [name for name in names if name.startswith("报告和回执/") and "核查报告" in name]
    assert "单位名称与合同不一致" in college
    assert "学校核查报告：第 1 版，已接收" in index
    for name, content in pages.items():
        (story.folder / name.replace("/", "-")).write_bytes(content)
    page = story.page(CENTRE)
    page.goto((story.folder / "索引.html").as_uri())
    story.look(CENTRE, "87-包内索引")


def a_number_opens_the_whole_file(story: Story) -> None:
    page = story.open(CENTRE, "/inspection/find/")
    page.get_by_label("学号或考生号").fill("2024****")
    page.get_by_role("button", name="打开", exact=True).click()
    expect(page.get_by_text("请输完整的学号或考生号")).to_be_visible()
    page.get_by_label("学号或考生号").fill(str(story.about["number"]))
    page.get_by_role("button", name="打开", exact=True).click()
    expect(page.get_by_role("heading", name="逐一核查的结论")).to_be_visible()
    expect(page.get_by_text("单位名称与合同不一致")).to_be_visible()
    story.look(CENTRE, "88-一人全档")
    on_a_phone(story, page)
    button = page.get_by_role("button", name="打印全档")
    expect(button).to_be_enabled()
    form = page.locator("form", has=button)
    given = page.request.post(
        f"{story.school.url}{form.get_attribute('action')}",
        form={"csrfmiddlewaretoken": form.locator("[name=csrfmiddlewaretoken]").input_value()},
        headers={"Referer": page.url},
    )
    assert given.status == 200
    text = text_of(given.body())
    for said in ("毕业生全档", str(story.about["name"]), "逐一核查的结论", "留痕"):
        assert said in text, said
    (story.folder / "全档.pdf").write_bytes(given.body())


def on_a_phone(story: Story, page: Page) -> None:
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    story.look(CENTRE, "89-一人全档-手机")
    page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
