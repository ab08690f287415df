"""A college's reply to a list from above, and the file that goes back with our answers."""

from __future__ import annotations

import hashlib
import subprocess
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from quxiang.web.alerts.models import CaseFile
from quxiang.web.alerts.services.answering import newest_event
from quxiang.web.audit.models import Entry
from quxiang.web.documents.models import Document
from quxiang.web.feedback.models import FeedbackFile, FeedbackList, Reply
from quxiang.web.release.models import Export
from web.alerting import entered, proved
from web.cast import Cast
from web.conftest import login
from web.feeding import HEAD, ROWS, TITLE, a_list, row
from web.papers import text_of
from web.uploads import paper

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def of(cast: Cast) -> FeedbackList:
    """Have 王's row answered as fixed, with a paper, and 李同名's not at all."""
    of = a_list(cast)
    entered(cast, cast.wang_graduate)
    proved(cast, cast.wang_graduate)
    case = row(1).case
    said = {"answer": "fixed", "text": "已补录劳动合同", "seen": newest_event(case)}
    assert login(Client(), cast.zhao).post(f"/alerts/{case.pk}/answer/", said).status_code == 302
    return of


def path(cast: Cast, of: FeedbackList, act: str = "") -> str:
    return f"/feedback/{of.pk}/replies/{cast.agronomy.pk}/{act}"


def composed(cast: Cast, of: FeedbackList) -> Reply:
    answer = login(Client(), cast.zhao).post(path(cast, of, "compose/"), {"seen": 0})
    assert answer.status_code == 302
    return Reply.objects.get(number=1)


