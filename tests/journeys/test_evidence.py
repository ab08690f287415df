"""On a phone: photograph a pay slip, cover the numbers with a finger, and see that it worked."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

from journeys.visitors import Visitor
from web.uploads import heic, paper, photo, picture

#: reads a pixel of the kept file, as parts of its width and height
PIXEL = """async ([path, x, y]) => {
  const picture = new Image();
  picture.src = path;
  await picture.decode();
  const canvas = document.createElement('canvas');
  canvas.width = picture.naturalWidth;
  canvas.height = picture.naturalHeight;
  const context = canvas.getContext('2d');
  context.drawImage(picture, 0, 0);
  return Array.from(context.getImageData(canvas.width * x, canvas.height * y, 1, 1).data);
}"""


def file(name: str, kind: str, content: bytes) -> Any:
    return {"name": name, "mimeType": kind, "buffer": content}


def choose(page: Page, given: Any) -> Locator:
    """Choose a file and return its pages, once they can be drawn on."""
    page.locator("input[type=file]").last.set_input_files(given)
    shown = page.locator("[data-pages] canvas")
    expect(shown.first).to_be_visible()
    return shown


def drag(page: Page, on: Locator, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Draw with one finger, from and to parts of an element."""
    on.scroll_into_view_if_needed()
    box = on.bounding_box()
    assert box is not None
    places = [
        {"x": box["x"] + x * box["width"], "y": box["y"] + y * box["height"]}
        for x, y in (start, ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2), end)
    ]
    finger = page.context.new_cdp_session(page)
    for kind, place in zip(("touchStart", "touchMove", "touchMove"), places, strict=True):
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [place]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_a_graduate_covers_a_pay_slip_with_a_finger(phone: Visitor) -> None:
    phone.log_in_as("毕业生")
    page = phone.open("/my/papers/")
    page.get_by_label("材料种类").select_option(label="收入证明、收入流水")
    pages = choose(page, file("slip.jpg", "image/jpeg", picture((600, 800))))
    drag(page, pages.first, (0.1, 0.1), (0.4, 0.3))  # not drawing yet: the finger scrolls
    expect(page.locator("[data-count]")).to_be_empty()
    page.get_by_role("button", name="开始遮盖").tap()
    drag(page, pages.first, (0.1, 0.1), (0.4, 0.3))
    drag(page, pages.first, (0.6, 0.6), (0.7, 0.7))
    expect(page.locator("[data-count]")).to_have_text("已遮盖 2 处")
    page.get_by_role("button", name="撤销一块").click()
    expect(page.locator("[data-count]")).to_have_text("已遮盖 1 处")
    page.get_by_label("薪酬达到当地最低工资标准").select_option("yes")
    page.get_by_label(re.compile("^依据")).select_option(label="工资条")
    page.get_by_role("button", name="保存材料").click()
    expect(page.get_by_text("遮盖的内容已不可恢复")).to_be_visible()
    expect(page.get_by_text("薪酬达标")).to_be_visible()
    kept = page.locator("a.qx-paper-look").first.get_attribute("href")
    assert max(page.evaluate(PIXEL, [kept, 0.25, 0.2])[:3]) < 60
    red = page.evaluate(PIXEL, [kept, 0.25, 0.6])
    assert (red[0] > 200, red[1] < 60) == (True, True)
    assert phone.overflow <= 0


def test_what_the_browser_cannot_show_the_server_draws(phone: Visitor) -> None:
    phone.log_in_as("毕业生")
    page = phone.open("/my/papers/")
    page.get_by_label("材料种类").select_option(label="劳动合同、聘用合同")
    expect(choose(page, file("a.heic", "image/heic", heic()))).to_have_count(1)
    expect(choose(page, file("b.pdf", "application/pdf", paper(2)))).to_have_count(2)
    page.locator("input[type=file]").last.set_input_files(
        file("c.docx", "application/msword", b"PK\x03\x04 a document")
    )
    expect(page.locator("[data-chosen]")).to_contain_text("请在电脑上另存为")
    expect(choose(page, file("d.jpg", "image/jpeg", photo(turned=6)))).to_have_count(1)
    box = page.locator("[data-pages] canvas").bounding_box()
    assert box is not None
    assert box["height"] > box["width"]  # upright, as it will be kept
    phone.wrong.clear()  # the browser says that it cannot show a HEIC or a PDF as a picture


def test_the_recorder_reads_a_pdf_page_by_page(desk: Visitor, phone: Visitor) -> None:
    phone.log_in_as("毕业生")
    page = phone.open("/my/papers/")
    address = page.url
    page.get_by_label("材料种类").select_option(label="劳动合同、聘用合同")
    choose(page, file("b.pdf", "application/pdf", paper(3)))
    page.get_by_role("button", name="保存材料").click()
    expect(page.get_by_text("已保存。")).to_be_visible()

    desk.log_in_as("钱明")
    read = desk.open(address.removeprefix(desk.url).partition("#")[0])
    with read.context.expect_page() as opened:
        read.get_by_role("link", name="第 3 页").first.click()
    shown = opened.value
    shown.wait_for_load_state()
    assert shown.evaluate("document.contentType") == "image/jpeg"
    with read.expect_download() as given:
        read.get_by_role("link", name="下载").first.click()
    assert given.value.path().read_bytes() == paper(3)
