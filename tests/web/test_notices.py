"""约谈通知与整改通知书: from ticked cases to a college's answer, and what nobody else sees."""

from __future__ import annotations

import io
import json
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document as Word

from quxiang.web.alerts.models import CaseEvent
from quxiang.web.audit.models import Entry
from quxiang.web.common import clock, sealed
from quxiang.web.common.refusals import InvalidError
from quxiang.web.documents import store
from quxiang.web.documents.models import Counter, Document
from quxiang.web.documents.services.making import INPUT, made_again
from quxiang.web.notices.models import CollegeNotice, NoticeFile
from quxiang.web.notices.reminding import remind
from quxiang.web.notices.services import drafting, stepping
from quxiang.web.notifications.models import Message
from quxiang.web.release.models import Export
from web.alerting import entered
from web.bulletining import see, send
from web.cast import Cast, graduate
from web.noticing import SITE, a_case, answered, drafted, head, issued
from web.office import pages_in_office
from web.papers import pages_of
from web.uploads import photo

pytestmark = [pytest.mark.django_db, pytest.mark.database]
#: names no ordinary font has
RARE = ("王㐂", "李𠮷", "张䶮", "赵𬱖")


def text_of(pdf: bytes) -> str:
    return "".join("".join(pages_of(pdf)).split())


def word_text(content: bytes) -> str:
    word = Word(io.BytesIO(content))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(each.text for each in word.paragraphs), *cells])


def draft(cast: Cast, cases: list[Any], **typed: Any) -> Any:
    given = {"selected": [each.pk for each in cases], **typed}
    return send(cast.qian, "/notices/draft/", **given)


def act(user: Any, notice: CollegeNotice, verb: str, **typed: Any) -> Any:
    given = {"seen": notice.revision, **typed}
    return send(user, f"/notices/{notice.pk}/{verb}/", **given)


def fields(day: int = 5, **more: Any) -> dict[str, Any]:
    return {
        "kind": "rectify", "reply_by": (clock.today() + timedelta(days=day)).isoformat(), **more,
    }  # fmt: skip


def test_from_ticked_cases_to_an_answer_that_will_do(cast: Cast) -> None:
    """The centre drafts, words and issues; the head reads, answers with a file; it is accepted."""
    han = head(cast)
    entered(cast, cast.wang_graduate)
    one, two = a_case(cast), a_case(cast, rule="V502", message="王晓禾 的单位写得不全。")
    asked = draft(cast, [one, two])
    assert (asked.status_code, "农学院" in asked.content.decode()) == (200, True)
    assert draft(cast, [one, two], **fields()).status_code == 302
    made = CollegeNotice.objects.get()
    assert (made.college, made.state, made.document) == (cast.agronomy, "drafted", None)
    assert [each["id"] for each in made.facts["cases"]] == [one.pk, two.pk]
    row = made.facts["cases"][0]["records"][0]
    assert (row["student_no"], row["name"], row["version"]) == ("20240001", "王晓禾", "第 1 版")
    assert see(han, f"/notices/{made.pk}/").status_code == 404  # a draft is the centre's

    words = {
        "title": "关于农学院材料缺失的整改通知书", "matter": "发现两处材料缺失。",
        "demand": "补齐材料。", "reply_by": made.reply_by.isoformat(),
    }  # fmt: skip
    assert act(cast.qian, made, "edit", **words).status_code == 302
    made.refresh_from_db()
    assert act(cast.qian, made, "edit", **words).status_code == 422  # nothing changed
    assert act(cast.qian, made, "issue").status_code == 302
    made.refresh_from_db()
    assert made.document is not None
    assert (made.state, made.document.number, made.document.label[0]) == ("issued", 1, "整")
    assert Message.objects.filter(user=han, template="notice").count() == 1
    events = CaseEvent.objects.filter(kind="noticed", case__in=[one, two])
    assert [made.document.label in each.text for each in events] == [True, True]
    case = see(cast.zhao, f"/alerts/{one.pk}/").content.decode()
    assert f"/notices/{made.pk}/" in case
    assert "发出约谈或整改通知" in case

    page = see(han, f"/notices/{made.pk}/").content.decode()
    assert all(each in page for each in ("补齐材料。", "王晓禾", made.document.label))
    file = SimpleUploadedFile("整改报告.jpg", photo(6))
    said = {"text": "已补齐，责任人已提醒。", "file": file, "title": "整改报告"}
    assert act(han, made, "answer", **said).status_code == 302
    kept, first = NoticeFile.objects.get(), made.revision
    made.refresh_from_db()
    assert (made.state, kept.title, made.revision) == ("answered", "整改报告", first + 1)
    assert see(cast.qian, f"/notices/files/{kept.pk}/1/").status_code == 200
    assert see(cast.zhou, f"/notices/files/{kept.pk}/1/").status_code == 403
    assert see(cast.sun, f"/notices/files/{kept.pk}/1/").status_code == 404

    back = {"text": "请写明责任认定。", "reply_by": (made.reply_by + timedelta(days=3)).isoformat()}
    assert act(cast.qian, made, "return", **{**back, "text": ""}).status_code == 422
    assert act(cast.qian, made, "return", **back).status_code == 302
    made.refresh_from_db()
    assert act(han, made, "answer", text="责任人已作检查。").status_code == 302
    made.refresh_from_db()
    assert act(cast.qian, made, "accept").status_code == 302
    made.refresh_from_db()
    verbs = list(made.steps.values_list("verb", flat=True))
    assert verbs == ["draft", "edit", "issue", "answer", "return", "answer", "accept"]
    noted = Entry.objects.filter(action__startswith="collegenotice.").order_by("seq")
    assert [each.action[14:] for each in noted] == verbs


