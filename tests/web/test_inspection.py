"""Inspections: packs that leave sealed and are checked off-line; the whole file of one graduate."""

from __future__ import annotations

import io
import json
import secrets
import time
import tracemalloc
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.test import Client

from quxiang.cli import run
from quxiang.estimates.drawing import Unit, drawn
from quxiang.packs.checking import check
from quxiang.web.audit import trail
from quxiang.web.audit.models import Entry
from quxiang.web.audit.words import word_for
from quxiang.web.certificates.models import UnitCertificate
from quxiang.web.certificates.services import owning
from quxiang.web.common import clock, sealed
from quxiang.web.complaints.models import Complaint
from quxiang.web.evidence.models import Evidence
from quxiang.web.evidence.storage import vault
from quxiang.web.inspection import sealing
from quxiang.web.inspection.building import build
from quxiang.web.inspection.models import Pack
from quxiang.web.inspection.tasks import make, sweep
from quxiang.web.jobs.progress import Progress
from quxiang.web.notifications.models import Message
from quxiang.web.orgs.services.units import add_unit, create_school
from quxiang.web.papers.models import Paper
from quxiang.web.release.models import Export
from quxiang.web.roster.services.cohorts import open_cohort
from quxiang.web.verification.models import SampledRecord, Survey
from quxiang.web.worksheets.models import Conclusion
from seals.making import authority, unit
from web import calling
from web.cast import Cast, graduate
from web.conftest import login
from web.papers import text_of
from web.signing import file
from web.test_pages import a_case, a_file, a_pack

pytestmark = [pytest.mark.django_db, pytest.mark.database]
WHOLE_WITHIN = 5.0


def asked(cast: Cast, **more: Any) -> Any:
    given = {
        "purpose": "省教育厅数据核查", "recipient": "省就业中心 王处", "choice": "all",
        "expires_on": (clock.today() + timedelta(days=5)).isoformat(), "seed": "abcd1234",
        "count": "1", "numbers": "", **more,
    }  # fmt: skip
    return login(Client(), cast.qian).post("/inspection/new/", given)


def packed(cast: Cast, **more: Any) -> Pack:
    """Ask for a pack and let the worker make it."""
    answer = asked(cast, **more)
    assert answer.status_code == 302, answer.content.decode()
    pack = Pack.objects.latest("pk")
    assert pack.job is not None
    make(Progress(pack.job), pack=pack.pk)
    pack.refresh_from_db()
    return pack


def fetched(cast: Cast, pack: Pack, folder: Path) -> Path:
    answer = login(Client(), cast.qian).post(f"/inspection/packs/{pack.pk}/file/")
    assert answer.status_code == 200
    content = answer.getvalue()
    assert int(answer.headers["Content-Length"]) == len(content)
    path = folder / "包.zip"
    path.write_bytes(content)
    return path


def with_papers(cast: Cast) -> None:
    """Let 王 and 陈 have one file each."""
    file(cast, {"code": "801", "employer_name": "云梦大学"}, by=cast.zhao)
    a_file(cast)
    Evidence.objects.create(
        school=cast.school, cohort=cast.cohort, college=cast.letters, version=1, size=9, pages=1,
        graduate=cast.chen_graduate, kind="contract", media_type="application/pdf",
        sha256=vault.keep(cast.school.pk, b"%PDF another", b"small"), at=clock.now(),
        keep_from=clock.today(),
    )  # fmt: skip


