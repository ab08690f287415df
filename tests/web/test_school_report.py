"""The school's report: drafted from a snapshot, worded, frozen, signed by both heads, filed."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from quxiang.web.common import clock
from quxiang.web.evidence.storage import vault
from quxiang.web.orgs.kinds import PostKind
from quxiang.web.papers.models import Paper
from quxiang.web.schoolreport.models import SchoolReport
from quxiang.web.schoolreport.paper import pdf_of
from quxiang.web.schoolreport.sections import SECTIONS
from quxiang.web.schoolreport.services import writing
from quxiang.web.season.services.taking import snapshot
from quxiang.web.verification.models import SampledRecord
from web import calling
from web.cast import Cast, appointed, staff
from web.conftest import login
from web.office import pages_in_office
from web.papering import act
from web.papers import pages_of, text_of
from web.signing import file
from web.test_pages import a_case
from web.uploads import picture

pytestmark = [pytest.mark.django_db, pytest.mark.database]
SITE = "https://quxiang.example/"


def frozen(cast: Cast) -> Any:
    return snapshot(cohort=cast.cohort, by=cast.qian, why="核查")


def drafted(cast: Cast) -> SchoolReport:
    file(cast, {"code": "801", "employer_name": "云梦大学"}, by=cast.zhao)
    frozen(cast)
    answer = login(Client(), cast.qian).post("/schoolreport/draft/")
    assert answer.status_code == 302, answer.content.decode()
    return SchoolReport.objects.get()


def do(cast: Cast, report: SchoolReport, verb: str, **typed: Any) -> Any:
    report.refresh_from_db()
    given = {"seen": report.revision, **typed}
    answer = login(Client(), cast.qian).post(f"/schoolreport/{report.pk}/{verb}/", given)
    report.refresh_from_db()
    return answer


def page(cast: Cast, report: SchoolReport) -> str:
    answer = login(Client(), cast.qian).get(f"/schoolreport/{report.pk}/")
    assert answer.status_code == 200
    return str(answer.content.decode())


def table(report: SchoolReport, title: str) -> list[list[dict[str, str]]]:
    tables = [each for section in report.facts for each in section["tables"]]
    return next(each["rows"] for each in tables if each["title"] == title)


def test_without_a_snapshot_nothing_is_drafted_and_the_page_says_what_to_do(cast: Cast) -> None:
    client = login(Client(), cast.qian)
    assert "还没有起草" in client.get("/schoolreport/").content.decode()
    answer = client.post("/schoolreport/draft/")
    assert (answer.status_code, "还没有快照" in answer.content.decode()) == (422, True)


def test_every_section_has_its_text_and_every_rate_leads_to_its_explanation(cast: Cast) -> None:
    report = drafted(cast)
    told = page(cast, report)
    for each in SECTIONS:
        assert each.title in told
        assert each.opening in told
    rates = table(report, "各项比率")
    assert len(rates) >= 8
    client = login(Client(), cast.qian)
    for title, rate in rates:
        asked = parse_qs(urlsplit(rate["url"]).query)
        assert asked["snapshot"] == [str(report.snapshot.number)]
        explained = client.get(rate["url"])
        assert explained.status_code == 200, title
        numerator, denominator = rate["counts"].split("/")
        assert int(numerator) <= int(denominator) == 2


def test_cases_are_counted_by_kind_and_by_college_as_their_lists_do(cast: Cast) -> None:
    a_case(cast)
    a_case(cast, "closed", closed_at=clock.now(), outcome="fixed")
    a_case(cast, "closed", closed_at=clock.now(), outcome="withdrawn")
    report = drafted(cast)
    texts = [[cell["text"] for cell in row] for row in table(report, "按种类")]
    kind = next(row for row in texts if row[0].startswith("V501"))
    assert kind[1:] == ["3", "1", "0", "1", "0", "0", "1"]
    by_college = {row[0]["text"]: row for row in table(report, "按学院")}
    assert by_college["农学院"][1]["text"] == "3"
    assert by_college["文学院"][1]["text"] == "0"
    open_ = by_college["农学院"][2]
    listed = login(Client(), cast.qian).get(open_["url"]).content.decode()
    assert "共 <b>1</b> 条" in re.sub(r"\s+", " ", listed) or "V501" in listed


def test_worksheets_of_every_college_are_told(cast: Cast) -> None:
    rows = {row[0]["text"]: row for row in table(drafted(cast), "逐一核查的结论")}
    assert {"农学院", "文学院", "合计"} <= set(rows)
    assert rows["合计"][1]["text"] == "0/2"


def test_closed_surveys_are_told_and_a_share_of_few_is_not(cast: Cast) -> None:
    kept = calling.a_survey(cast, "closed")
    SampledRecord.objects.update(state="done", outcome="inconsistent", done_at=clock.now())
    (row,) = table(drafted(cast), "抽查核实")
    assert row[0]["text"].startswith("第 1 号 第一轮")
    assert row[1]["text"] == "1／1"
    assert "不足 30 人，不报比例" in row[2]["text"]
    assert row[1]["url"] == f"/verification/{kept['survey']}/results/"


def test_words_change_and_numbers_do_not_until_they_are_drawn_again(cast: Cast) -> None:
    report = drafted(cast)
    before = report.facts
    texts = {each.code: f"{each.title}的新文字。" for each in SECTIONS}
    assert do(cast, report, "edit", title="核查报告", **texts).status_code == 302
    assert (report.facts, report.texts["method"]) == (before, "一、自查方式的新文字。")
    assert do(cast, report, "edit", title="", **texts).status_code == 422
    assert do(cast, report, "edit", seen=0, title="旧页", **texts).status_code == 409
    a_case(cast)
    assert do(cast, report, "draw").status_code == 302
    assert report.facts != before
    assert report.texts["method"] == "一、自查方式的新文字。"


def test_the_pdf_says_it_all_with_page_x_of_y_and_is_the_same_again(cast: Cast) -> None:
    report = drafted(cast)
    report.texts["method"] = "罕用字㐂𠮷䶮。" * 400
    pdf = pdf_of(report, SITE)
    pages = pages_of(pdf)
    assert len(pages) > 2
    assert f"第2页，共{len(pages)}页" in pages[1]
    for said in ("自查方式", "毕业去向落实率", "逐一核查的结论", report.snapshot.sha256[:16]):
        assert said in "".join(pages), said
    assert pdf == pdf_of(report, SITE)


def test_the_word_file_has_headings_and_tables(cast: Cast) -> None:
    report = drafted(cast)
    answer = login(Client(), cast.qian).get(f"/schoolreport/{report.pk}/word/")
    made = docx.Document(io.BytesIO(answer.content))
    texts = [each.text for each in made.paragraphs]
    assert all(each.title in texts for each in SECTIONS)
    count = sum(len(each["tables"]) for each in report.facts)
    assert len(made.tables) == count
    heads = [each.rows[0].cells[0].text for each in made.tables]
    assert heads[:2] == ["学院", "指标"]


def test_the_colleges_that_lack_a_signed_report_are_named(cast: Cast) -> None:
    Paper.objects.create(
        school=cast.school, cohort=cast.cohort, unit=cast.agronomy, kind="selfcheck_report",
        series="自查", version=2, title="农学院自查报告", state="filed", sha256="0" * 64, size=9,
        pages=1, prepared_by=cast.zhao, prepared_at=clock.now(),
    )  # fmt: skip
    report = drafted(cast)
    rows = {row[0]["text"]: row[1:] for row in table(report, "各学院自查报告和证明材料汇编")}
    assert rows["农学院"][0]["text"] == "第 2 版，已报送"
    assert rows["农学院"][0]["url"].startswith("/papers/")
    assert [each["text"] for each in rows["文学院"]] == ["没有签齐的"] * 2
    assert "没有签齐自查报告的学院：文学院" in page(cast, report)


def test_an_office_program_opens_the_word_file(cast: Cast, tmp_path: Path) -> None:
    report = drafted(cast)
    answer = login(Client(), cast.qian).get(f"/schoolreport/{report.pk}/word/")
    pages = pages_in_office(answer.content, tmp_path)
    assert 1 <= len(pages) <= 12
    text = "".join(pages)
    assert "自查方式" in text
    assert "毕业去向落实率" in text


def test_both_heads_of_the_school_sign_and_it_is_filed_with_the_province(cast: Cast) -> None:
    head = PostKind.SCHOOL_HEAD
    party = appointed(staff(cast.school, "8501", "鲁书"), head, title="党委书记")
    office = appointed(staff(cast.school, "8502", "康校"), head, title="校长")
    report = drafted(cast)
    assert do(cast, report, "freeze").status_code == 302
    paper = Paper.objects.get()
    assert (report.state, report.paper, paper.kind) == ("frozen", paper, "school_report")
    content = vault.content_of(paper.school_id, paper.sha256)
    assert report.title.replace(" ", "") in text_of(content)
    assert do(cast, report, "edit", title="再改").status_code in (409, 422)
    assert act(cast.qian, paper, "send").status_code == 302
    assert act(party, paper, "sign").status_code == 302
    assert act(party, paper, "sign").status_code == 403
    assert act(office, paper, "sign").status_code == 302
    assert paper.state == "signed"
    stamped = SimpleUploadedFile("盖章.jpg", picture())
    assert act(cast.qian, paper, "stamp", file=stamped, compared="on").status_code == 302
    filed = {
        "place": "province", "on": clock.today().isoformat(), "handed_by": "钱明",
        "number": "省就〔2024〕17 号",
    }  # fmt: skip
    answer = act(cast.qian, paper, "file", **filed)
    assert answer.status_code == 302, answer.content.decode()
    assert (paper.state, paper.receipts.get().number) == ("filed", "省就〔2024〕17 号")


def test_what_is_withdrawn_is_worded_again_as_the_next_version(cast: Cast) -> None:
    report = drafted(cast)
    do(cast, report, "freeze")
    paper = Paper.objects.get()
    answer = act(cast.qian, paper, "withdraw", text="数字还要再核一遍")
    assert answer.status_code == 302
    report.refresh_from_db()
    assert report.state == "drafted"
    clock.move_to(clock.now() + timedelta(minutes=1))
    assert do(cast, report, "draw").status_code == 302
    assert do(cast, report, "freeze").status_code == 302
    assert [each.version for each in Paper.objects.order_by("version")] == [1, 2]
    assert writing.KIND == "school_report"