def test_numbers_are_by_kind_and_year_and_have_no_gaps(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What fails gives its number back; a draft that is withdrawn never had one."""
    dropped = drafted(cast)
    stepping.withdraw(notice=dropped, text="另行处理", seen=1, by=cast.qian)
    first = issued(cast)

    def broken(*_: Any) -> None:
        raise RuntimeError("the worker's disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(stepping, "tell_heads", broken)
        failing = drafted(cast)
        with pytest.raises(RuntimeError):
            stepping.issue(notice=failing, site=SITE, seen=1, by=cast.qian)
    second, talk = issued(cast), issued(cast, "talk")
    labels = [each.document.label if each.document else "" for each in (first, second, talk)]
    year = clock.local(clock.now()).year
    assert labels == [f"整〔{year}〕00001 号", f"整〔{year}〕00002 号", f"约〔{year}〕00001 号"]
    assert Document.objects.filter(kind__in=("talk", "rectify")).count() == 3
    assert Counter.objects.get(kind="rectify").last == 2


def test_facts_stay_as_they_were_when_it_was_drafted(cast: Cast) -> None:
    case = a_case(cast)
    made = drafted(cast, cases=[case])
    made.refresh_from_db()
    before = made.facts
    case.message, cast.wang_graduate.name = "别的", "王改名"
    case.save()
    cast.wang_graduate.save()
    stepping.issue(notice=made, site=SITE, seen=1, by=cast.qian)
    made.refresh_from_db()
    assert made.facts == before
    assert made.document is not None
    pdf = store.content_of(made.document)
    assert "王晓禾的去向为11" in text_of(pdf)
    assert made_again(made.document).content == pdf
    assert b"pdfaid" in pdf  # it says it is a PDF/A


def test_a_talk_names_nobody_anywhere(cast: Cast) -> None:
    """No name, no whole student number: in the facts, on the page, in PDF, Word, its input."""
    made = issued(cast, "talk", [a_case(cast)])
    assert made.document is not None
    told = [
        json.dumps(made.facts, ensure_ascii=False),
        see(head(cast), f"/notices/{made.pk}/").content.decode(),
        text_of(see(cast.qian, f"/notices/{made.pk}/pdf/").content),
        word_text(see(cast.qian, f"/notices/{made.pk}/word/").content),
        sealed.unseal(made.document.input_sealed, INPUT),
    ]
    for each in told:
        assert "王晓禾" not in each
        assert "20240001" not in each
        assert "20****01" in each
    words = stepping.Words(
        title=made.title, matter="王晓禾的材料不全。", demand="请说明。", reply_by=made.reply_by,
        whom="院长", place="会议室", meet_at=made.meet_at,
    )  # fmt: skip
    again = drafted(cast, "talk")
    with pytest.raises(InvalidError, match="王晓禾"):
        stepping.edit(notice=again, words=words, seen=1, by=cast.qian)


def test_of_a_case_of_two_colleges_a_notice_tells_the_own_people_only(cast: Cast) -> None:
    both = a_case(cast, [cast.wang_graduate, cast.chen_graduate], rule="E305")
    both.college, both.message = None, "王晓禾、陈小文在同一单位。"
    both.save()
    asked = draft(cast, [both], **fields())
    assert asked.status_code == 422
    assert "几个学院" in asked.content.decode()
    assert draft(cast, [both], **fields(college=cast.letters.pk)).status_code == 302
    told = json.dumps(CollegeNotice.objects.get().facts, ensure_ascii=False)
    assert "陈小文" in told
    assert "王晓禾" not in told


def test_what_makes_no_notice_is_refused_in_one_sentence(cast: Cast) -> None:
    own, other = a_case(cast), a_case(cast, [cast.chen_graduate], college=cast.letters)
    for cases, typed, said in (
        ([], {}, "请先选中"), ([own, other], {}, "不涉及同一个学院"),
        ([own], fields(-1), "已经过了"), ([own], fields(kind="talk"), "还没有填约谈时间"),
        ([own], fields(kind="talk", meet_at="2020-01-01T10:00", place="会议室"), "已经过了"),
        ([own], fields(kind="other"), "请从列表里选"), ([own], fields(reply_by=""), "请选日期"),
        ([own], fields(kind="talk", meet_at="x", place="会议室"), "请选日期和钟点"),
    ):  # fmt: skip
        answer = draft(cast, cases, **typed)
        assert answer.status_code == 422, said
        assert said in answer.content.decode()
    assert not CollegeNotice.objects.exists()
    assert send(cast.qian, "/notices/draft/", selected=[own.pk, 999_999]).status_code == 404
    assert send(cast.zhao, "/notices/draft/", selected=[own.pk]).status_code == 403
    own.origin = "dispute"
    own.save()
    assert "异议" in draft(cast, [own], **fields()).content.decode()
    with pytest.raises(InvalidError, match="不都涉及文学院"):
        drafting.draft(kind="rectify", cases=[a_case(cast)], college=cast.letters, by=cast.qian)


def test_a_college_sees_its_own_only_and_nobody_below_it_any(cast: Cast) -> None:
    made, han = issued(cast), head(cast)
    seen = {
        name: see(getattr(cast, name), f"/notices/{made.pk}/").status_code
        for name in ("qian", "zhao", "li", "sun", "zhou", "wu", "wang", "feng", "zheng")
    }
    assert {who for who, status in seen.items() if status == 200} == {"qian", "zhao", "li", "zhou"}
    assert act(cast.zhao, made, "answer", text="代为答复一下").status_code == 403
    assert act(han, made, "accept").status_code == 403
    assert see(cast.wu, "/notices/").status_code == 403
    assert made.title not in see(cast.sun, "/notices/").content.decode()
    assert made.title in see(han, "/notices/").content.decode()


def test_whoever_takes_a_file_along_passes_the_gate(cast: Cast) -> None:
    made = issued(cast)
    for ending in ("pdf", "word"):
        assert see(head(cast), f"/notices/{made.pk}/{ending}/").status_code == 200
    assert Export.objects.filter(what=made.title[:60]).count() == 2
    looked = Entry.objects.filter(action="view", actor_id=head(cast).pk).latest("seq")
    assert list(looked.subject_ids) == [cast.wang_graduate.pk]


def test_who_comes_late_is_told_and_what_is_withdrawn_stays_told(cast: Cast) -> None:
    made = answered(cast)
    assert act(cast.qian, made, "accept", seen=made.revision - 1).status_code == 409
    assert act(cast.qian, made, "withdraw", text="另行处理").status_code == 302
    made.refresh_from_db()
    page = see(head(cast), f"/notices/{made.pk}/").content.decode()
    assert "撤回：另行处理" in page
    assert made.document is not None
    assert made.document.superseded_at is not None
    assert act(head(cast), made, "answer", text="再说一次").status_code == 409


def test_heads_are_reminded_and_the_centre_of_what_is_overdue(cast: Cast) -> None:
    made, han = issued(cast), head(cast)
    due = datetime.combine(made.reply_by, time(9, 5))
    for days, waits in ((-2, 0), (-1, 1), (0, 2), (1, 3), (2, 3)):
        clock.move_to(clock.aware(due + timedelta(days=days)))
        remind(clock.now())
        remind(clock.now())  # asked again it is the same messages
        assert Message.objects.filter(user=han, template="notice_due").count() == waits
    late = Message.objects.get(user=cast.qian, template="notices_late")
    assert late.link.endswith("?late=1")
    listed = see(cast.qian, "/notices/?late=1").content.decode()
    assert "逾期未答复" in listed
    assert made.title in listed


@pytest.mark.parametrize("kind", ["talk", "rectify"])
def test_a_long_notice_with_rare_names_is_laid_out_whole(
    cast: Cast, kind: str, tmp_path: Path
) -> None:
    """Ninety records and names no ordinary font has: every page numbered, heads repeated."""
    people = [
        graduate(cast.cohort, cast.agronomy, f"2024{at:04}", RARE[at % 4]) for at in range(100, 190)
    ]
    many = a_case(cast, people, rule="E305", message="四十五人在同一单位。")
    made = issued(cast, kind, [many, a_case(cast)])
    assert made.document is not None
    pages = list(pages_of(store.content_of(made.document)))
    for number, page in enumerate(pages, 1):
        assert f"第{number}页，共{len(pages)}页" in "".join(page.split())
    listing = [page for page in pages if "去向代码" in page]
    assert len(listing) >= 3
    if kind == "rectify":
        whole = "".join(pages)
        assert all(name in whole or "〓" in whole for name in RARE)
    office = pages_in_office(see(cast.qian, f"/notices/{made.pk}/word/").content, tmp_path)
    said = "".join("".join(office).split())
    assert "".join(made.title.split()) in said
    assert made.document.label.replace(" ", "") in said
    assert sum("去向代码" in page for page in office) >= 3