def test_a_pack_holds_everybody_s_lists_and_all_papers_and_is_checked_off_line(
    cast: Cast, tmp_path: Path
) -> None:
    with_papers(cast)
    pack = packed(cast)
    path = fetched(cast, pack, tmp_path)
    checked = check(path, pack.root)
    assert (checked.differences, checked.files, checked.root) == ((), pack.files, pack.root)
    with zipfile.ZipFile(path) as whole:
        names = whole.namelist()
        pictures = [name for name in names if name.startswith("佐证材料/")]
        assert sorted(whole.read(name) for name in pictures) == [b"%PDF another", b"a picture"]
        index = whole.read("索引.html").decode()
        agronomy = whole.read("自查清单/农学院.html").decode()
        book = openpyxl.load_workbook(io.BytesIO(whole.read("自查清单/农学院.xlsx")))
        chain = whole.read("留痕/各日末尾.txt").decode()
    assert "省就业中心 王处" in index
    assert "王晓禾" in agronomy
    assert "陈小文" not in agronomy
    rows = [row for row in book.worksheets[0].values if row[0]]
    assert rows[1][:2] == ("20240001", "王晓禾")
    assert Export.objects.get().mark in index
    assert "现在 第" in chain


def test_each_link_of_a_list_leads_to_a_file_of_the_pack(cast: Cast, tmp_path: Path) -> None:
    import re
    from posixpath import normpath
    from urllib.parse import unquote

    with_papers(cast)
    path = fetched(cast, packed(cast), tmp_path)
    with zipfile.ZipFile(path) as whole:
        names = set(whole.namelist())
        for page in [name for name in names if name.endswith(".html")]:
            folder = page.rpartition("/")[0]
            links = re.findall(r'href="([^"]+)"', whole.read(page).decode())
            found = {normpath(f"{folder}/{unquote(each)}".lstrip("/")) for each in links}
            assert found <= names, page
            assert links, page


def test_a_seed_chooses_whose_papers_go_and_anybody_draws_the_same(
    cast: Cast, tmp_path: Path
) -> None:
    with_papers(cast)
    for at in range(20):
        graduate(cast.cohort, cast.letters, f"2024{at + 100:04d}", f"何{at}")
    pack = packed(cast, choice="seeded", count="5", seed="inspector7")
    frame = [Unit(each.student_no, "") for each in cast.cohort.graduates.all()]
    names = drawn(frame, {"": 5}, "inspector7")
    known = dict(cast.cohort.graduates.values_list("student_no", "pk"))
    assert pack.chosen == [known[name] for name in names]
    about = check(fetched(cast, pack, tmp_path)).about
    assert (about["seed"], about["frame"], about["people"]) == ("inspector7", pack.frame, 5)
    told = Entry.objects.get(action="pack.ask")
    assert told.after["seed"] == "inspector7"


def test_a_given_list_sends_those_and_nobody_else(cast: Cast, tmp_path: Path) -> None:
    with_papers(cast)
    pack = packed(cast, choice="listed", numbers=f"２０２４０００１\n{cast.wang_graduate.exam_no}")
    assert pack.chosen == [cast.wang_graduate.pk]
    with zipfile.ZipFile(fetched(cast, pack, tmp_path)) as whole:
        names = [name for name in whole.namelist() if name.startswith("佐证材料/")]
    assert ["王晓禾" in name for name in names] == [True]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"purpose": "查"}, "请写明用途"),
        ({"recipient": ""}, "请写明交给谁"),
        ({"expires_on": "2001-01-01"}, "“用到”应在今天和"),
        ({"expires_on": "2099-01-01"}, "“用到”应在今天和"),
        ({"choice": "seeded", "count": "9"}, "名册里可抽的有 2 人，抽不出 9 人"),
        ({"choice": "seeded", "seed": "a b"}, "种子要 4 到 32 位"),
        ({"choice": "listed"}, "没有写学号或考生号"),
        ({"choice": "listed", "numbers": "20249999 20240001"}, "没有这 1 个号码：20249999"),
        ({"choice": "some"}, "请从列表里选"),
    ],
)
def test_what_cannot_be_packed_is_refused_with_a_sentence(
    cast: Cast, changed: dict[str, str], said: str
) -> None:
    answer = asked(cast, **changed)
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert not Pack.objects.exists()


