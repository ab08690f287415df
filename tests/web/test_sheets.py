"""What of an uploaded file was not read, and how it is set right in the browser."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from quxiang.exchange.faults import problem, sentences
from quxiang.web.imports.models import Correction, Import, SavedMapping
from quxiang.web.imports.remedies import for_the_web
from quxiang.web.jobs.services import work_off
from web.cast import Cast
from web.conftest import login
from web.test_imports import uploaded

pytestmark = [pytest.mark.django_db, pytest.mark.database]
HEAD = ("姓名", "学号", "学院")
BACHELORS = (HEAD, ("李新禾", "20240101", "农学院"))
MASTERS = (HEAD, ("何新苗", "20240201", "农学院"), ("何新果", "20240202", "没有这个学院"))
Rows = Sequence[Sequence[str]]


def book(**sheets: Rows) -> SimpleUploadedFile:
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as made:
        for name, rows in sheets.items():
            sheet = made.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
    return SimpleUploadedFile("名册.xlsx", buffer.getvalue())


@pytest.fixture
def centre(client: Client, cast: Cast) -> Client:
    return login(client, cast.qian)


def page_of(client: Client, upload: Import) -> str:
    return client.get(f"/imports/{upload.pk}/").content.decode()


def set_right(client: Client, upload: Import, fields: Mapping[str, str]) -> Import:
    form = {"header": list(fields), "field": list(fields.values())}
    assert client.post(f"/imports/{upload.pk}/columns/", form).status_code == 302
    work_off()
    return Import.objects.get(pk=upload.pk)


def choose(client: Client, upload: Import, sheet: str) -> Import:
    assert client.post(f"/imports/{upload.pk}/columns/", {"sheet": sheet}).status_code == 302
    work_off()
    return Import.objects.get(pk=upload.pk)


def test_a_second_worksheet_of_graduates_is_said_and_can_be_read_instead(centre: Client) -> None:
    upload = uploaded(centre, book(本科=BACHELORS, 研究生=MASTERS, 说明=(("填表说明",),)))
    text = page_of(centre, upload)
    assert upload.counts == {"new": 1}
    assert "工作表“研究生”看来也是同样的表（约 2 行），没有读入；读的是“本科”" in text
    assert "请在下面改选要读的工作表" in text
    assert "<option selected>本科</option><option >研究生</option></select>" in text
    chosen = choose(centre, upload, "研究生")
    assert (chosen.sheet, chosen.counts) == ("研究生", {"new": 1, "problem": 1})
    assert "读的是工作表“研究生”" in page_of(centre, chosen)
    assert choose(centre, chosen, "本科").counts == {"new": 1}


def test_a_sheet_nobody_offers_is_not_read(centre: Client) -> None:
    upload = uploaded(centre, book(本科=BACHELORS, 研究生=MASTERS))
    assert choose(centre, upload, "说明").sheet == "本科"


def test_another_sheet_takes_neither_columns_nor_corrected_cells_along(centre: Client) -> None:
    upload = choose(centre, uploaded(centre, book(甲=BACHELORS, 乙=MASTERS)), "乙")
    centre.post(f"/imports/{upload.pk}/cells/", {"cell:3:college": "文学院"})
    work_off()
    assert Import.objects.get(pk=upload.pk).counts == {"new": 2}
    assert choose(centre, upload, "甲").counts == {"new": 1}
    assert not Correction.objects.exists()
    assert not SavedMapping.objects.exists()


def test_setting_a_column_right_stays_on_the_sheet_that_was_chosen(centre: Client) -> None:
    upload = choose(centre, uploaded(centre, book(甲=BACHELORS, 乙=MASTERS)), "乙")
    again = set_right(centre, upload, {"姓名": "name", "学号": "student_no", "学院": "college"})
    assert (again.sheet, again.counts) == ("乙", {"new": 1, "problem": 1})
    assert again.problem["sheets"] == ["甲", "乙"]


def test_a_single_sheet_leaves_nothing_to_choose(centre: Client) -> None:
    upload = uploaded(centre, book(名册=BACHELORS))
    text = page_of(centre, upload)
    assert "读的是工作表“名册”" in text
    assert "读这一张" not in text
    assert "about-file" not in text


def test_a_column_nobody_knows_is_said_with_what_to_do_in_the_browser(centre: Client) -> None:
    rows = ((*HEAD, "暗号"), ("李新禾", "20240101", "农学院", "芝麻"))
    text = page_of(centre, uploaded(centre, book(名册=rows)))
    assert "“暗号”（D 列，1 格有内容）不知道是什么，没有读入" in text
    assert "每一列被认作什么" in text
    assert "--column" not in text


def test_nonsense_columns_are_offered_to_be_set_right_and_remembered(centre: Client) -> None:
    rows = (("云梦大学",), ("甲", "乙", "丙"), ("李新禾", "20240101", "农学院"))
    upload = uploaded(centre, book(名册=rows))
    text = page_of(centre, upload)
    assert upload.state == "unusable"
    assert [each["header"] for each in upload.columns] == ["甲", "乙", "丙"]
    assert "选对各列" in text
    assert "必需的列：学号 或 考生号 或 身份证号。" in text
    assert "按改正的列重新读取" in text
    assert "--column" not in text
    done = set_right(centre, upload, {"甲": "name", "乙": "student_no", "丙": "college"})
    assert (done.state, done.counts) == ("preview", {"new": 1})
    assert uploaded(centre, book(名册=rows)).counts == {"new": 1}


def test_a_lacking_column_names_what_is_needed_and_can_be_pointed_at(centre: Client) -> None:
    rows = (("姓名", "编码", "学院"), ("李新禾", "20240101", "农学院"))
    upload = uploaded(centre, book(名册=rows))
    text = page_of(centre, upload)
    assert "缺少必需的列：学号 或 考生号 或 身份证号" in text
    assert "--column" not in text
    fields = {"姓名": "name", "编码": "student_no", "学院": "college"}
    assert set_right(centre, upload, fields).counts == {"new": 1}


def test_a_file_without_anything_like_a_header_offers_no_columns(centre: Client) -> None:
    upload = uploaded(centre, book(名册=(("1", "2"), ("3", "4"))))
    assert (upload.state, upload.columns) == ("unusable", [])
    assert "按改正的列重新读取" not in page_of(centre, upload)


def test_a_row_without_a_name_says_so_once_and_can_be_set_right(centre: Client) -> None:
    rows = (HEAD, ("", "20240101", "农学院"), ("李新苗", "20240102", "农学院"))
    upload = uploaded(centre, book(名册=rows))
    bad = upload.rows.get(number=2)
    assert [(each["column"], each["message"], each["remedy"]) for each in bad.problems] == [
        ("姓名", "没有填写姓名。", "名册里没有这个号码；新增的人要写明姓名。")
    ]
    centre.post(f"/imports/{upload.pk}/cells/", {"cell:2:name": "李新禾"})
    work_off()
    assert Import.objects.get(pk=upload.pk).counts == {"new": 2}


def test_a_formula_without_a_value_for_a_name_is_said_once(centre: Client) -> None:
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as made:
        sheet = made.add_worksheet("名册")
        sheet.write_row(0, 0, HEAD)
        sheet.write_formula(1, 0, "=X1", value="")
        sheet.write_row(1, 1, ("20240101", "农学院"))
        sheet.write_row(2, 0, ("李新苗", "20240102", "农学院"))
    upload = uploaded(centre, SimpleUploadedFile("名册.xlsx", buffer.getvalue()))
    said = upload.rows.get(number=2).problems
    assert len(said) == 1, said
    assert said[0]["code"] in ("formula_without_value", "missing_value")


def test_no_sentence_about_a_file_advises_the_command_line_in_the_browser() -> None:
    facts = dict.fromkeys(
        ("sheet", "sheets", "rows", "table", "needed", "seen", "unused", "cohorts", "file", "used",
         "detail", "header", "fields", "field", "letter", "count", "first", "first_cell", "second",
         "second_cell", "title", "cohort", "table_name", "value", "code"), "…",
    )  # fmt: skip
    ours = [
        code for code, said in sentences().items() if "--" in str(said) or "quxiang" in str(said)
    ]
    assert len(ours) > 10
    for code in ours:
        shown = for_the_web(problem(code, None, "", **facts))
        assert "--" not in shown.message + shown.remedy, code
        assert "quxiang" not in shown.message + shown.remedy, code
