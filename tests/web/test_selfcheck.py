"""学院自查: plan from the template, report from what was concluded, both heads, the centre."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from docx import Document
from docx.shared import Pt

from quxiang.web.accounts.models import User
from quxiang.web.audit.models import Entry
from quxiang.web.common import clock
from quxiang.web.notifications.models import Message
from quxiang.web.orgs.kinds import PostKind
from quxiang.web.orgs.models import Appointment
from quxiang.web.orgs.services.units import add_unit
from quxiang.web.papers.models import Paper
from quxiang.web.season.models import Snapshot
from quxiang.web.season.services.taking import snapshot
from quxiang.web.selfcheck.models import CheckedRecord, PlanTemplate, Selfcheck
from quxiang.web.selfcheck.reading import texts_in
from quxiang.web.selfcheck.reminding import remind
from quxiang.web.selfcheck.wordfile import shipped, word_of
from web.cast import Cast, appointed, staff
from web.checking import NOTHING, RIGHT, WRONG, conclude, file_for, now_of
from web.conftest import login
from web.office import pages_in_office
from web.papering import Heads, act, handed, heads
from web.papering import scan as a_scan

pytestmark = pytest.mark.django_db
PLAN = "由党委副书记牵头，逐条核查，七月二十日前查完。"


def send(user: User, cast: Cast, verb: str, *, seen: int | None = None, **typed: Any) -> Any:
    """Act as the page does that was opened just now."""
    found = Selfcheck.objects.filter(college=cast.agronomy).first()
    shown = seen if seen is not None else found.revision if found else 0
    client = login(Client(raise_request_exception=False), user)
    path = f"/selfcheck/{cast.agronomy.pk}/{verb}/"
    return client.post(path, {"seen": shown, **typed})


def page(user: User, cast: Cast) -> str:
    text: str = login(Client(), user).get(f"/selfcheck/{cast.agronomy.pk}/").content.decode()
    return text


def concluded(cast: Cast, said: dict[str, str] = RIGHT) -> Snapshot:
    """Have the only record of 农学院 concluded on, and the cohort frozen."""
    file_for(cast.wang_graduate, cast.wang)
    assert conclude(cast.li, cast.wang_graduate, "college", said).status_code == 302
    return snapshot(cohort=cast.cohort, by=cast.qian, why="自查")


def drafted(cast: Cast) -> Selfcheck:
    concluded(cast)
    assert send(cast.zhao, cast, "plan", plan=PLAN).status_code == 302
    assert send(cast.zhao, cast, "draft").status_code == 302
    return Selfcheck.objects.get()


def test_a_plan_begins_with_the_centre_s_template_and_is_the_college_s_own(cast: Cast) -> None:
    words = "一、本年度自查请重点核对小微企业和灵活就业的材料。"
    form = {"seen": 0, "text": words}
    assert login(Client(), cast.qian).post("/selfcheck/template/", form).status_code == 302
    assert words in page(cast.zhao, cast)
    assert send(cast.zhao, cast, "plan", plan=PLAN).status_code == 302
    found = Selfcheck.objects.get()
    assert (found.plan, found.template) == (PLAN, 1)
    again = login(Client(raise_request_exception=False), cast.qian)
    assert again.post("/selfcheck/template/", form).status_code == 409
    assert again.post("/selfcheck/template/", {"seen": 1, "text": "短"}).status_code == 422
    assert PlanTemplate.objects.count() == 1
    assert login(Client(), cast.zhao).get("/selfcheck/template/").status_code == 403


def test_a_report_freezes_conclusions_and_links_its_numbers_to_the_snapshot(cast: Cast) -> None:
    frozen = concluded(cast, WRONG)
    assert send(cast.zhao, cast, "draft").status_code == 302
    found = Selfcheck.objects.get()
    assert CheckedRecord.objects.get().conclusion == now_of(cast.wang_graduate, "college")
    told = dict(found.facts["checked"])
    assert (told["应核查的记录"], told["已有结论的记录"], told["有问题的记录"]) == (1, 1, 1)
    assert (told["其中：数据有误"], told["自查发现的问题转为预警"]) == (1, 1)
    assert found.facts["snapshot"]["sha256"] == frozen.sha256
    shown = page(cast.zhao, cast)
    assert f"snapshot={frozen.number}" in shown
    link = next(each for each in shown.split('"') if "code=placement_rate" in each)
    explained = login(Client(), cast.zhao).get(link.replace("&amp;", "&"))
    assert explained.status_code == 200
    conclude(cast.li, cast.wang_graduate, "college", RIGHT)
    found.refresh_from_db()
    assert dict(found.facts["checked"])["有问题的记录"] == 1  # as it was when it was drafted


def test_without_a_snapshot_there_is_nothing_to_draft_from(cast: Cast) -> None:
    refused = send(cast.zhao, cast, "draft")
    assert refused.status_code == 422
    assert "还没有快照" in refused.content.decode()
    assert not Selfcheck.objects.exists()


def test_a_report_is_not_signed_while_a_record_lacks_a_conclusion(cast: Cast) -> None:
    snapshot(cohort=cast.cohort, by=cast.qian, why="自查")
    send(cast.zhao, cast, "draft")
    refused = send(cast.zhao, cast, "hand_over")
    assert refused.status_code == 422
    said = refused.content.decode()
    assert "还有 1 条记录没有学院的核查结论" in said
    assert f"/worksheets/?college={cast.agronomy.pk}" in said
    assert not Paper.objects.exists()


def test_what_changed_since_it_was_drafted_is_drafted_again_first(cast: Cast) -> None:
    drafted(cast)
    conclude(cast.li, cast.wang_graduate, "college", RIGHT)
    refused = send(cast.zhao, cast, "hand_over")
    assert refused.status_code == 422
    assert "请重新汇总" in refused.content.decode()
    send(cast.zhao, cast, "draft")
    assert send(cast.zhao, cast, "hand_over").status_code == 302


def test_both_heads_sign_it_is_stamped_filed_accepted_and_receipts_are_kept(cast: Cast) -> None:
    who = heads(cast)
    drafted(cast)
    assert send(cast.zhao, cast, "hand_over").status_code == 302
    paper = Paper.objects.get()
    assert "selfcheck" in login(Client(), cast.zhao).get(f"/papers/{paper.pk}/").content.decode()
    assert act(cast.zhao, paper, "send").status_code == 302
    locked = send(cast.zhao, cast, "write", findings="改一改已经送签的报告文字。")
    assert locked.status_code == 422
    assert "不能再改" in locked.content.decode()
    for head in (who.he, who.yuan):
        assert act(head, paper, "sign").status_code == 302
    assert paper.state == "signed"
    filed(cast, paper, who)


def filed(cast: Cast, paper: Paper, who: Heads) -> None:
    """Stamp and file it, have it accepted, keep the receipt of the registering system."""
    stamped = act(cast.zhao, paper, "stamp", file=a_scan(), checked="yes", compared="on")
    assert stamped.status_code == 302, stamped.content.decode()[:3000]
    today = clock.today().isoformat()
    given = {"place": "centre", "on": today, "handed_by": "赵秋"}
    assert act(cast.zhao, paper, "file", **given).status_code == 302
    assert "已报送" in page(cast.zhao, cast)
    assert act(who.cong, paper, "accept").status_code == 302
    system = {"place": "system", "on": today, "handed_by": "赵秋", "number": "HZ-2024-01"}
    assert act(cast.zhao, paper, "receive", **system, file=a_scan()).status_code == 302
    assert list(paper.receipts.values_list("place", "number")) == [
        ("centre", ""), ("system", "HZ-2024-01"),
    ]  # fmt: skip
    assert "已接收" in page(cast.qian, cast)


def test_a_record_that_changes_stops_the_signing(cast: Cast) -> None:
    who = heads(cast)
    drafted(cast)
    send(cast.zhao, cast, "hand_over")
    paper = Paper.objects.get()
    act(cast.zhao, paper, "send")
    cast.wang_graduate.evidence.update(removed_at=clock.now())
    refused = act(who.he, paper, "sign")
    assert refused.status_code == 422
    assert "还有 1 条记录没有学院的核查结论" in refused.content.decode()


def test_parts_are_worded_in_the_page_and_stay_when_it_is_drafted_again(cast: Cast) -> None:
    drafted(cast)
    words = "查出两份材料缺页，均已补齐。"
    assert send(cast.zhao, cast, "write", findings=words).status_code == 302
    send(cast.zhao, cast, "draft")
    assert words in page(cast.zhao, cast)
    own = {each["key"]: each["own"] for each in Selfcheck.objects.get().sections}
    assert own == {
        "organisation": False, "method": False, "findings": True, "rectification": False,
        "next": False,
    }  # fmt: skip
    refused = send(cast.zhao, cast, "write", findings="", method="改好了的自查方法一段。")
    assert refused.status_code == 422
    assert "“三、发现的问题”至少写 10 个字。" in refused.content.decode()
    told = {key: text for key, _, text in refused.context["sections"]}
    assert (told["findings"], told["method"]) == ("", "改好了的自查方法一段。")
    assert send(cast.zhao, cast, "write", seen=1, findings=words * 2).status_code == 409
    assert Entry.objects.filter(action="selfcheck.write").count() == 1


def test_the_word_file_comes_back_with_its_text_and_without_its_numbers(cast: Cast) -> None:
    drafted(cast)
    given = login(Client(), cast.zhao).get(f"/selfcheck/reports/{Selfcheck.objects.get().pk}/word/")
    assert given.headers["Content-Type"].endswith("document")

    file = Document(BytesIO(given.content))
    for each in file.paragraphs:
        if each.text.startswith("核查中发现"):
            each.text = "查出一份材料缺页，已补齐，详见附件。"
    file.tables[0].rows[1].cells[1].text = "9999"
    buffer = BytesIO()
    file.save(buffer)
    back = SimpleUploadedFile("报告.docx", buffer.getvalue())
    assert send(cast.zhao, cast, "upload", file=back).status_code == 302
    shown = page(cast.zhao, cast)
    assert "查出一份材料缺页" in shown
    assert "9999" not in shown


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("none", "还没有选择文件"), ("text", "不是能打开的 Word 文件"),
        ("damaged", "不是能打开的 Word 文件"), ("empty", "“三、发现的问题”至少写 10 个字"),
        ("lacks", "没有“三、发现的问题”"), ("twice", "出现了两次"), ("strange", "报告没有的标题"),
    ],
)  # fmt: skip
def test_a_word_file_that_is_no_report_is_refused_with_why(
    cast: Cast, change: str, said: str
) -> None:
    found = drafted(cast)
    file = Document(BytesIO(word_of(found)))
    title = next(each for each in file.paragraphs if each.text == "三、发现的问题")
    if change == "lacks":
        title.text = ""
    elif change == "empty":
        after = file.paragraphs[[each.text for each in file.paragraphs].index(title.text) + 1]
        after.text = ""
    elif change == "twice":
        file.add_heading("三、发现的问题", 1)
    elif change == "strange":
        title.insert_paragraph_before("六、其他", style="Heading 1")
    buffer = BytesIO()
    file.save(buffer)
    content = b"x" if change == "text" else buffer.getvalue()
    if change == "damaged":  # still an archive, whose packed bytes are others
        half = content.index(b"word/document.xml") + 60
        content = content[:half] + b"\xff" * 200 + content[half + 200 :]
    typed = {} if change == "none" else {"file": SimpleUploadedFile("a.docx", content)}
    refused = send(cast.zhao, cast, "upload", **typed)
    assert refused.status_code == 422
    assert said in refused.content.decode()
    assert Selfcheck.objects.get().revision == found.revision


def test_the_word_file_of_a_report_says_what_the_report_says(cast: Cast) -> None:
    found = drafted(cast)
    assert texts_in(word_of(found)) == {each["key"]: each["text"] for each in found.sections}
    assert word_of(found) == word_of(found)


def shipped_but(change: Callable[[Any], None]) -> bytes:
    """Return the shipped template of reports as an office changed it."""
    file, buffer = Document(BytesIO(shipped())), BytesIO()
    change(file)
    file.save(buffer)
    return buffer.getvalue()


def test_a_report_by_the_offices_own_template_comes_back_as_it_was(cast: Cast) -> None:
    def own(file: Any) -> None:
        file.paragraphs[0].insert_paragraph_before("云梦大学学生工作部制")
        heading = next(each for each in file.paragraphs if "findings_title" in each.text)
        heading.runs[0].font.size = Pt(20)

    found, where = drafted(cast), "/word-templates/selfcheck/upload/"
    file = SimpleUploadedFile("自查.docx", shipped_but(own))
    typed = {"file": file, "note": "加了落款", "seen": 0}
    assert login(Client(), cast.qian).post(where, typed).status_code == 302
    word = word_of(found)
    assert Document(BytesIO(word)).paragraphs[0].text == "云梦大学学生工作部制"
    assert texts_in(word) == {each["key"]: each["text"] for each in found.sections}


@pytest.mark.parametrize(
    ("at", "text", "said"),
    [
        ("{{ method_title }}", "方法", "报告没有的标题"),
        ("{{ findings_title }}", "{{ next_title }}", "出现了两次"),
        ("{%p for each in method %}", "（此处盖章）", "读不出“二、自查方法”"),
    ],
)  # fmt: skip
def test_a_template_whose_reports_would_not_read_back_is_refused(
    cast: Cast, at: str, text: str, said: str
) -> None:
    def spoiled(file: Any) -> None:
        paragraph = next(each for each in file.paragraphs if each.text == at)
        if "for" in at:
            paragraph.insert_paragraph_before(text)
        else:
            paragraph.runs[0].text = text

    file = SimpleUploadedFile("自查.docx", shipped_but(spoiled))
    typed = {"file": file, "note": "改了标题", "seen": 0}
    refused = login(Client(), cast.qian).post("/word-templates/selfcheck/upload/", typed)
    assert refused.status_code == 422
    assert said in refused.content.decode()


def test_an_office_program_opens_the_word_file_with_all_its_parts(
    cast: Cast, tmp_path: Path
) -> None:
    found = drafted(cast)
    pages = pages_in_office(word_of(found), tmp_path)
    assert 1 <= len(pages) <= 4
    text = "".join(pages).replace(" ", "").replace("\n", "")
    for each in found.sections:
        assert each["text"].replace(" ", "")[:10] in text


def test_the_pdf_holds_text_numbers_plan_and_both_heads(cast: Cast) -> None:
    import pypdfium2

    drafted(cast)
    content = (
        login(Client(), cast.zhao)
        .get(f"/selfcheck/reports/{Selfcheck.objects.get().pk}/pdf/")
        .content
    )
    with pikepdf.open(BytesIO(content)) as opened:
        pages = len(opened.pages)
    document = pypdfium2.PdfDocument(content)
    text = "".join(each.get_textpage().get_text_range() for each in document)
    flat = "".join(text.split())
    wanted = [
        "农学院2024届毕业生就业自查报告", "应核查的记录", "毕业去向落实率", PLAN[:8],
        "学院党组织主要负责人", "学院行政主要负责人", f"共{pages}页",
    ]  # fmt: skip
    for said in wanted:
        assert said in flat, said


def test_only_the_own_college_writes_and_the_school_reads(cast: Cast) -> None:
    drafted(cast)
    assert send(cast.qian, cast, "plan", plan=PLAN).status_code == 403
    assert send(cast.zhou, cast, "draft").status_code == 403
    assert send(cast.sun, cast, "plan", plan=PLAN).status_code == 404
    assert "保存方案" not in page(cast.qian, cast)
    listed = login(Client(), cast.sun).get("/selfcheck/").content.decode()
    assert "文学院" in listed
    assert "农学院" not in listed


def test_a_report_that_is_late_says_so_until_it_is_handed_in(cast: Cast) -> None:
    """The cast works long after the July it was due in: it is taken all the same."""
    drafted(cast)
    assert "已过期限" in page(cast.zhao, cast)
    who = heads(cast)
    assert send(cast.zhao, cast, "hand_over").status_code == 302
    paper = Paper.objects.get()
    act(cast.zhao, paper, "send")
    for by in (who.he, who.yuan):
        act(by, paper, "sign")
    act(cast.zhao, paper, "stamp", compared="on", file=a_scan())
    act(cast.zhao, paper, "file", **handed())
    assert paper.state == "filed"
    assert "已过期限" not in page(cast.zhao, cast)


def test_a_college_without_a_graduate_is_told_that_there_is_nothing_to_check(cast: Cast) -> None:
    concluded(cast)
    empty = add_unit(school=cast.school, kind="college", name="新设学院", by=None)
    recorder = appointed(staff(cast.school, "8409", "岑新"), PostKind.RECORDER, empty)
    client, path = login(Client(), recorder), f"/selfcheck/{empty.pk}/"
    told = client.get(path).content.decode()
    assert "没有应核查的毕业生" in told
    assert "都有结论" not in told
    client.post(f"{path}plan/", {"seen": 0, "plan": PLAN})
    refused = client.post(f"{path}draft/", {"seen": 1})
    assert refused.status_code == 422
    assert "没有新设学院的毕业生" in refused.content.decode()
    sheets = client.get("/worksheets/", follow=True).content.decode()
    assert "还没有要核查的记录" in sheets


@pytest.mark.parametrize(
    ("day", "who"),
    [
        (datetime(2024, 7, 17, 10), {"赵秋", "李建"}), (datetime(2024, 7, 18, 10), set()),
        (datetime(2024, 7, 24, 10), {"赵秋", "李建"}), (datetime(2024, 7, 17, 20), set()),
        (datetime(2024, 8, 7, 10), {"李建"}),
    ],
)  # fmt: skip
def test_colleges_are_reminded_before_and_after_it_is_due(
    cast: Cast, day: datetime, who: set[str]
) -> None:
    """In August recorders are told of the season's work alone (N4)."""
    file_for(cast.wang_graduate, cast.wang)
    moment = clock.aware(day)
    clock.move_to(moment)
    Appointment.objects.update(started_at=moment)
    for _ in range(2):
        remind(moment)
    told = Message.objects.filter(template="selfcheck_due")
    own = told.filter(text__contains="农学院")
    assert {each.user.name for each in own if each.user is not None} == who
    assert own.count() == len(who)
    if who:
        assert "还有 1 条记录没有结论" in own[0].text


def test_who_handed_it_in_is_reminded_no_more(cast: Cast) -> None:
    file_for(cast.wang_graduate, cast.wang)
    conclude(cast.li, cast.wang_graduate, "college", NOTHING)
    moment = clock.aware(datetime(2024, 7, 17, 10))
    clock.move_to(moment)
    Appointment.objects.update(started_at=moment)
    found = Selfcheck.objects.create(
        school=cast.school, cohort=cast.cohort, college=cast.agronomy, plan=PLAN, changed_at=moment
    )
    Paper.objects.create(
        school=cast.school, kind="selfcheck_report", unit=cast.agronomy, cohort=cast.cohort,
        series="s", subject=found.pk, version=1, title="自查报告", state="filed", sha256="0" * 64,
        size=1, pages=1, prepared_by=cast.zhao, prepared_at=moment,
    )  # fmt: skip
    remind(moment)
    assert not Message.objects.filter(template="selfcheck_due", text__contains="农学院").exists()