def test_a_pack_is_fetched_by_who_asked_until_its_last_day(cast: Cast, tmp_path: Path) -> None:
    pack = packed(cast)
    path = f"/inspection/packs/{pack.pk}/file/"
    assert login(Client(), cast.zhou).post(path).status_code == 403
    assert login(Client(), cast.zhao).post(path).status_code == 404
    fetched(cast, pack, tmp_path)
    assert Entry.objects.filter(action="pack.fetch").count() == 1
    clock.move_to(clock.now() + timedelta(days=7))
    assert login(Client(), cast.qian).post(path).status_code == 409
    sweep(clock.now())
    pack.refresh_from_db()
    assert (pack.state, pack.key_sealed, pack.chosen) == ("removed", "", [])
    assert not sealing.place(pack.path).exists()
    assert pack.root


def test_a_pack_is_made_once_and_lies_sealed(cast: Cast) -> None:
    with_papers(cast)
    pack = packed(cast)
    assert pack.job is not None
    make(Progress(pack.job), pack=pack.pk)
    assert Export.objects.count() == 1
    lies = sealing.place(pack.path).read_bytes()
    assert b"a picture" not in lies
    assert lies[:2] != b"PK"
    assert len(lies) > pack.size


def test_a_paper_that_cannot_be_read_stops_the_pack_and_says_so(cast: Cast) -> None:
    with_papers(cast)
    Evidence.objects.filter(graduate=cast.wang_graduate).update(sha256="f" * 64)
    pack = packed(cast)
    assert (pack.state, "读不出来" in pack.why, pack.path) == ("failed", True, "")
    assert not list(sealing.place(str(cast.school.pk)).glob("*.part"))


@pytest.mark.parametrize("how", ["cut", "swapped", "changed"])
def test_a_sealed_file_that_was_meddled_with_does_not_open(cast: Cast, how: str) -> None:
    with sealing.Sealing(cast.school.pk) as out:
        for at in range(3):
            out.write(bytes([at]) * sealing.FRAME)
        out.write(b"end")
    assert b"".join(sealing.opened(out.path, out.key_sealed))[-3:] == b"end"
    path, head = sealing.place(out.path), len(b"quxiangp1\n")
    whole, step = path.read_bytes(), sealing.FRAME + 16 + 5
    first, second = whole[head : head + step], whole[head + step : head + 2 * step]
    meddled = {
        "cut": whole[: head + step],
        "swapped": whole[:head] + second + first + whole[head + 2 * step :],
        "changed": whole[:-1] + bytes([whole[-1] ^ 1]),
    }
    path.write_bytes(meddled[how])
    with pytest.raises(sealing.BrokenError):
        list(sealing.opened(out.path, out.key_sealed))


def test_a_number_opens_the_whole_file_in_seconds(cast: Cast) -> None:
    with_papers(cast)
    a_case(cast)
    client = login(Client(), cast.qian)
    began = time.process_time()  # what it costs, however busy the machine is
    found = client.post("/inspection/find/", {"number": cast.wang_graduate.exam_no})
    told = client.get(found.headers["Location"]).content.decode()
    assert time.process_time() - began < WHOLE_WITHIN
    for said in ("王晓禾", "第 1 版", "云梦大学", "佐证材料", "审签", "本人确认", "V501", "经过"):
        assert said in told, said
    assert Entry.objects.filter(action="view", actor_id=cast.qian.pk).count() == 1


def test_the_whole_file_tells_calls_once_their_survey_is_closed(cast: Cast) -> None:
    kept = calling.a_survey(cast)
    SampledRecord.objects.update(state="done", outcome="inconsistent", done_at=clock.now())
    path = f"/inspection/people/{cast.wang_graduate.pk}/"
    assert "第一轮" not in login(Client(), cast.qian).get(path).content.decode()
    Survey.objects.filter(pk=kept["survey"]).update(state="closed")
    told = login(Client(), cast.qian).get(path).content.decode()
    assert "第一轮" in told
    assert "不一致" in told


