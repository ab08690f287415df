"""Lists from above: any layout, each row a case of whoever answers, none dropped."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from quxiang.web.alerts.models import Case
from quxiang.web.alerts.services.answering import newest_event
from quxiang.web.common import clock
from quxiang.web.feedback.models import FeedbackList, FeedbackRow
from quxiang.web.imports.models import Import
from quxiang.web.orgs.services.units import add_unit
from quxiang.web.roster.services.changes import transfer
from web.alerting import entered, no_snapshots, run_rules
from web.cast import Cast
from web.conftest import login
from web.feeding import IDENTITY, ROWS, a_list, done, listed, people, row, taken
from web.test_imports import uploaded

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_each_row_is_a_case_of_whoever_answers_and_none_is_dropped(cast: Cast) -> None:
    namesake = people(cast)
    upload = taken(cast)
    assert upload.counts == {"new": len(ROWS)}
    preview = login(Client(), cast.qian).get(f"/imports/{upload.pk}/").content.decode()
    assert "按身份证号和姓名" in preview
    assert IDENTITY not in preview
    done(cast, upload)
    told = [
        (each.match, each.graduate_id, each.case.desk, each.case.college_id)
        for each in map(row, range(1, 7))
    ]
    assert told == [
        ("matched", cast.wang_graduate.pk, "college", cast.agronomy.pk),
        ("matched", cast.chen_graduate.pk, "college", cast.letters.pk),
        ("matched", namesake.pk, "academic", cast.agronomy.pk),
        ("doubt", None, "centre", None),
        ("nobody", None, "centre", None),
        ("doubt", None, "centre", None),
    ]
    case = row(1).case
    assert (case.origin, case.state, case.due_on) == ("feedback", "open", date(2026, 12, 15))
    assert case.message == "单位反馈未招用该生"
    page = login(Client(), cast.zhao).get(f"/alerts/{case.pk}/").content.decode()
    assert "教育部 第 2 轮 教监函〔2024〕3 号，第 4 行；2026-12-01 收到，2026-12-15 前答复" in page


def test_the_same_file_twice_changes_nothing_and_another_round_is_asked_anew(cast: Cast) -> None:
    a_list(cast)
    again = taken(cast)
    assert again.counts == {"unchanged": len(ROWS)}
    more = taken(cast, listed([*ROWS, ("7", "", "王晓禾", "", "20240001", "", "又一条", "")]))
    assert more.counts == {"unchanged": len(ROWS), "new": 1}
    done(cast, more)
    assert (FeedbackList.objects.count(), FeedbackRow.objects.count()) == (1, len(ROWS) + 1)
    assert taken(cast, round="第 3 轮").counts == {"new": len(ROWS)}
    page = login(Client(), cast.qian).get("/feedback/").content.decode()
    assert "文件还没有应用" in page


def test_two_rows_alike_in_one_file_are_two(cast: Cast) -> None:
    people(cast)
    done(cast, taken(cast, listed([ROWS[1], ROWS[1]])))
    assert FeedbackRow.objects.count() == 2


def test_a_list_without_a_column_of_text_says_what_its_other_columns_say(cast: Cast) -> None:
    people(cast)
    head = ("姓名", "学号", "是否在岗", "月薪是否达标")
    done(cast, taken(cast, listed([("王晓禾", "20240001", "否", "未核实")], head)))
    assert FeedbackRow.objects.get().text == "是否在岗：否；月薪是否达标：未核实"


def test_masked_numbers_tell_two_of_one_name_apart(cast: Cast) -> None:
    people(cast)
    head = ("姓名", "学号", "问题描述")
    done(cast, taken(cast, listed([("李同名", "2024**11", "电话是空号")], head)))
    found = FeedbackRow.objects.get()
    assert (found.match, found.how) == ("matched", "按姓名和遮盖的学号")
    assert found.college == cast.agronomy


def test_what_is_in_doubt_is_assigned_by_hand_once(cast: Cast) -> None:
    a_list(cast)
    doubtful = row(4)
    client = login(Client(), cast.qian)
    page = client.get(f"/feedback/rows/{doubtful.pk}/").content.decode()
    assert "20240011" in page
    assert "20240012" in page
    form = {"student_no": "20240012", "desk": "college", "seen": "doubt--"}
    assert client.post(f"/feedback/rows/{doubtful.pk}/assign/", form).status_code == 302
    doubtful.refresh_from_db()
    assert (doubtful.match, doubtful.college, doubtful.case.desk) == (
        "hand", cast.letters, "college",
    )  # fmt: skip
    assert doubtful.case.people.get().graduate_id == doubtful.graduate_id
    assert client.post(f"/feedback/rows/{doubtful.pk}/assign/", form).status_code == 409
    nobody = {"college": cast.agronomy.pk, "desk": "college", "seen": "nobody--"}
    wrong = {**nobody, "student_no": "999"}
    assert client.post(f"/feedback/rows/{row(5).pk}/assign/", wrong).status_code == 422
    assert client.post(f"/feedback/rows/{row(5).pk}/assign/", nobody).status_code == 302
    assert (row(5).graduate, row(5).case.college) == (None, cast.agronomy)


def test_a_college_sees_its_own_rows_only_and_an_adviser_none(cast: Cast) -> None:
    of = a_list(cast)
    for who, seen in ((cast.zhao, {1, 3}), (cast.sun, {2}), (cast.qian, set(range(1, 7)))):
        client = login(Client(), who)
        found = {
            number
            for number in range(1, 7)
            if client.get(f"/feedback/rows/{row(number).pk}/").status_code == 200
        }
        assert found == seen
        page = client.get(f"/feedback/{of.pk}/").content.decode()
        assert ("王晓禾" in page) == (who != cast.sun)
    assert login(Client(), cast.wu).get("/feedback/").status_code == 403


def test_it_is_answered_verified_by_another_and_no_run_closes_it(cast: Cast) -> None:
    no_snapshots()
    a_list(cast)
    entered(cast, cast.wang_graduate)
    run_rules(cast)
    case = row(1).case
    case.refresh_from_db()
    assert (case.state, case.gone_at, case.last_run) == ("open", None, None)
    said = {"answer": "fixed", "text": "已改为待就业"}
    assert act(cast.zhao, case, "answer", **said) == 302
    assert act(cast.zhao, case, "close") == 403
    assert act(cast.qian, case, "close", text="核对过") == 302
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("closed", "fixed")


def act(who: object, case: Case, what: str, **form: str) -> int:
    client = login(Client(), who)  # type: ignore[arg-type]
    seen = {"seen": newest_event(case)}
    return client.post(f"/alerts/{case.pk}/{what}/", {**seen, **form}).status_code


def test_undone_the_same_day_what_nobody_worked_on_is_taken_back(cast: Cast) -> None:
    a_list(cast)
    assert act(cast.zhao, row(1).case, "answer", answer="explained", text="公司更名") == 302
    upload = done(cast, Import.objects.get(), "undo")
    assert (upload.state, upload.counts["stale"]) == ("undone", 1)
    assert FeedbackRow.objects.get().number == 4
    gone = Case.objects.filter(state="closed", outcome="withdrawn")
    assert gone.count() == len(ROWS) - 1
    assert {each.events.latest("pk").text for each in gone} == {"名单的导入已撤销。"}
    assert taken(cast).counts == {"unchanged": 1, "new": len(ROWS) - 1}


def test_a_file_uploaded_without_its_origin_waits_to_be_told(cast: Cast) -> None:
    people(cast)
    client = login(Client(), cast.qian)
    content = listed().read()
    done(cast, uploaded(client, SimpleUploadedFile("a.xlsx", content), "feedback"))
    of = FeedbackList.objects.get()
    assert of.source == "untold"
    again = uploaded(client, SimpleUploadedFile("b.xlsx", content), "feedback")
    assert again.counts == {"unchanged": len(ROWS)}
    about = {
        "source": "province", "round": "", "document_no": "豫教函 5 号",
        "received_on": "2026-12-02", "due_on": "2026-12-01",
    }  # fmt: skip
    early = client.post(f"/feedback/{of.pk}/describe/", about)
    assert (early.status_code, "期限早于收到" in early.content.decode()) == (422, True)
    about["due_on"] = "2026-12-20"
    assert client.post(f"/feedback/{of.pk}/describe/", about).status_code == 302
    of.refresh_from_db()
    assert str(of) == "省教育厅 豫教函 5 号"
    assert {each.case.due_on for each in of.rows.all()} == {date(2026, 12, 20)}


def test_a_row_goes_along_when_its_graduate_changes_college(cast: Cast) -> None:
    a_list(cast)
    other = add_unit(school=cast.school, kind="college", name="工学院", code="03", by=None)
    about = {"college": other, "effective_on": clock.today(), "note": "院系调整"}
    assert transfer(graduates=[cast.wang_graduate], **about, by=cast.qian) == 1
    assert (row(1).college, row(1).case.college) == (other, other)
