"""What tests of feedback share: a list as somebody above may write it, taken in by the centre."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from quxiang.web.common import sealed
from quxiang.web.feedback.models import FeedbackList, FeedbackRow
from quxiang.web.imports.models import Import
from quxiang.web.jobs.services import work_off
from quxiang.web.roster.models import Graduate
from web.cast import Cast, graduate
from web.conftest import login

IDENTITY = "11010519491231002X"
TITLE = "2024 届毕业生就业数据核查反馈名单"
HEAD = ("序号", "高校", "学生姓名", "公民身份号码", "学号", "院系名称", "核查结果", "备用")
ROWS = (
    ("1", "云梦大学", "王晓禾", IDENTITY, "", "", "单位反馈未招用该生", "甲"),
    ("2", "云梦大学", "陈小文", "", "20240002", "", "本人称未就业", ""),
    ("3", "云梦大学", "李同名", "", "", "农学院", "学籍专业与上报不一致", ""),
    ("4", "云梦大学", "李同名", "", "", "", "联系电话无法接通", ""),
    ("5", "云梦大学", "赵不在", "", "", "农学院", "查无此人", ""),
    ("6", "云梦大学", "周另名", "", "20240001", "", "姓名不符", ""),
)
ABOUT = {
    "source": "ministry", "round": "第 2 轮", "document_no": "教监函〔2024〕3 号",
    "received_on": "2026-12-01", "due_on": "2026-12-15",
}  # fmt: skip


def people(cast: Cast) -> Graduate:
    """Put two of one name on the roster, and 王's identity number; return 农学院's of them."""
    person = cast.wang_graduate.person
    for name, value in sealed.columns("identity", IDENTITY).items():
        setattr(person, name, value)
    person.save()
    graduate(cast.cohort, cast.letters, "20240012", "李同名")
    return graduate(cast.cohort, cast.agronomy, "20240011", "李同名")


def listed(rows: Sequence[Sequence[str]] = ROWS, head: Sequence[str] = HEAD) -> SimpleUploadedFile:
    """Return a list with a title above its header, as those above write them."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("反馈")
        sheet.write(0, 0, TITLE)
        for at, row in enumerate((head, *rows), 2):
            sheet.write_row(at, 0, row)
    return SimpleUploadedFile("反馈名单.xlsx", buffer.getvalue())


def taken(cast: Cast, file: SimpleUploadedFile | None = None, **about: str) -> Import:
    """Take a list in as the centre does, up to its preview."""
    client = login(Client(), cast.qian)
    answer = client.post("/feedback/take/", {**ABOUT, **about, "file": file or listed()})
    assert answer.status_code == 302, answer.content.decode()
    work_off()
    upload = Import.objects.latest("pk")
    assert upload.state == "preview", upload.problem
    return upload


def done(cast: Cast, upload: Import, act: str = "apply") -> Import:
    login(Client(), cast.qian).post(f"/imports/{upload.pk}/{act}/")
    work_off()
    upload.refresh_from_db()
    return upload


def a_list(cast: Cast) -> FeedbackList:
    """Take a list in and apply it."""
    people(cast)
    assert done(cast, taken(cast)).state == "applied"
    return FeedbackList.objects.get()


def row(number: int) -> FeedbackRow:
    """Return a row by the number it bears itself; three rows stand above."""
    return FeedbackRow.objects.select_related("case", "graduate").get(number=number + 3)