def test_the_whole_file_is_whole_and_keeps_what_its_reader_may_not_know(cast: Cast) -> None:
    """Complaints the centre does not handle, and what the trail says of any, stay out."""
    with_papers(cast)
    wang, now = cast.wang_graduate, clock.now()
    Evidence.objects.filter(graduate=wang).update(
        removed_at=now, removed_by=cast.zhao, removal_reason="传错了文件"
    )
    Message.objects.create(
        school=cast.school, user=cast.wang, channel="in_app", template="reminder",
        text="请核对您的去向。", created_at=now, state="sent",
    )  # fmt: skip
    for number, about in ((1, "college"), (2, "centre")):
        found = Complaint.objects.create(
            school=cast.school, number=number, about=about, graduate=wang, at=now,
            college=cast.agronomy if about == "college" else None, state="received",
            code_hash=f"{number:064d}",
        )  # fmt: skip
        with trail.atomic():
            trail.record("complaint.concern", found, by=cast.qian, subjects=[wang.pk])
    for unit_, name, subject in (
        (cast.agronomy, "农学院汇编", wang), (cast.letters, "文学院汇编", cast.chen_graduate),
    ):  # fmt: skip
        Paper.objects.create(
            school=cast.school, cohort=cast.cohort, unit=unit_, kind="compilation", series=name,
            version=1, title=name, state="signed", sha256="0" * 64, size=9, pages=1,
            prepared_by=cast.zhao, prepared_at=now, subjects=[subject.pk],
        )  # fmt: skip
    told = login(Client(), cast.qian).get(f"/inspection/people/{wang.pk}/").content.decode()
    filed = Entry.objects.filter(object_kind="registration").latest("seq")
    for said in ("记入名册", "传错了文件", "请核对您的去向。", "举报第 1 号", "农学院汇编",
                 word_for(filed.action), f"第 {filed.seq} 条"):  # fmt: skip
        assert said in told, said
    for kept in ("举报第 2 号", "文学院汇编", word_for("complaint.concern")):
        assert kept not in told, kept


def test_the_whole_file_tells_what_each_side_concluded(cast: Cast) -> None:
    Conclusion.objects.create(
        school=cast.school, cohort=cast.cohort, college=cast.agronomy, side="centre",
        graduate=cast.wang_graduate, data="problem", papers="none", note="家长称已入职", version=0,
        files=0, newest_file=0, papers_digest="0" * 64, by=cast.qian, at=clock.now(),
    )  # fmt: skip
    path = f"/inspection/people/{cast.wang_graduate.pk}/"
    told = login(Client(), cast.qian).get(path).content.decode()
    for said in ("中心核查", "应登记未登记", "家长称已入职"):
        assert said in told, said


def test_the_lists_of_a_pack_tell_what_each_side_concluded_and_whether_it_holds(
    cast: Cast, tmp_path: Path
) -> None:
    with_papers(cast)  # 王's record is a later version than the one concluded of
    for side, who, data in (("college", cast.li, "ok"), ("centre", cast.qian, "problem")):
        concluded(cast, side, who, data)
    path = fetched(cast, packed(cast), tmp_path)
    with zipfile.ZipFile(path) as whole:
        book = openpyxl.load_workbook(io.BytesIO(whole.read("自查清单/农学院.xlsx")))
        page = whole.read("自查清单/农学院.html").decode()
        index = whole.read("索引.html").decode()
        everybody = openpyxl.load_workbook(io.BytesIO(whole.read("索引.xlsx")))
    heads, wang = list(book.worksheets[0].values)[:2]
    told = dict(zip(heads, wang, strict=True))
    assert {name: told[name] for name in heads if name.startswith("学院自查")} == {
        "学院自查结论": "需重核", "学院自查数据": "未登记属实",
        "学院自查材料": "无登记，不涉及材料",
        "学院自查问题": "电话问过家长", "学院自查核查人": "李建",
        "学院自查时间": f"{clock.local(Conclusion.objects.first().at):%Y-%m-%d %H:%M}",
    }  # fmt: skip
    assert (told["中心核查数据"], told["交叉互查结论"]) == ("应登记未登记", "没有列入互查")
    assert "需重核（未登记属实；无登记，不涉及材料；电话问过家长；李建" in page
    assert "需重核 1" in index
    assert "没有签齐的" in index  # neither college has a signed report
    names = {row[3]: row[8:11] for row in everybody.worksheets[0].values if row[3]}
    assert names["王晓禾"] == ("需重核", "没有列入互查", "需重核")
    assert names["陈小文"] == ("未核查", "没有列入互查", "未核查")