def test_the_word_file_opens_in_another_program_and_says_the_same(
    cast: Cast, of: FeedbackList, tmp_path: Path
) -> None:
    made = composed(cast, of)
    given = login(Client(), cast.zhao).post(path(cast, of, "word/"))
    written = tmp_path / "答复.docx"
    written.write_bytes(given.content)
    told = f"-env:UserInstallation=file://{tmp_path}/office"
    command = ["soffice", "--headless", told, "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(written)], check=True, capture_output=True, timeout=180)
    shown = _flat(text_of((tmp_path / "答复.pdf").read_bytes()))
    for part in (made.facts, made.causes, made.rectification):
        assert all(_flat(line) in shown for line in part.splitlines())
    assert _flat(f"{cast.agronomy.name}关于{of}的答复") in shown
    assert _flat(made.papers[0]["title"]) in shown


def _flat(text: str) -> str:
    return "".join(text.split())


def test_what_came_with_an_answer_is_among_the_papers_until_it_is_withdrawn(
    cast: Cast, of: FeedbackList
) -> None:
    case, zhao = row(1).case, login(Client(), cast.zhao)
    back = {"text": "请附证明", "seen": newest_event(case)}
    assert login(Client(), cast.qian).post(f"/alerts/{case.pk}/back/", back).status_code == 302
    said = {"answer": "explained", "text": "单位改名，附证明", "seen": newest_event(case)}
    filed = SimpleUploadedFile("改名证明.pdf", paper())
    assert zhao.post(f"/alerts/{case.pk}/answer/", {**said, "file": filed}).status_code == 302
    file = CaseFile.objects.get()
    titles = {
        each["title"].rpartition(" ")[2]: each["sha256"] for each in composed(cast, of).papers
    }
    assert titles["改名证明.pdf"] == file.sha256
    zhao.post(f"/alerts/files/{file.pk}/withdraw/", {"reason": "传错了"})
    assert zhao.post(path(cast, of, "compose/"), {"seen": 1}).status_code == 302
    assert file.sha256 not in {each["sha256"] for each in Reply.objects.get(number=2).papers}


def test_a_reply_is_put_together_from_answers_versions_and_papers(
    cast: Cast, of: FeedbackList
) -> None:
    made = composed(cast, of)
    first, *lines = made.facts.splitlines()
    assert "反馈我院 2 条：已更正 1 条，属实有说明 0 条，与反馈不符 0 条，尚未答复 1 条" in first
    assert lines[0] == "第 4 行 王晓禾（20240001）：单位反馈未招用该生"
    assert made.causes == "（没有）"
    assert "第 1 版" in made.rectification
    assert "已补录劳动合同（已答复，待核实）" in made.rectification
    (paper,) = made.papers
    assert paper["title"].startswith("王晓禾（20240001） ")
    assert len(paper["sha256"]) == 64
    assert "陈小文" not in made.facts


def test_what_is_written_is_another_text_and_none_is_written_over(
    cast: Cast, of: FeedbackList
) -> None:
    composed(cast, of)
    client = login(Client(), cast.zhao)
    typed = {"facts": "事实如下", "causes": "工作疏漏", "rectification": "已整改", "seen": 1}
    thin = client.post(path(cast, of, "write/"), {**typed, "causes": " "})
    assert (thin.status_code, "都要写" in thin.content.decode()) == (422, True)
    assert client.post(path(cast, of, "write/"), typed).status_code == 302
    late = client.post(path(cast, of, "write/"), {**typed, "facts": "晚了一步"})
    assert late.status_code == 409
    assert Reply.objects.latest("number").facts == "事实如下"
    older = client.get(path(cast, of) + "?number=1").content.decode()
    assert "保存为新的一稿" not in older
    assert "单位反馈未招用该生" in older


def test_it_is_printed_for_stamp_and_signature_and_written_on_in_word(
    cast: Cast, of: FeedbackList
) -> None:
    composed(cast, of)
    client = login(Client(), cast.zhao)
    assert client.post(path(cast, of, "print/")).status_code == 302
    document = Document.objects.get(kind="reply")
    assert document.label.startswith("复〔")
    pdf = client.get(f"/documents/{document.pk}/")
    said = text_of(pdf.content)
    for words in ("核查反馈答复", "单位反馈未招用该生", "佐证目录", "在此加盖实物印章"):
        assert words in said
    assert client.post(path(cast, of, "print/")).status_code == 302
    assert Document.objects.filter(kind="reply").count() == 1  # the same text is the same document
    assert login(Client(), cast.sun).get(f"/documents/{document.pk}/").status_code == 404
    word = client.post(path(cast, of, "word/"))
    whole = ZipFile(BytesIO(word.content)).read("word/document.xml").decode()
    assert "已补录劳动合同" in whole
    assert Reply.objects.get().papers[0]["sha256"] in whole
    note = Entry.objects.get(action="reply.word")
    assert note.after["sha256"] == hashlib.sha256(word.content).hexdigest()


def test_another_college_neither_reads_nor_writes_it(cast: Cast, of: FeedbackList) -> None:
    composed(cast, of)
    for who, read, write in (
        (cast.sun, 404, 404), (cast.li, 200, 403), (cast.zhou, 200, 403), (cast.qian, 200, 302),
    ):  # fmt: skip
        client = login(Client(), who)
        assert client.get(path(cast, of)).status_code == read
        newest = Reply.objects.latest("number").number
        typed = {"facts": "甲", "causes": "乙", "rectification": "丙", "seen": newest}
        assert client.post(path(cast, of, "write/"), typed).status_code == write
    page = login(Client(), cast.sun).get(f"/feedback/{of.pk}/replies/").content.decode()
    assert "农学院" not in page


def test_the_file_goes_back_as_it_came_with_our_answers_beside(
    cast: Cast, of: FeedbackList
) -> None:
    file = FeedbackFile.objects.get()
    client = login(Client(), cast.qian)
    address = f"/feedback/files/{file.pk}/answers/"
    assert client.post(address, {"purpose": "报"}).status_code == 422
    answer = client.post(address, {"purpose": "报省教育厅核查组"})
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    assert (sheet.title, sheet.cell(1, 1).value) == ("反馈", TITLE)
    assert [cell.value for cell in sheet[3]][: len(HEAD)] == list(HEAD)
    for at, given in enumerate(ROWS, 4):
        kept = [cell.value or "" for cell in sheet[at]][: len(HEAD)]
        assert kept == list(given)
    ours = [cell.value or "" for cell in sheet[4]][len(HEAD) :]
    assert ours[:3] == ["王晓禾（20240001）", "已更正", "已补录劳动合同"]
    assert ours[4] == "已答复，待核实"
    assert [cell.value for cell in sheet[8]][len(HEAD) :][:2] == ["没有对应到毕业生", "尚未答复"]
    export = Export.objects.get()
    assert (export.rows, export.purpose) == (len(ROWS), "报省教育厅核查组")
    assert login(Client(), cast.zhao).get(address).status_code == 403
    assert login(Client(), cast.sun).post(address, {"purpose": "看看别人的"}).status_code == 403
