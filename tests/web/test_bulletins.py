"""A bulletin says what its snapshot says, is signed by another, goes out, and is never altered."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pypdfium2
import pytest

from quxiang.web.audit.models import Entry
from quxiang.web.audit.roots import roots_file
from quxiang.web.bulletins import confirming, hooks
from quxiang.web.bulletins.models import Bulletin, BulletinHeading, Kind
from quxiang.web.bulletins.paper import numbers_of, trace_of
from quxiang.web.bulletins.services.drafting import ALREADY, draft
from quxiang.web.bulletins.services.heading import save_heading
from quxiang.web.bulletins.services.stepping import OWN
from quxiang.web.bulletins.tasks import draft_what_is_due, due_kinds
from quxiang.web.common import clock
from quxiang.web.common.refusals import StaleStateError
from quxiang.web.documents import store
from quxiang.web.documents.selectors import standing_of
from quxiang.web.documents.services.making import made_again
from quxiang.web.jobs.models import Job
from quxiang.web.jobs.services import work_off
from quxiang.web.orgs.models import Unit
from quxiang.web.release.models import Export
from quxiang.web.season.figuring import counted
from quxiang.web.season.models import Snapshot
from quxiang.web.season.progress import calendar_of
from web.bulletining import (
    END,
    WEEK,
    WORDS,
    Heads,
    alone,
    at,
    closed,
    confirms,
    drafted,
    frozen,
    heads,
    issued,
    path,
    peopled,
    see,
    send,
)
from web.cast import Cast, make_cast
from web.papers import pages_of, text_of
from web.test_queries import MOST, cost

pytestmark = [pytest.mark.django_db, pytest.mark.database]
#: points in a millimetre
MM = 72 / 25.4
LINK = re.compile(r'href="([^"]+)">\s*([\d.]+&nbsp;%|[\d.]+ %|—)</a>')


@pytest.fixture
def cast(db: None) -> Cast:
    """Return everybody, in office since the season began, and a week of June."""
    roots_file().unlink(missing_ok=True)
    alone()
    at(datetime(2024, 1, 10))
    made = make_cast()
    at(END - timedelta(days=2))
    peopled(made)
    return made


@pytest.fixture
def two(cast: Cast) -> Heads:
    return heads(cast)


@pytest.fixture
def snapshot(cast: Cast) -> Snapshot:
    return frozen(cast)


def test_every_number_is_the_one_of_the_snapshot(cast: Cast, snapshot: Snapshot) -> None:
    facts, told = drafted(cast, snapshot).facts, counted(snapshot, "college")
    assert facts["people"] == 8
    whole = {each["code"]: each for each in facts["overall"]}
    assert set(whole) == {rule.code for rule in told.rules}
    for code, figure in told.whole.items():
        each = whole[code]
        assert (each["numerator"], each["denominator"]) == (figure.numerator, figure.denominator)
        assert each["value"] == f"{figure.text} %"
    rows = {each["name"]: each["coverage"] for each in facts["colleges"]}
    assert (rows["农学院"]["numerator"], rows["农学院"]["denominator"]) == (2, 5)
    assert rows["农学院"]["value"] == "40.00 %"
    assert (rows["文学院"]["numerator"], rows["文学院"]["denominator"]) == (1, 3)


def test_only_the_national_answer_of_the_version_in_force_counts(cast: Cast) -> None:
    confirms(cast, cast.wang_graduate, place="school")
    row = frozen(cast)
    assert confirming.by_college(row) == {"农学院": (0, 2), "文学院": (0, 1)}
    confirms(cast, cast.wang_graduate)
    confirms(cast, cast.chen_graduate, outcome="disputed")
    later = frozen(cast, datetime(2024, 6, 27), "2024-W26")
    assert confirming.by_college(later) == {"农学院": (1, 2), "文学院": (0, 1)}
    assert confirming.people_of(later, "农学院", confirmed=True).num_rows == 1
    assert confirming.people_of(later, None, confirmed=False).num_rows == 2
    told = drafted(cast, later).facts["confirmation"]
    assert [(e["group"], e["numerator"], e["denominator"], e["value"]) for e in told] == [
        ("农学院", 1, 2, "50.00 %"), ("文学院", 0, 1, "0.00 %"), (None, 1, 3, "33.33 %"),
    ]  # fmt: skip


def test_before_mid_june_nothing_is_told_of_confirmation(cast: Cast) -> None:
    confirms(cast, cast.wang_graduate)
    early, late = frozen(cast, datetime(2024, 6, 13), "2024-W24"), frozen(cast)
    assert confirming.from_day(early) == date(2024, 6, 15)
    assert drafted(cast, early).facts["confirmation"] == []
    assert drafted(cast, late).facts["confirmation"] != []


def test_timely_is_what_was_closed_before_the_lenient_reading(cast: Cast) -> None:
    cast.cohort.opened_at = clock.aware(datetime(2024, 5, 30))
    cast.cohort.save()
    closed(cast, "2024-W23", datetime(2024, 6, 6, 23))
    closed(cast, "2024-W24", datetime(2024, 6, 14, 1))
    facts = drafted(cast, frozen(cast)).facts
    told = {each["name"]: each["timeliness"] for each in facts["colleges"]}
    due = told["农学院"]["denominator"]
    assert due == told["文学院"]["denominator"] > 0
    assert (told["农学院"]["numerator"], told["文学院"]["numerator"]) == (1, 0)


def test_colleges_stand_in_the_schools_own_order(cast: Cast, snapshot: Snapshot) -> None:
    Unit.objects.filter(pk=cast.letters.pk).update(order=-1)
    names = [each["name"] for each in drafted(cast, snapshot).facts["colleges"]]
    assert names == ["文学院", "农学院"]


def test_rates_are_compared_with_the_end_of_the_period_before(cast: Cast) -> None:
    first = frozen(cast, datetime(2024, 6, 13), "2024-W24")
    last = frozen(cast)
    made = draft(snapshot=last, kind=Kind.WEEKLY, college=None)
    assert [each["number"] for each in made.facts["sources"]] == [last.number, first.number]
    registered = next(e for e in made.facts["overall"] if e["code"] == "unregistered_rate")
    now, then = (counted(row, "college").whole["unregistered_rate"].rate for row in (last, first))
    assert now is not None
    assert then is not None
    step = now - then
    assert registered["change"].lstrip("+−±") == f"{abs(step) // 100}.{abs(step) % 100:02d}"


def test_every_number_of_the_page_leads_to_what_explains_it(cast: Cast, snapshot: Snapshot) -> None:
    made = drafted(cast, snapshot)
    page = see(cast.qian, path(made)).content.decode()
    links = LINK.findall(page)
    assert len(links) == len(list(numbers_of(made.facts)))
    for address, value in links:
        address = address.replace("&amp;", "&")
        answer = see(cast.qian, address)
        assert answer.status_code == 200, address
        shown = value.replace("&nbsp;", " ")
        # coverage is what the unregistered leave of the whole, and they are what is explained
        assert shown in answer.content.decode() or "unregistered_rate" in address, address
    figures = [each for each, _ in links if each.startswith("/season/figures/explain/")]
    asked = parse_qs(urlsplit(figures[0].replace("&amp;", "&")).query)
    assert asked["snapshot"] == [str(snapshot.number)]


def test_pdf_and_word_say_the_numbers_and_the_trace_of_each(
    cast: Cast, snapshot: Snapshot, two: Heads
) -> None:
    confirms(cast, cast.wang_graduate)
    made = issued(cast, drafted(cast, snapshot), two.lin)
    pdf = text_of(see(cast.qian, path(made, "pdf/")).content)
    word = words_of(see(cast.qian, path(made, "word/")).content)
    for text in (pdf, word):
        for each in numbers_of(made.facts):
            assert flat(each.value) in text
            assert flat(each.counts) in text
        for row in trace_of(made.facts):
            assert flat("".join((row["title"], row["name"]))) in text
            assert row["code"] in text
        assert snapshot.sha256 in text
        assert "就创通〔2024〕1号" in text
        assert "2024年6月20日" in text
        for name in ("王晓禾", "赵秋", "吴树人"):
            assert name not in text


def flat(text: str) -> str:
    return "".join(text.split())


def words_of(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as whole:
        xml = whole.read("word/document.xml").decode()
    return flat("".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", xml)))


def test_the_same_bulletin_is_the_same_bytes_months_later(
    cast: Cast, snapshot: Snapshot, two: Heads
) -> None:
    made = issued(cast, drafted(cast, snapshot), two.lin)
    document = made.document
    assert document is not None
    kept = store.content_of(document)
    word = see(cast.qian, path(made, "word/")).content
    at(datetime(2024, 8, 30))
    save_heading(
        school=cast.school, organ="另一个机关", code="另", red=True, weekly="none",
        fortnightly="none", reason="机构更名", after=0, by=cast.qian,
    )  # fmt: skip
    assert made_again(document).content == kept
    assert see(cast.qian, path(made, "pdf/")).content == kept
    left = Export.objects.get(what=made.title[:60], columns=["pdf"])
    assert (left.by, left.sha256) == (cast.qian, hashlib.sha256(kept).hexdigest())
    assert see(cast.qian, path(made, "word/")).content == word


def test_the_layout_is_that_of_official_documents(
    cast: Cast, snapshot: Snapshot, two: Heads
) -> None:
    made = issued(cast, drafted(cast, snapshot), two.lin)
    pages = pages_of(see(cast.qian, path(made, "pdf/")).content)
    assert len(pages) >= 3
    assert pages[0].startswith("云梦大学就业创业指导中心文件")
    for number, text in enumerate(pages, 1):
        assert f"—{number}—" in text
    annex = [each for each in pages if each.startswith("附件第")]
    assert annex[0].startswith(f"附件第1页，共{len(annex)}页")


def test_the_text_stands_in_the_core_of_the_page(
    cast: Cast, snapshot: Snapshot, two: Heads
) -> None:
    """版心 156 × 225 mm, 天头 37, 订口 28 on the binding side (5.2)."""
    made = issued(cast, drafted(cast, snapshot), two.lin)
    with pypdfium2.PdfDocument(see(cast.qian, path(made, "pdf/")).content) as pdf:
        for number, page in enumerate(pdf, 1):
            assert [round(each / MM) for each in page.get_size()] == [210, 297]
            text = page.get_textpage()
            boxes = [text.get_rect(each) for each in range(text.count_rects())]
            inner = 28 if number % 2 else 26
            assert min(each[0] for each in boxes) / MM > inner - 0.6, number
            assert max(each[2] for each in boxes) / MM < inner + 156.6, number
            core = [each for each in boxes if 35 - 0.6 < each[1] / MM < 297 - 37 + 0.6]
            assert max(each[3] for each in core) / MM < 297 - 37 + 0.6, number


def test_who_wrote_it_does_not_sign_it(cast: Cast, snapshot: Snapshot, two: Heads) -> None:
    made = drafted(cast, snapshot)
    at_once = send(cast.qian, path(made, "sign/"), seen=made.revision)
    assert at_once.status_code == 403
    made_by_lin = Bulletin.objects.get(pk=made.pk)
    made_by_lin.steps.create(school=cast.school, verb="edit", by=two.lin, at=clock.now())
    refused = send(two.lin, path(made, "sign/"), seen=made.revision)
    assert (refused.status_code, OWN in refused.content.decode()) == (422, True)
    assert "由另一人签发" in see(two.lin, path(made)).content.decode()
    assert send(two.gao, path(made, "sign/"), seen=made.revision).status_code == 302
    made.refresh_from_db()
    assert (made.state, made.signed_by) == ("signed", two.gao)


def test_words_are_edited_and_the_numbers_stay(cast: Cast, snapshot: Snapshot) -> None:
    made = drafted(cast, snapshot)
    before = made.facts
    typed = {**WORDS, "facts": "{}", "seen": made.revision}
    assert send(cast.qian, path(made, "edit/"), **typed).status_code == 302
    made.refresh_from_db()
    assert (made.title, made.opening, made.facts) == (WORDS["title"], WORDS["opening"], before)
    assert send(cast.qian, path(made, "edit/"), **typed).status_code == 409
    entry = Entry.objects.filter(action="bulletin.edit").latest("seq")
    assert set(entry.after) == {"title", "opening", "closing"}
    assert entry.before["opening"] == "现将2024届毕业生去向登记工作有关情况通报如下。"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("各辅导员排名如下。", "排名"), ("请把目标任务分解到人。", "目标任务"),
        ("人均指标十人。", "人均指标"), ("公布班主任就业率。", "班主任就业率"),
        ("王晓禾尚未登记。", "王晓禾"), ("请联系赵秋。", "赵秋"),
    ],
)  # fmt: skip
def test_no_ranking_no_target_and_no_name_is_written(
    cast: Cast, snapshot: Snapshot, words: str, said: str
) -> None:
    made = drafted(cast, snapshot)
    typed = {**WORDS, "closing": words, "seen": made.revision}
    answer = send(cast.qian, path(made, "edit/"), **typed)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "没有保存" in answer.content.decode()


def test_colleges_read_what_went_out_to_all_and_to_themselves(
    cast: Cast, snapshot: Snapshot, two: Heads
) -> None:
    school = drafted(cast, snapshot)
    own = drafted(cast, snapshot, college=cast.agronomy)
    assert see(cast.zhao, path(school)).status_code == 404
    for each in (school, own):
        issued(cast, each, two.lin)
    for reader, where, status in (
        (cast.zhao, school, 200), (cast.sun, school, 200), (cast.zhao, own, 200),
        (cast.sun, own, 404), (cast.wang, school, 404), (cast.wu, school, 404),
        (cast.zheng, school, 404),
    ):  # fmt: skip
        for more in ("", "pdf/", "word/"):
            assert see(reader, path(where, more)).status_code == status, (reader, more)
    listed = see(cast.sun, "/bulletins/").content.decode()
    assert path(school) in listed
    assert path(own) not in listed


def test_a_reader_of_one_college_is_led_to_the_own_people_only(
    cast: Cast, snapshot: Snapshot, two: Heads
) -> None:
    confirms(cast, cast.wang_graduate)
    made = issued(cast, drafted(cast, frozen(cast, datetime(2024, 6, 27), "2024-W26")), two.lin)
    page = see(cast.zhao, path(made)).content.decode()
    for address, _ in LINK.findall(page):
        assert see(cast.zhao, address.replace("&amp;", "&")).status_code == 200, address
    about = "?code=national_confirmation&title=全国系统确认率&group="
    assert "王晓禾" in see(cast.zhao, path(made, f"explain/{about}农学院")).content.decode()
    assert "陈小文" not in see(cast.zhao, path(made, f"explain/{about}文学院")).content.decode()
    assert see(cast.zhao, path(made, f"explain/{about}医学院")).status_code == 404


def test_issuing_tells_whoever_registered_in_the_same_transaction(
    cast: Cast, snapshot: Snapshot, two: Heads, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Any] = []
    monkeypatch.setattr(hooks, "_handlers", [])

    @hooks.on_issued
    def remember(bulletin: Bulletin) -> None:
        told.append((bulletin.pk, bulletin.state))

    made = issued(cast, drafted(cast, snapshot), two.lin)
    assert told == [(made.pk, "issued")]

    @hooks.on_issued
    def fail(bulletin: Bulletin) -> None:
        raise StaleStateError

    other = drafted(cast, snapshot, college=cast.letters)
    assert send(two.lin, path(other, "sign/"), seen=1).status_code == 302
    assert send(cast.qian, path(other, "issue/"), seen=2).status_code == 409
    other.refresh_from_db()
    assert (other.state, other.document) == ("signed", None)


def test_an_older_page_acts_on_nothing(cast: Cast, snapshot: Snapshot, two: Heads) -> None:
    made = drafted(cast, snapshot)
    assert send(two.lin, path(made, "sign/"), seen=made.revision + 1).status_code == 409
    assert send(two.lin, path(made, "sign/"), seen=made.revision).status_code == 302
    assert send(two.gao, path(made, "sign/"), seen=made.revision).status_code == 409
    assert send(cast.qian, path(made, "edit/"), **WORDS, seen=2).status_code == 409
    assert see(cast.qian, path(made, "edit/")).status_code == 302


def test_what_is_opened_again_must_be_signed_again(
    cast: Cast, snapshot: Snapshot, two: Heads
) -> None:
    made = drafted(cast, snapshot)
    assert send(two.lin, path(made, "sign/"), seen=1).status_code == 302
    assert send(two.lin, path(made, "reopen/"), seen=2, text="").status_code == 422
    assert send(two.lin, path(made, "reopen/"), seen=2, text="结尾要改一句").status_code == 302
    made.refresh_from_db()
    assert (made.state, made.signed_by, made.signed_at) == ("drafted", None, None)
    assert send(cast.qian, path(made, "issue/"), seen=3).status_code == 409


def test_one_that_was_withdrawn_says_so_to_whoever_saw_it_and_may_be_drafted_anew(
    cast: Cast, snapshot: Snapshot, two: Heads
) -> None:
    made = issued(cast, drafted(cast, snapshot), two.lin)
    gone = send(cast.qian, path(made, "withdraw/"), seen=3, text="学院名称写错了")
    assert gone.status_code == 302
    made.refresh_from_db()
    page = see(cast.zhao, path(made)).content.decode()
    assert "学院名称写错了" in page
    assert made.document is not None
    assert standing_of(made.document) == "已撤回"
    again = send(cast.qian, "/bulletins/draft/", snapshot=snapshot.number, college="")
    assert again.status_code == 302
    assert Bulletin.objects.filter(snapshot=snapshot, college=None).count() == 2


def test_a_scope_is_drafted_once_from_a_snapshot(cast: Cast, snapshot: Snapshot) -> None:
    asked = {"snapshot": snapshot.number, "college": cast.agronomy.pk}
    assert send(cast.qian, "/bulletins/draft/", **asked).status_code == 302
    answer = send(cast.qian, "/bulletins/draft/", **asked)
    assert (answer.status_code, ALREADY[:12] in answer.content.decode()) == (409, True)
    assert send(cast.qian, "/bulletins/draft/", snapshot="99").status_code == 422
    assert send(cast.qian, "/bulletins/draft/", **{**asked, "college": 0}).status_code == 404
    assert send(cast.zhao, "/bulletins/draft/", **asked).status_code == 403


def test_a_week_brings_one_and_every_second_week_two_however_often_the_worker_looks(
    cast: Cast,
) -> None:
    week, next_week = frozen(cast), frozen(cast, datetime(2024, 6, 27), "2024-W26")
    kinds = [due_kinds(row, calendar_of(cast.cohort)) for row in (week, next_week)]
    assert sorted(map(len, kinds)) == [1, 2]
    for _ in range(3):
        draft_what_is_due(clock.now())
        work_off()
    made = list(Bulletin.objects.values_list("kind", "college__name", "snapshot__number"))
    assert len(set(made)) == len(made)
    second = next_week if len(kinds[1]) == 2 else week
    if second == next_week:
        assert set(made) == {
            ("weekly", None, next_week.number), ("fortnightly", None, next_week.number),
            ("fortnightly", "农学院", next_week.number),
            ("fortnightly", "文学院", next_week.number),
        }  # fmt: skip
    jobs = Job.objects.filter(kind="bulletins.draft").count()
    draft_what_is_due(clock.now())
    assert Job.objects.filter(kind="bulletins.draft").count() == jobs


def test_what_is_switched_off_is_not_drafted_and_an_old_week_neither(
    cast: Cast, snapshot: Snapshot
) -> None:
    BulletinHeading.objects.create(
        school=cast.school, number=1, organ="中心", code="就", weekly="none", fortnightly="none",
        reason="暂停", by=cast.qian, at=clock.now(),
    )  # fmt: skip
    draft_what_is_due(clock.now())
    assert not Job.objects.filter(kind="bulletins.draft").exists()
    BulletinHeading.objects.all().delete()
    draft_what_is_due(clock.now() + timedelta(days=4))
    assert not Job.objects.filter(kind="bulletins.draft").exists()


def test_weeks_end_with_wednesday_in_august_too_and_months_bring_none(cast: Cast) -> None:
    calendar = calendar_of(cast.cohort)
    found = {}
    for period in calendar.periods:
        kinds = due_kinds(Snapshot(cohort=cast.cohort, period=period.label), calendar)
        found[period.label] = kinds
        if kinds:
            assert (period.end - timedelta(seconds=1)).weekday() == 2
    assert not any(found[each.label] for each in calendar.periods if each.kind == "monthly")
    weeks = [kinds for kinds in found.values() if kinds]
    assert [len(each) for each in weeks[:4]] == [1, 2, 1, 2]
    august = [label for label, kinds in found.items() if kinds and "-D" in label]
    assert august
    assert WEEK in found


def test_a_page_asks_little(cast: Cast, snapshot: Snapshot, two: Heads) -> None:
    made = issued(cast, drafted(cast, snapshot), two.lin)
    for reader in ("qian", "zhao", "zhou"):
        for where in ("/bulletins/", path(made)):
            assert len(cost(cast, reader, where)) <= MOST, (reader, where)
