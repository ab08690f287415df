"""Visits: planned from a cluster, filled in by two, confirmed by both, settled by another."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pikepdf
import pytest
from django.test import Client
from docx import Document
from PIL import Image

from quxiang.web.alerts.models import Case, CaseFile
from quxiang.web.audit.models import Entry
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError
from quxiang.web.documents import store
from quxiang.web.documents.services.making import made_again
from quxiang.web.evidence.storage import vault
from quxiang.web.notifications.models import Message
from quxiang.web.release.models import Export
from quxiang.web.visits.models import FieldVisit, VisitPhoto
from quxiang.web.visits.services.planning import Plan, plan
from web.cast import Cast, appointed, staff
from web.conftest import login
from web.papers import text_of
from web.uploads import heic, paper, picture
from web.visiting import (
    SHOP,
    Callers,
    a_cluster,
    callers,
    confirm,
    done,
    planned,
    report,
    send,
    send_photo,
    settle,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def who(cast: Cast) -> Callers:
    return callers(cast)


def page(user: object, path: str) -> str:
    answer = login(Client(), user).get(path)  # type: ignore[arg-type]
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def test_the_sheet_is_taken_along_as_word_and_says_later_what_was_found(
    cast: Cast, who: Callers
) -> None:
    """Before a visit it asks, after it tells; whoever is neither visitor nor centre gets none."""

    def sheet(user: object) -> str:
        answer = login(Client(), user).get(f"/visits/{visit.pk}/word/")  # type: ignore[arg-type]
        assert answer.status_code == 200
        word = Document(BytesIO(answer.content))
        cells = [c.text for table in word.tables for row in table.rows for c in row.cells]
        return "\n".join([*(each.text for each in word.paragraphs), *cells])

    visit = planned(cast, who.lu, who.zhuang)
    before = sheet(who.lu)
    assert all(each in before for each in ("实地走访任务单", SHOP, "各人是否在岗", "王晓禾"))
    assert "在岗" not in before.replace("各人是否在岗", "").replace("在岗／离开", "")
    assert login(Client(), cast.zhao).get(f"/visits/{visit.pk}/word/").status_code == 404
    visit = after = done(cast, who)
    after.refresh_from_db()
    told = sheet(who.tang)
    assert after.sheet is not None
    assert all(each in told for each in ("实地走访记录表", after.sheet.label, "卢访", "在岗"))
    assert Export.objects.filter(columns=["docx"]).count() == 2


def test_the_centre_plans_from_a_cluster_and_both_visitors_are_told(
    cast: Cast, who: Callers
) -> None:
    case = a_cluster(cast)
    assert f"/visits/plan/{case.pk}/" in page(cast.qian, "/visits/clusters/")
    typed = {
        "name": SHOP, "address": "老街 12 号", "planned_on": "2030-06-20", "look_at": "是否在岗位",
        "first": who.lu.pk, "second": who.zhuang.pk, "people": [cast.wang_graduate.pk],
    }  # fmt: skip
    answer = login(Client(), cast.qian).post(f"/visits/plan/{case.pk}/", typed)
    assert answer.status_code == 302, answer.content.decode()
    visit = FieldVisit.objects.get()
    assert [each.graduate_id for each in visit.people.all()] == [cast.wang_graduate.pk]
    assert Message.objects.filter(template="field_visit").count() == 2
    assert SHOP in page(who.lu, "/visits/")
    assert "已安排过" in page(cast.qian, "/visits/clusters/")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"second": "lu"}, "两名走访人是同一个人"),
        ({"second": "zhao"}, "不是核查员"),
        ({"people": []}, "没有选要问的毕业生"),
        ({"address": " "}, "请写地址"),
    ],
)
def test_a_plan_that_cannot_be_made_is_refused_with_a_sentence(
    cast: Cast, who: Callers, wrong: dict[str, object], said: str
) -> None:
    case = a_cluster(cast)
    given = {
        "name": SHOP, "address": "老街", "planned_on": "2030-06-20", "look_at": "是否在岗和社保",
        "first": who.lu.pk, "second": who.zhuang.pk, "people": [cast.wang_graduate.pk], **wrong,
    }  # fmt: skip
    named = {"lu": who.lu.pk, "zhao": cast.zhao.pk}
    given["second"] = named.get(str(given["second"]), given["second"])
    answer = login(Client(), cast.qian).post(f"/visits/plan/{case.pk}/", given)
    told = answer.content.decode()
    assert answer.status_code == 422
    assert said in told or (wrong.get("second") == "zhao" and "请从列表里选" in told)
    assert not FieldVisit.objects.exists()


def test_nobody_is_asked_after_whom_no_chosen_case_is_about(cast: Cast, who: Callers) -> None:
    case = Case.objects.get(pk=a_cluster(cast).pk)
    case.people.filter(graduate=cast.chen_graduate).delete()
    wanted = Plan(SHOP, "老街", clock.today(), "是否在岗位", who.lu.pk, cases=[case.pk],
                  people=[cast.chen_graduate.pk])  # fmt: skip
    with pytest.raises(InvalidError, match="没有选要问的毕业生"):
        plan(cohort=cast.cohort, plan=wanted, by=cast.qian)


def test_a_visit_of_one_cannot_be_sent_and_nothing_of_it_is_lost(cast: Cast, who: Callers) -> None:
    visit = planned(cast, who.lu, None)
    assert send_photo(who.lu, visit).status_code == 200
    answer = report(who.lu, visit, cast)
    assert answer.status_code == 422
    assert "还没有第二名走访人" in answer.json()["problem"]
    visit.refresh_from_db()
    assert (visit.state, visit.photos.count()) == ("planned", 1)
    path = f"/visits/{visit.pk}/assign/"
    typed = {"first": who.lu.pk, "second": who.zhuang.pk, "seen": visit.revision}
    assert login(Client(), cast.qian).post(path, typed).status_code == 302
    assert report(who.lu, visit, cast).status_code == 200


def test_a_photo_sent_twice_is_kept_once_without_where_it_was_taken(
    cast: Cast, who: Callers
) -> None:
    visit, key = planned(cast, who.lu, who.zhuang), str(uuid4())
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (35.0, 18.0, 0.0)}
    exif[0x010F] = "PhoneMaker"
    taken = picture((2400, 1800), exif=exif.tobytes())
    assert b"PhoneMaker" in taken
    first, second = (send_photo(who.lu, visit, key, taken).json() for _ in range(2))
    assert first == second
    kept = VisitPhoto.objects.get()
    content = vault.content_of(kept.school_id, kept.sha256)
    image = Image.open(BytesIO(content))
    assert (max(image.size), dict(image.getexif()), b"PhoneMaker" in content) == (1600, {}, False)
    assert send_photo(who.zhuang, visit, content=heic()).status_code == 200
    told = send(who.lu, f"/visits/{visit.pk}/photos/", key=str(uuid4()))
    assert (told.status_code, "还没有选文件" in told.json()["problem"]) == (422, True)
    assert "不是照片" in send_photo(who.lu, visit, content=paper()).json()["problem"]


def test_a_report_sent_twice_is_one_report(cast: Cast, who: Callers) -> None:
    visit, key = planned(cast, who.lu, who.zhuang), str(uuid4())
    seen = visit.revision
    send_photo(who.lu, visit)
    answers = [report(who.lu, visit, cast, key=key, seen=seen).status_code for _ in range(2)]
    visit.refresh_from_db()
    assert (answers, visit.state, visit.round) == ([200, 200], "reported", 1)
    assert report(who.zhuang, visit, cast).status_code == 409  # another phone, too late
    assert Entry.objects.filter(action="fieldvisit.report").count() == 1


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"found": ""}, "请选到了以后的情况"),
        ({"business": ""}, "请写看到的经营情况"),
        ({"told": ""}, "还有 1 名毕业生没有选情况"),
        ({"photos": "a1 b2"}, "还有 2 张照片没有送到"),
        ({"spoke_to": "店主 410781199001011234"}, "文字里有身份证号码"),
        ({"arrived_at": "2099-01-01T00:00"}, "到达时间还没有到"),
        ({"arrived_at": "2001-01-01T00:00"}, "早于安排走访的日子"),
    ],
)
def test_a_report_that_lacks_something_says_what(
    cast: Cast, who: Callers, changed: dict[str, str], said: str
) -> None:
    visit = planned(cast, who.lu, who.zhuang)
    send_photo(who.lu, visit)
    more = {f"told-{cast.wang_graduate.pk}" if k == "told" else k: v for k, v in changed.items()}
    answer = report(who.lu, visit, cast, **more)
    assert (answer.status_code, said in answer.json()["problem"]) == (422, True)
    visit.refresh_from_db()
    assert visit.state == "planned"


def test_without_a_photo_only_a_place_that_is_not_there_is_reported(
    cast: Cast, who: Callers
) -> None:
    visit = planned(cast, who.lu, who.zhuang)
    assert "没有照片" in report(who.lu, visit, cast).json()["problem"]
    assert report(who.lu, visit, cast, found="absent").status_code == 200


def test_both_visitors_confirm_what_they_saw_each_by_themselves(cast: Cast, who: Callers) -> None:
    visit = planned(cast, who.lu, who.zhuang)
    send_photo(who.lu, visit)
    report(who.lu, visit, cast)
    path = f"/visits/{visit.pk}/confirm/"
    unproven = login(Client(), who.lu).post(path, {"seen": visit.digest})
    assert (unproven.status_code, visit.words.count()) == (422, 0)
    assert confirm(who.lu, visit, seen="0" * 64) == 409
    assert confirm(who.lu, visit) == 302
    assert confirm(who.lu, visit) == 422  # once each
    assert (visit.state, confirm(who.tang, visit)) == ("reported", 403)
    assert confirm(who.zhuang, visit) == 302
    assert (visit.state, visit.words.count()) == ("done", 2)
    assert login(Client(), who.lu).get(f"/visits/{visit.pk}/").status_code == 404


def test_what_is_wrong_is_filled_in_again_and_needs_both_words_anew(
    cast: Cast, who: Callers
) -> None:
    visit = planned(cast, who.lu, who.zhuang)
    send_photo(who.lu, visit)
    report(who.lu, visit, cast)
    confirm(who.lu, visit)
    typed = {"reason": "店内是五人", "seen": visit.revision}
    path = f"/visits/{visit.pk}/reopen/"
    assert login(Client(), who.zhuang).post(path, typed).status_code == 302
    assert "店内是五人" in page(who.lu, f"/visits/{visit.pk}/")
    assert report(who.lu, visit, cast, business="营业中，店内五人。").status_code == 200
    assert (confirm(who.zhuang, visit), visit.state) == (302, "reported")
    assert (confirm(who.lu, visit), visit.state) == (302, "done")


def test_the_sheet_says_what_was_found_and_is_made_again_byte_for_byte(
    cast: Cast, who: Callers
) -> None:
    visit = done(cast, who)
    assert visit.sheet is not None
    content = store.content_of(visit.sheet)
    text = "".join(text_of(content).split())
    for said in (SHOP, "卢访", "庄勤", "王晓禾", "单位说没有这个人", "店主", "第1页，共"):
        assert said in text, said
    with pikepdf.open(BytesIO(content)) as pdf:
        kinds = [one.get("/Subtype") for one in pdf.objects if isinstance(one, pikepdf.Stream)]
    assert kinds.count("/Image") == 1
    assert made_again(visit.sheet).content == content
    answer = login(Client(), cast.qian).get(f"/visits/{visit.pk}/sheet/")
    assert answer.content == content
    assert login(Client(), cast.zhou).get(f"/visits/{visit.pk}/sheet/").status_code == 403


def test_what_was_found_closes_the_cluster_and_opens_a_case_about_who_is_absent(
    cast: Cast, who: Callers
) -> None:
    visit = done(cast, who)
    cluster = visit.cases.get().case
    chen = cast.chen_graduate.pk
    assert settle(who.tang, visit, closes=[cluster.pk], opens=[chen]) == 302
    cluster.refresh_from_db()
    assert (cluster.state, cluster.outcome) == ("closed", "justified")
    assert (cluster.answered_by, cluster.closed_by) == (who.lu, who.tang)
    opened = Case.objects.get(origin="visit")
    assert (opened.graduate_id, opened.college, opened.desk) == (chen, cast.letters, "college")
    assert "单位说没有这个人" in opened.message
    files = CaseFile.objects.filter(title__contains="实地走访记录表")
    assert {each.filings.get().event.case_id for each in files} == {cluster.pk, opened.pk}
    assert "实地走访" in page(cast.sun, f"/alerts/{opened.pk}/")


def test_a_college_sees_what_was_released_and_of_its_own_alone(cast: Cast, who: Callers) -> None:
    visit = done(cast, who)
    path = f"/visits/{visit.pk}/"
    assert login(Client(), cast.zhao).get(path).status_code == 404
    assert settle(who.tang, visit) == 302
    told = page(cast.zhao, path)
    assert "店在营业，一人在岗" in told
    assert "王晓禾" in told
    assert "陈小文" not in told
    assert "另有 1 人属于别的学院" in told
    shot = visit.photos.get()
    assert login(Client(), cast.zhao).get(f"/visits/photos/{shot.pk}/").status_code == 404
    other = appointed(staff(cast.school, "8409", "闻外"), "recorder", _third(cast))
    assert login(Client(), other).get(path).status_code == 404


def _third(cast: Cast) -> object:
    from quxiang.web.orgs.services.units import add_unit

    return add_unit(school=cast.school, kind="college", name="林学院", code="03", by=None)


def test_who_went_there_does_not_conclude(cast: Cast, who: Callers) -> None:
    visit = planned(cast, who.lu, cast.qian)
    send_photo(who.lu, visit)
    report(who.lu, visit, cast)
    confirm(who.lu, visit)
    confirm(cast.qian, visit)
    assert "另一位工作人员" in page(cast.qian, f"/visits/{visit.pk}/")
    assert settle(cast.qian, visit) == 422
    assert (settle(who.tang, visit), visit.state) == (302, "settled")


def test_a_finding_that_settles_nothing_closes_nothing(cast: Cast, who: Callers) -> None:
    visit = done(cast, who)
    case = visit.cases.get().case
    assert settle(who.tang, visit, conclusion="partly", closes=[case.pk]) == 422
    assert settle(who.tang, visit, opens=[cast.wang_graduate.pk]) == 422  # at work
    assert settle(who.tang, visit, conclusion="partly") == 302
    case.refresh_from_db()
    assert case.state == "open"
    assert case.events.filter(kind="comment", filings__isnull=False).count() == 1


def test_a_visit_is_called_off_for_a_reason_and_nothing_is_sent_any_more(
    cast: Cast, who: Callers
) -> None:
    visit = planned(cast, who.lu, who.zhuang)
    path, client = f"/visits/{visit.pk}/call-off/", login(Client(), cast.qian)
    assert client.post(path, {"reason": "", "seen": 1}).status_code == 422
    assert client.post(path, {"reason": "店已拆", "seen": 1}).status_code == 302
    assert send_photo(who.lu, visit).status_code == 404


def test_a_caller_sees_only_visits_they_are_sent_on(cast: Cast, who: Callers) -> None:
    visit = planned(cast, who.lu, who.zhuang)
    third = appointed(staff(cast.school, "8410", "韩行"), "caller", title="三号")
    assert login(Client(), third).get(f"/visits/{visit.pk}/").status_code == 404
    assert SHOP not in page(third, "/visits/")
    assert login(Client(), who.lu).get("/graduates/").status_code in (200, 403)
    assert "王晓禾" not in page(who.lu, "/graduates/")


def test_a_phone_is_told_how_its_visit_stands(cast: Cast, who: Callers) -> None:
    visit, key = planned(cast, who.lu, who.zhuang), str(uuid4())
    send_photo(who.lu, visit, key)
    told = login(Client(), who.lu).get(f"/visits/{visit.pk}/standing/").json()
    assert (told["state"], [each["key"] for each in told["photos"]]) == ("planned", [key])
    assert told["token"]
    shot = VisitPhoto.objects.get()
    assert send(who.lu, f"/visits/photos/{shot.pk}/remove/").status_code == 200
    assert login(Client(), who.lu).get(f"/visits/{visit.pk}/standing/").json()["photos"] == []


def test_an_arrival_the_day_it_was_planned_is_taken(cast: Cast, who: Callers) -> None:
    visit = planned(cast, who.lu, who.zhuang)
    send_photo(who.lu, visit)
    at = clock.local(visit.at) - timedelta(minutes=5)
    if at.date() == clock.local(visit.at).date():
        assert report(who.lu, visit, cast, arrived_at=f"{at:%Y-%m-%dT%H:%M}").status_code == 200