def concluded(cast: Cast, side: str, by: Any, data: str) -> None:
    Conclusion.objects.create(
        school=cast.school, cohort=cast.cohort, college=cast.agronomy, side=side, data=data,
        graduate=cast.wang_graduate, papers="none", note="电话问过家长", version=0,
        files=0, newest_file=0, papers_digest="0" * 64, by=by, at=clock.now(),
    )  # fmt: skip


def test_a_pack_brings_closed_surveys_with_who_was_asked_and_no_other(
    cast: Cast, tmp_path: Path
) -> None:
    kept = calling.a_survey(cast)
    SampledRecord.objects.update(
        state="done", outcome="inconsistent", differing=["employer"], done_at=clock.now(),
        done_by=cast.qian,
    )  # fmt: skip
    with zipfile.ZipFile(fetched(cast, packed(cast), tmp_path)) as whole:
        assert not [name for name in whole.namelist() if name.startswith("抽查核实/")]
    Survey.objects.filter(pk=kept["survey"]).update(state="closed")
    with zipfile.ZipFile(fetched(cast, packed(cast), tmp_path)) as whole:
        (name,) = [name for name in whole.namelist() if name.endswith("结果.xlsx")]
        book = openpyxl.load_workbook(io.BytesIO(whole.read(name)))
        index = whole.read("索引.html").decode()
    asked = [row for row in book["逐人"].values if row[2]]
    assert [(row[2], row[5], row[6], row[7]) for row in asked[1:]] == [
        (cast.wang_graduate.name, "不一致", "单位", "钱明")
    ]
    assert next(book["结果"].values)[:3] == ("按", "名称", "候选")
    assert "抽查核实：" in index


def test_a_pack_is_sealed_by_the_school_where_it_can_be_and_says_so(
    cast: Cast, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    client = login(Client(), cast.qian)
    plain = packed(cast)
    path = fetched(cast, plain, tmp_path)
    assert "没有签章" in client.get(f"/inspection/packs/{plain.pk}/").content.decode()
    with zipfile.ZipFile(path) as whole:
        assert "没有单位证书，清单没有签章" in whole.read("索引.html").decode()
    owning.make(school=cast.school, unit=None, by=cast.qian)
    pack = packed(cast)
    path = fetched(cast, pack, tmp_path)
    assert pack.sealed_by == "云梦大学"
    page = client.get(f"/inspection/packs/{pack.pk}/").content.decode()
    assert "不代替单位印章" in page
    (tmp_path / "root.pem").write_bytes(client.get("/certificates/own/root/").content)
    asked = ["pack", "verify", str(path), "--root", pack.root, "--trust"]
    assert run([*asked, str(tmp_path / "root.pem")]) == 0
    told = capfd.readouterr().out
    assert "清单上云梦大学的签章有效（云梦大学文件签章根证书签发" in told
    assert "完整，与另行记下的散列一致" in told


def test_a_certificate_unfit_to_seal_stops_a_pack_and_says_why(cast: Cast) -> None:
    own = owning.make(school=cast.school, unit=None, by=cast.qian)
    other = unit(authority("甲"))
    UnitCertificate.objects.filter(pk=own.pk).update(
        key_sealed=sealed.seal(other.key.decode(), owning.PURPOSE)
    )
    pack = packed(cast)
    assert (pack.state, "核验不通过" in pack.why) == ("failed", True)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("20249999", "名册里没有这个学号或考生号"), ("", "请写学号或考生号"),
        ("2024****", "被 * 遮盖了"), ("20240001 20240002", "一次只打开一人"),
        ("77", "没有写学号或考生号"), ("110101200001011234", "像是身份证号"),
        ("1" * 70, "太长了"), ("甲" * 8, "没有写学号或考生号"), ("20247777", "已移出名册"),
        ("elsewhere", "名册里没有这个学号或考生号"),
    ],
)  # fmt: skip
def test_a_number_that_opens_nothing_is_one_sentence(cast: Cast, number: str, said: str) -> None:
    gone = graduate(cast.cohort, cast.letters, "20247777", "何走")
    gone.removed = True
    gone.save(update_fields=["removed"])
    if number == "elsewhere":
        other = create_school(code="10002", name="别的大学")
        college = add_unit(school=other, kind="college", name="别院", code="01", by=None)
        cohort = open_cohort(school=other, year=2024, scheme="2024", by=None)
        number = graduate(cohort, college, "30240001", "别人").student_no
    answer = login(Client(), cast.qian).post("/inspection/find/", {"number": number})
    told = answer.content.decode()
    assert (answer.status_code, told.count(said)) == (422, 1)


