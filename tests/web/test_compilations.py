"""证明材料汇编: every record numbered, every paper once, supplements after signing."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from datetime import datetime
from itertools import pairwise

import pikepdf
import pypdfium2
import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from quxiang.web.accounts.models import User
from quxiang.web.audit.models import Entry
from quxiang.web.audit.roots import roots_file
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError
from quxiang.web.compilations.binding import bind
from quxiang.web.compilations.covering import Whole, frame_of
from quxiang.web.compilations.laying import LINES, Laid, Piece, front, lay, places
from quxiang.web.compilations.models import Compilation, CompiledRecord, Volume
from quxiang.web.compilations.records import contents_of, records_of
from quxiang.web.compilations.services.asking import ask
from quxiang.web.compilations.states import CompilationState
from quxiang.web.destinations.models import Registration
from quxiang.web.evidence.models import Evidence
from quxiang.web.evidence.services.adding import Said, add
from quxiang.web.evidence.storage import vault
from quxiang.web.jobs.services import work_off
from quxiang.web.papers.models import Paper
from quxiang.web.papers.services import signing
from quxiang.web.reference.selectors import standard_of
from quxiang.web.release.models import Export
from quxiang.web.roster.models import Graduate
from web.cast import Cast, graduate, make_cast
from web.conftest import login
from web.papering import heads, status
from web.papers import text_of
from web.signing import CONTRACT, SEEKING
from web.uploads import paper, photo, picture

pytestmark = [pytest.mark.django_db, pytest.mark.database]
SITE = "https://quxiang.example.edu.cn/"


@pytest.fixture
def cast(db: None) -> Cast:
    """Return everybody, in office since the season began."""
    roots_file().unlink(missing_ok=True)
    clock.move_to(clock.aware(datetime(2024, 1, 10)))
    return make_cast()


@pytest.fixture
def college(cast: Cast) -> Cast:
    """Let 农学院 have three graduates: with two papers, with none, and not registered."""
    clock.move_to(clock.aware(datetime(2024, 7, 20, 9)))
    add(graduate=cast.wang_graduate, content=photo(6), said=Said("agreement"), by=cast.zhao)
    add(graduate=cast.wang_graduate, content=paper(3), said=Said("contract"), by=cast.zhao)
    registered(cast, cast.wang_graduate, CONTRACT)
    second = graduate(cast.cohort, cast.agronomy, "20240003", "𠮷㐂䶮")
    registered(cast, second, SEEKING)
    graduate(cast.cohort, cast.agronomy, "20240004", "何六")
    return cast


def registered(cast: Cast, who: Graduate, typed: Mapping[str, str]) -> None:
    from quxiang.web.destinations.services import filing

    found = Registration.objects.filter(graduate=who).first()
    seen = found.revision if found else 0
    filing.submit(graduate=who, typed=typed, seen=seen, note="有变更", by=cast.zhao)


def compiled(cast: Cast, by: User | None = None) -> Compilation:
    made = ask(cohort=cast.cohort, college=cast.agronomy, site=SITE, by=by or cast.zhao)
    work_off()
    made.refresh_from_db()
    assert made.state == CompilationState.MADE, made.message
    return made


def volume_of(made: Compilation, number: int = 1) -> bytes:
    return vault.content_of(made.school_id, made.volumes.get(number=number).sha256)


def cover_of(made: Compilation) -> tuple[Paper, bytes]:
    found = Paper.objects.filter(kind="compilation", subject=made.pk).latest("version")
    return found, vault.content_of(made.school_id, found.sha256)


def test_every_record_is_numbered_and_every_paper_stands_where_it_says(college: Cast) -> None:
    made = compiled(college)
    told = list(made.records.values_list("number", "student_no", "destination", "version"))
    assert told == [
        (1, "20240001", "签劳动合同形式就业（未录入）", 1),
        (2, "20240003", "求职中（未录入）", 1), (3, "20240004", "未登记", None),
    ]  # fmt: skip
    assert (made.records_count, made.files_count, made.volumes.count()) == (3, 2, 1)
    bound = pypdfium2.PdfDocument(volume_of(made))
    assert len(bound) == made.pages_count == 2 + 4  # cover, contents; one picture, three pages
    for file in made.records.get(number=1).files:
        number, page = file["at"]
        assert number == 1
        foot = bound[page - 1].get_textpage().get_text_bounded()
        assert f"1-{file['order']} 王晓禾 {file['kind']}" in foot
        assert f"第 {page} 页，共 6 页" in foot
    red = bound[2].render(scale=0.2).to_pil().convert("RGB").getcolors(100_000) or []
    assert any(r > 200 and g < 80 for _, (r, g, _) in red)  # the picture itself is on its page


def test_who_was_taken_off_the_roster_is_in_no_compilation(college: Cast) -> None:
    Graduate.objects.filter(student_no="20240003").update(removed=True)
    told = records_of(college.cohort, college.agronomy, standard_of(college.school.pk, "2024"))
    assert [each.student_no for each in told] == [college.wang_graduate.student_no, "20240004"]


def test_cover_and_index_name_every_volume_by_its_hash(college: Cast) -> None:
    made = compiled(college)
    found, content = cover_of(made)
    text = text_of(content).replace(" ", "").replace("\n", "")
    volume = made.volumes.get()
    assert hashlib.sha256(volume_of(made)).hexdigest() == volume.sha256
    assert volume.sha256 in text
    assert made.contents in text
    for words in ("3条", "2件", "1册，共6页", "𠮷㐂䶮", "农学院2024届毕业生去向证明材料汇编"):
        assert words in text or (words == "𠮷㐂䶮" and "〓" in text)
    assert found.state == "draft"
    assert sorted(found.subjects) == sorted(
        Graduate.objects.filter(college=college.agronomy).values_list("pk", flat=True)
    )


def test_cover_and_index_are_for_archives_and_a_volume_says_nothing_of_what_is_set_into_it(
    college: Cast,
) -> None:
    made = compiled(college)
    for content, status_of in ((cover_of(made)[1], "2B"), (volume_of(made), "")):
        with pikepdf.open(io.BytesIO(content)) as opened, opened.open_metadata() as told:
            assert told.pdfa_status == status_of


def test_the_same_records_are_the_same_bytes(college: Cast) -> None:
    made = compiled(college)
    standard = standard_of(made.school_id, made.cohort.scheme)
    records = records_of(made.cohort, made.college, standard)
    assert contents_of(records) == made.contents
    (laid,) = lay(piece for each in records for piece in each.files)
    whole = Whole(made, {each.number: each for each in records}, 1, SITE)
    types = dict(Evidence.objects.values_list("sha256", "media_type"))

    def read(sha256: str) -> tuple[bytes, str]:
        return vault.content_of(made.school_id, sha256), types[sha256]

    again = bind(laid, frame_of(whole, laid, 1), read)
    assert again.content == volume_of(made)


def test_what_comes_after_signing_is_a_dated_supplement_and_nothing_is_signed_again(
    college: Cast,
) -> None:
    who = heads(college)
    made = compiled(college)
    found, content = cover_of(made)
    signing.send_to_signing(paper=found, seen=found.revision, by=college.zhao)
    with pytest.raises(InvalidError, match="没有新的登记"):
        ask(cohort=college.cohort, college=college.agronomy, site=SITE, by=college.zhao)
    six = Graduate.objects.get(student_no="20240004")
    add(graduate=six, content=paper(2), said=Said("agreement"), by=college.zhao)
    registered(college, six, CONTRACT)
    clock.move_to(clock.aware(datetime(2024, 8, 3, 9)))
    more = compiled(college)
    assert (more.number, more.title[-4:]) == (1, "增补1）"[-4:])
    assert list(more.records.values_list("number", "student_no")) == [(1, "20240004")]
    assert cover_of(made) == (found, content)
    for head in (who.he, who.yuan):
        assert status(head, found, "sign") == 302
    assert found.state == "signed"
    assert compiled(college).pk == more.pk  # not sent yet: made anew
    second, _ = cover_of(more)
    signing.send_to_signing(paper=second, seen=second.revision, by=college.zhao)
    with pytest.raises(InvalidError, match="增补1）以后没有新的"):
        ask(cohort=college.cohort, college=college.agronomy, site=SITE, by=college.zhao)


def test_a_paper_used_by_two_is_bound_once_and_both_lead_to_it(college: Cast) -> None:
    for at, number in enumerate(("20240005", "20240006")):
        who = graduate(college.cohort, college.agronomy, number, f"同{at}")
        add(graduate=who, content=picture((90, 120)), said=Said("agreement"), by=college.zhao)
        registered(college, who, CONTRACT)
    made = compiled(college)
    first, second = made.records.filter(student_no__in=["20240005", "20240006"])
    assert first.files[0]["sha256"] == second.files[0]["sha256"]
    assert first.files[0]["at"] == second.files[0]["at"]
    assert made.pages_count == 2 + 4 + 1


def test_a_broken_paper_is_named_and_nothing_is_kept(college: Cast) -> None:
    broken = Evidence.objects.get(kind="contract")
    Evidence.objects.filter(pk=broken.pk).update(pages=9)
    made = ask(cohort=college.cohort, college=college.agronomy, site=SITE, by=college.zhao)
    work_off()
    made.refresh_from_db()
    assert made.state == CompilationState.FAILED
    assert made.message.startswith("第 1 号记录的材料“")
    assert not Volume.objects.exists()
    assert not Paper.objects.exists()
    page = login(Client(), college.zhao).get(f"/compilations/{made.pk}/").content.decode()
    assert "读不出来" in page
    Evidence.objects.filter(pk=broken.pk).update(pages=3)
    assert compiled(college).pk == made.pk


def test_a_volume_leaves_through_the_gate(college: Cast) -> None:
    made = compiled(college)
    volume = made.volumes.get()
    client = login(Client(), college.zhao)
    path = f"/compilations/volumes/{volume.pk}/"
    assert client.post(path, {"purpose": "用"}).status_code == 422
    assert not Export.objects.exists()
    answer = client.post(path, {"purpose": "送印刷厂装订"})
    assert answer.content == volume_of(made)
    left = Export.objects.get()
    assert (left.by, left.sha256) == (college.zhao, volume.sha256)
    entry = Entry.objects.get(action="export")
    assert college.wang_graduate.pk in entry.subject_ids


def test_who_sees_who_compiles_who_opens(college: Cast) -> None:
    made = compiled(college)
    pages = (f"/compilations/{made.pk}/", f"/compilations/volumes/{made.volumes.get().pk}/")
    for user, codes in (
        (college.zhao, (200, 200)), (college.li, (200, 200)), (college.qian, (200, 200)),
        (college.zhou, (200, 403)), (college.sun, (404, 404)), (college.zheng, (404, 404)),
        (college.wang, (404, 404)), (college.wu, (404, 404)),
    ):  # fmt: skip
        client = login(Client(raise_request_exception=False), user)
        assert tuple(client.get(each).status_code for each in pages) == codes, user.name
    auditor = login(Client(), college.zhou).get(pages[0]).content.decode()
    assert "王晓禾" not in auditor
    asked = {"college": college.agronomy.pk}
    for user, code in ((college.zhao, 302), (college.qian, 403), (college.sun, 404)):
        client = login(Client(raise_request_exception=False), user)
        assert client.post("/compilations/make/?cohort=2024", asked).status_code == code
        work_off()


def test_two_at_once_are_one(college: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(cohort=college.cohort, college=college.agronomy, site=SITE, by=college.zhao)
    with pytest.raises(InvalidError, match="正在汇编"):
        ask(cohort=college.cohort, college=college.agronomy, site=SITE, by=college.li)
    monkeypatch.setattr("quxiang.web.compilations.services.asking.of_college", lambda *_: [])
    with pytest.raises(StaleStateError):
        ask(cohort=college.cohort, college=college.agronomy, site=SITE, by=college.li)


PIECES = st.lists(st.tuples(st.integers(1, 30), st.integers(0, 40), st.booleans()), max_size=60)


@settings(max_examples=300, deadline=None)
@given(PIECES, st.integers(4, 40))
def test_no_volume_is_longer_than_its_most_and_every_page_stands_once(
    said: list[tuple[int, int, bool]], most: int
) -> None:
    pieces = [
        Piece(at, 1, f"{sha:064d}", "k", "", pages, drawn)
        for at, (pages, sha, drawn) in enumerate(said, 1)
    ]
    volumes = lay(pieces, most)
    assert all(3 <= each.pages <= most for each in volumes)
    shown = [part for each in volumes for part in each.parts]
    printed: dict[str, Piece] = {}
    for each in pieces:
        if each.drawn:
            printed.setdefault(each.sha256, each)
    for piece in printed.values():
        own = [(p.first, p.last) for p in shown if p.piece == piece]
        assert own[0][0] == 1
        assert own[-1][1] == piece.pages
        assert all(a[1] + 1 == b[0] for a, b in pairwise(own))
        if piece.pages <= Laid().room(most):
            assert len(own) == 1  # torn only where it does not fit in a volume
    assert [p.piece.record for p in shown] == sorted(p.piece.record for p in shown)
    assert set(places(volumes)) == set(printed)


def test_contents_take_the_pages_that_were_reckoned() -> None:
    assert [front(each) for each in (0, 1, LINES, LINES + 1, 2 * LINES + 1)] == [2, 2, 2, 3, 4]


def test_records_of_a_college_cost_no_query_each(
    college: Cast, django_assert_max_num_queries: object
) -> None:
    compiled(college)
    client = login(Client(), college.zhao)
    with django_assert_max_num_queries(30):  # type: ignore[operator]
        assert client.get("/compilations/?cohort=2024").status_code == 200
    assert CompiledRecord.objects.count() == 3
