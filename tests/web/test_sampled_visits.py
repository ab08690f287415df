"""Visits to whom a survey drew: planned by place, hidden, their findings its answers."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from quxiang.web.alerts.models import Case
from quxiang.web.common import clock
from quxiang.web.roster.models import Graduate
from quxiang.web.verification.exporting import columns_of, rows_of
from quxiang.web.verification.models import Call, SampledRecord, Survey
from quxiang.web.verification.printing import TOGETHER, sampling_of
from quxiang.web.verification.results import results_of
from quxiang.web.visits.models import FieldVisit
from web.calling import NOON, Callers, callers, close, people, registered, running, send, take
from web.cast import Cast, appointed, staff
from web.conftest import login
from web.signing import CONTRACT, FREELANCE
from web.test_queries import MOST, cost
from web.visiting import confirm, send_photo, settle
from web.visiting import send as send_by_phone

pytestmark = [pytest.mark.django_db, pytest.mark.database]
OTHER = {**CONTRACT, "employer_uscc": "91410700MA0000002Y", "employer_name": "太行餐饮店"}


@pytest.fixture
def who(cast: Cast) -> Callers:
    clock.move_to(clock.aware(NOON))
    return callers(cast)


def drawn(cast: Cast, count: int = 4) -> tuple[Survey, list[Graduate]]:
    """Run a survey by visits that takes everybody of one firm."""
    made = people(cast, count)
    return running(cast, kind="visits", half_width=50, expected=5000, whole_codes=["11"]), made


def plan(cast: Cast, survey: Survey, who: Callers, **more: Any) -> Any:
    """Send 卢 and 庄 to whatever place has most of those drawn."""
    told = login(Client(), cast.qian).get(f"/verification/{survey.pk}/places/")
    assert told.status_code == 200
    given = {
        "places": [each[0].key for each in told.context["places"]][:1], "first": who.lu.pk,
        "second": who.zhuang.pk, "planned_on": clock.today().isoformat(),
        "look_at": "各人是否在岗", **more,
    }  # fmt: skip
    return send(cast.qian, f"/verification/{survey.pk}/places/", **given)


def visited(
    cast: Cast, survey: Survey, who: Callers, told: dict[int, str], found: str = "there"
) -> FieldVisit:
    """Visit everybody at once: both confirm what each graduate was said to do."""
    assert plan(cast, survey, who).status_code == 302
    visit = FieldVisit.objects.get()
    assert send_photo(who.lu, visit).status_code == 200
    at = f"{clock.local(clock.now()):%Y-%m-%dT%H:%M}"
    answer = send_by_phone(
        who.lu, f"/visits/{visit.pk}/report/", key="6f9619ff-8b86-4011-b42d-00c04fc964ff", seen=1,
        arrived_at=at, found=found, business="正在营业，店内三人。",
        **{f"told-{key}": value for key, value in told.items()},
        **{f"note-{key}": "前台说的" for key in told},
    )  # fmt: skip
    assert answer.status_code == 200, answer.content.decode()
    assert [confirm(who.lu, visit), confirm(who.zhuang, visit)] == [302, 302]
    return visit


def outcomes(survey: Survey) -> list[str]:
    return list(
        SampledRecord.objects.filter(survey=survey).order_by("graduate").values_list(
            "outcome", flat=True
        )
    )  # fmt: skip


def test_places_are_firms_and_what_two_confirm_there_are_the_answers(
    cast: Cast, who: Callers
) -> None:
    survey, made = drawn(cast)
    assert take(who.tang) is None  # nobody is rung for it
    told = dict(zip([e.pk for e in made], ("working", "left", "unknown", "unclear"), strict=True))
    visit = visited(cast, survey, who, told)
    assert (visit.name, visit.address, visit.asked) == ("云梦种业有限公司", "新乡市", 4)
    assert outcomes(survey) == ["consistent", "inconsistent", "inconsistent", "unclear"]
    assert set(Call.objects.values_list("by__name", flat=True)) == {"卢讯"}
    assert Call.objects.get(record__graduate=made[0]).comment == "在岗。前台说的"
    found = results_of(survey)
    assert (found.whole.answered, found.whole.drawn, found.twice_drawn) == (3, 4, 0)
    assert found.whole.inconsistent.words == "2／3 人（不足 30 人，不报比例）"
    assert found.whole.silent == [("拒绝回答", 0), ("现场未能核实", 1)]
    page = login(Client(), cast.qian).get(f"/verification/{survey.pk}/results/").content.decode()
    assert "真实落实率</dt>" not in page
    assert "不推算真实落实率" in page
    heads = columns_of(survey)
    assert all(len(each) <= len(heads) for each in rows_of(found))
    assert not any(row[1] == "真实落实率" for row in rows_of(found))


@pytest.mark.parametrize(
    ("found", "address", "said"),
    [
        ("absent", "老街 12 号", "inconsistent"), ("absent", "", "unclear"),
        ("refused", "老街 12 号", "refused"), ("closed", "老街 12 号", "unclear"),
    ],
)  # fmt: skip
def test_where_nobody_could_tell_the_place_itself_may_differ(
    cast: Cast, who: Callers, found: str, address: str, said: str
) -> None:
    registered(cast, [cast.wang_graduate], {**CONTRACT, "address": address})
    survey = running(cast, kind="visits")
    visited(cast, survey, who, {cast.wang_graduate.pk: "unclear"}, found)
    record = SampledRecord.objects.get()
    assert record.outcome == said
    assert record.differing == (["employer"] if said == "inconsistent" else [])


def test_no_college_learns_of_a_visit_before_the_survey_ends_and_its_cases_begin(
    cast: Cast, who: Callers
) -> None:
    survey, made = drawn(cast)
    told = dict(zip([e.pk for e in made], ("left", *("working",) * 3), strict=True))
    visit = visited(cast, survey, who, told)
    gone = {"opens": [made[0].pk], "conclusion": "partly"}
    tang = appointed(staff(cast.school, "8405", "唐宁"), "centre_officer", title="核查")
    assert settle(tang, visit, **gone) == 422
    assert settle(tang, visit, conclusion="partly") == 302
    path = f"/visits/{visit.pk}/"
    for user in (cast.zhao, cast.li, cast.sun):
        assert login(Client(), user).get(path).status_code == 404
        assert visit.name not in login(Client(), user).get("/visits/").content.decode()
    assert not Case.objects.exists()
    assert close(cast, survey) == 1
    case = Case.objects.get()
    assert (case.graduate, case.origin) == (made[0], "call")
    assert "实地走访核查" in case.message
    reader = cast.zhao if case.college == cast.agronomy else cast.sun
    assert visit.name in login(Client(), reader).get(path).content.decode()
    assert path in login(Client(), reader).get(f"/alerts/{case.pk}/").content.decode()


def test_the_page_of_places_asks_no_more_for_more_of_them(cast: Cast, who: Callers) -> None:
    survey, _ = drawn(cast)
    path = f"/verification/{survey.pk}/places/"
    few = len(cost(cast, "qian", path))
    assert plan(cast, survey, who).status_code == 302
    for at in range(3):
        firm = {**OTHER, "employer_name": f"太行餐饮{at}店", "employer_uscc": ""}
        people(cast, 2, {**firm, "no_uscc_reason": "other"})
    another, _ = drawn(cast)
    many = len(cost(cast, "qian", f"/verification/{another.pk}/places/"))
    assert few == many <= MOST


def test_whoever_prepares_answers_is_sent_to_nobody_who_was_drawn(cast: Cast, who: Callers) -> None:
    survey, _ = drawn(cast)
    appointed(who.lu, "secretary", cast.letters, title="兼")
    page = login(Client(), cast.qian).get(f"/verification/{survey.pk}/places/").content.decode()
    assert "卢讯" not in page
    assert plan(cast, survey, who).status_code == 422
    assert plan(cast, survey, who, first=who.tang.pk).status_code == 302
    appointed(who.tang, "secretary", cast.agronomy, title="兼")
    visit = FieldVisit.objects.get()
    assert login(Client(), who.tang).get(f"/visits/{visit.pk}/form/").status_code == 404
    typed = {"first": who.lu.pk, "second": who.zhuang.pk, "seen": visit.revision}
    assert send(cast.qian, f"/visits/{visit.pk}/assign/", **typed).status_code == 422


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"places": []}, "没有勾选要去的单位"), ({"planned_on": "2020-01-01"}, "已经过去"),
        ({"planned_on": "明天"}, "写日期"), ({"look_at": "看"}, "至少写 5 个字"),
    ],
)  # fmt: skip
def test_what_cannot_be_planned_is_refused_with_a_sentence(
    cast: Cast, who: Callers, typed: dict[str, Any], said: str
) -> None:
    survey, _ = drawn(cast)
    answer = plan(cast, survey, who, **typed)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert plan(cast, survey, who, second=who.lu.pk).status_code == 422
    assert not FieldVisit.objects.exists()


def test_a_place_is_planned_once_and_comes_back_when_it_is_called_off(
    cast: Cast, who: Callers
) -> None:
    registered(cast, [cast.wang_graduate], OTHER)
    survey, _ = drawn(cast)
    keys = [each.pk for each in SampledRecord.objects.order_by("pk")]
    assert plan(cast, survey, who).status_code == 302
    first = SampledRecord.objects.get(visit__isnull=True)
    assert first.graduate == cast.wang_graduate
    taken = next(key for key in keys if key != first.pk)
    assert plan(cast, survey, who, places=[taken]).status_code == 409
    visit = FieldVisit.objects.get()
    typed = {"reason": "下雨", "seen": visit.revision}
    assert send(cast.qian, f"/visits/{visit.pk}/call-off/", **typed).status_code == 302
    assert SampledRecord.objects.filter(visit__isnull=True).count() == len(keys)
    assert plan(cast, survey, who).status_code == 302


def test_after_the_end_a_visit_changes_no_answer(cast: Cast, who: Callers) -> None:
    survey, made = drawn(cast, 2)
    assert plan(cast, survey, who).status_code == 302
    close(cast, survey)
    visit = FieldVisit.objects.get()
    assert not visit.hidden
    assert send_photo(who.lu, visit).status_code == 200
    answer = send_by_phone(
        who.lu, f"/visits/{visit.pk}/report/", key="6f9619ff-8b86-4011-b42d-00c04fc964ff", seen=1,
        arrived_at=f"{clock.local(clock.now()):%Y-%m-%dT%H:%M}", found="there", business="营业",
        **{f"told-{each.pk}": "left" for each in made},
    )  # fmt: skip
    assert answer.status_code == 200
    assert [confirm(who.lu, visit), confirm(who.zhuang, visit)] == [302, 302]
    assert outcomes(survey) == ["", ""]
    path = f"/verification/{survey.pk}/places/"
    assert login(Client(), cast.qian).get(path).status_code == 404


def test_nobody_is_drawn_for_a_second_visit_and_the_printed_plan_says_so(
    cast: Cast, who: Callers
) -> None:
    people(cast, 2, FREELANCE)
    survey, made = drawn(cast)
    rounds = SampledRecord.objects.filter(survey=survey).values_list("round", flat=True)
    assert list(rounds) == [1] * len(made)
    assert TOGETHER in sampling_of(survey)["how"]
    path = f"/verification/{survey.pk}/verify/"
    answer = login(Client(), cast.qian).post(path, follow=True)
    assert "重抽一致" in answer.content.decode()