def test_a_draw_shows_its_seed_and_gives_the_same_again(cast: Cast) -> None:
    client = login(Client(), cast.qian)
    pages = [client.post("/inspection/draw/", {"seed": "check42"}).content.decode() for _ in "ab"]
    assert "按种子 check42 从" in pages[0]
    named = [[name for name in ("王晓禾", "陈小文") if name in page] for page in pages]
    assert named[0] == named[1]
    assert len(named[0]) == 1
    assert Entry.objects.filter(action="inspection.draw").count() == 2


def test_the_whole_file_prints_as_one_pdf_that_the_college_does_not_get(cast: Cast) -> None:
    with_papers(cast)
    a_case(cast)
    path = f"/inspection/people/{cast.wang_graduate.pk}/print/"
    answer = login(Client(), cast.qian).post(path)
    assert answer.status_code == 200
    text = text_of(answer.content)
    for said in ("毕业生全档", "王晓禾", "云梦大学", "预警", "V501", "实地走访", "第1页，共"):
        assert said in text, said
    assert login(Client(), cast.zhao).post(path).status_code == 403
    from quxiang.web.documents.models import Document

    made = Document.objects.get(kind="whole")
    for user in (cast.zhao, cast.wang, cast.qian):
        assert login(Client(), user).get(f"/documents/{made.pk}/").status_code == 404


def test_what_is_held_at_once_does_not_grow_with_the_evidence(cast: Cast) -> None:
    """Build with one paper a person, then with twenty: what grows is a line a file."""
    people = [graduate(cast.cohort, cast.agronomy, f"66{at:06d}", f"何{at}") for at in range(10)]
    picture = secrets.token_bytes(400_000)
    sha256 = vault.keep(cast.school.pk, picture, b"small")
    peaks = []
    for times in (1, 20):
        rows = [
            Evidence(
                school=cast.school, cohort=cast.cohort, college=cast.agronomy, graduate=each,
                version=at + 1, kind="contract", size=len(picture), pages=1, sha256=sha256,
                media_type="image/jpeg", at=clock.now(), keep_from=clock.today(),
            )
            for each in people
            for at in range(times)
        ]  # fmt: skip
        Evidence.objects.all().delete()
        Evidence.objects.bulk_create(rows)
        peaks.append(peak_of(cast))
    assert peaks[1] - peaks[0] < len(picture)


def peak_of(cast: Cast) -> int:
    """Return what a pack of everything holds at most; every file of a person is another one."""
    pack = a_pack(cast)
    pack.choice = "all"
    tracemalloc.start()
    with sealing.Sealing(cast.school.pk) as out:
        build(out, pack, "标记")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def test_a_pack_tells_of_itself_in_json(cast: Cast, tmp_path: Path) -> None:
    path = fetched(cast, packed(cast), tmp_path)
    with zipfile.ZipFile(path) as whole:
        manifest = json.loads(whole.read("manifest.json"))
    assert manifest["school"] == "云梦大学"
    assert {"path", "size", "sha256"} == set(manifest["files"][0])
