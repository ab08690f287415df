"""What a survey says in the end: weighted shares, counts of few, cases; hidden until then."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.db.models import Max
from django.test import Client
from django.urls import reverse

from quxiang.estimates.proportions import Answers, estimated
from quxiang.web.alerts.models import Case
from quxiang.web.common import clock
from quxiang.web.notifications.models import Message
from quxiang.web.roster.inforce import read
from quxiang.web.season.sources import Frame, rows_of, tables_of
from quxiang.web.verification.models import SampledRecord, Survey
from quxiang.web.verification.results import results_of
from quxiang.web.verification.saying import Said
from quxiang.web.verification.services import desk
from web.calling import Callers, callers, close, people, registered, running, send
from web.cast import Cast
from web.conftest import login
from web.signing import FREELANCE
from web.test_pages import PAGES, SPLIT, made, split  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def who(cast: Cast) -> Callers:
    return callers(cast)


def answer(survey: Survey, by: Any, saids: list[Said]) -> list[SampledRecord]:
    """Take and note so many calls one after the other."""
    found = []
    for said in saids:
        record = desk.take_next(by=by)
        assert record is not None
        found.append(desk.note(record_id=record.pk, said=said, by=by))
    return found


def page(user: Any, path: str) -> str:
    got = login(Client(), user).get(path)
    assert got.status_code == 200, got.status_code
    return str(got.content.decode())


NO = Said("inconsistent", ("class",), "seeking", "已离职，正在找工作")
YES = Said("consistent")


def test_shares_are_weighted_by_stratum_and_carry_their_interval(cast: Cast, who: Callers) -> None:
    people(cast, 120)
    people(cast, 10, FREELANCE)
    survey = running(cast, whole_codes=["76"], half_width=700)
    drawn = SampledRecord.objects.filter(survey=survey, round=1)
    # every 76 differs and is placed nowhere, everybody else is as registered
    for each in drawn.filter(stratum__contains="freelance"):
        each.outcome, each.placed, each.state, each.done_by = "inconsistent", False, "done", who.lu
        each.save()
    drawn.filter(stratum__contains="employer").update(
        outcome="consistent", placed=True, state="done", done_by=who.lu
    )
    found = results_of(survey)
    asked = drawn.filter(stratum__contains="employer").count()
    oracle = estimated([
        *(Answers("employer|", 60, n, 0) for n in (asked - asked // 2, asked // 2)),
        *(Answers("freelance|76", 5, 5, 5) for _ in range(2)),
    ])  # fmt: skip
    said = found.whole.inconsistent.estimate
    assert (said.share, said.low, said.high) == pytest.approx(
        (oracle.share, oracle.low, oracle.high)
    )
    assert oracle.share == pytest.approx(10 / 130)
    # 130 of 132 counted are placed by the record; 120 of them truly
    assert found.registered_share == "98.48%（130／132）"
    assert found.true_placement.words.startswith(f"{120 / 132:.2%}".replace("%", " %"))
    told = page(cast.qian, f"/verification/{survey.pk}/results/")
    assert found.whole.inconsistent.words in told
    assert "95 % 区间" in told
    by_group = {line.title: line.inconsistent.words for line in found.groups}
    assert by_group["自由职业"] == "10／10 人（不足 30 人，不报比例）"


def test_under_thirty_answers_no_page_and_no_file_says_a_percentage(
    cast: Cast, who: Callers
) -> None:
    people(cast, 40)
    survey = running(cast)
    answer(survey, who.lu, [YES, NO, YES])
    told = page(cast.qian, f"/verification/{survey.pk}/results/")
    rates = told.split("按核查员")[0].split("总的结果")[1]
    assert "1／3 人（不足 30 人，不报比例）" in rates
    assert "95 % 区间" not in rates
    rows = rows_of_export(cast, survey)
    assert any("不足 30 人" in str(cell) for row in rows for cell in row)
    assert not any("区间" in str(cell) for row in rows for cell in row)


def test_who_could_not_be_asked_is_counted_by_why_and_never_mixed(cast: Cast, who: Callers) -> None:
    people(cast, 40)
    survey = running(cast, max_tries=1)
    outcomes = ("refused", "no_answer", "wrong_number", "lost", "enlisted", "enlisted")
    answer(survey, who.lu, [Said(each) for each in outcomes])
    whole = results_of(survey).whole
    assert dict(whole.silent) == {
        "拒绝回答": 1, "无人接听": 1, "号码不对": 1, "失联": 1, "入伍无法联系": 2,
    }  # fmt: skip
    assert whole.not_tried == whole.drawn - 6
    assert whole.answered == 0


def rows_of_export(cast: Cast, survey: Survey) -> list[tuple[Any, ...]]:
    got = send(cast.qian, f"/verification/{survey.pk}/export/", purpose="报校领导参考")
    return list(openpyxl.load_workbook(BytesIO(got.content)).active.values)


def test_who_could_not_say_is_left_out_and_told_as_if_placed_nowhere(
    cast: Cast, who: Callers
) -> None:
    people(cast, 40)
    survey = running(cast, half_width=50, expected=5000)
    answer(survey, who.lu, [YES] * 34 + [Said("inconsistent", ("class",), "unknown")] * 6)
    found = results_of(survey)
    assert (found.whole.answered, found.whole.unknown) == (40, 6)
    assert found.true_placement.words.startswith(f"{40 / 42:.2%}".replace("%", " %"))
    assert found.true_placement_at_least.words.startswith(f"{34 / 42:.2%}".replace("%", " %"))
    told = page(cast.qian, f"/verification/{survey.pk}/results/")
    assert f"都算未落实则为 {found.true_placement_at_least.words}" in told


def test_firms_tell_no_true_placement_on_the_page_nor_in_the_export(
    cast: Cast, who: Callers
) -> None:
    people(cast, 40)
    survey = running(cast, kind="employers", half_width=50, expected=5000)
    answer(survey, who.lu, [YES] * 32)
    told = page(cast.qian, f"/verification/{survey.pk}/results/")
    assert results_of(survey).whole.inconsistent.words in told
    assert "不推算真实落实率" in told
    assert "落实属实" not in told
    rows = rows_of_export(cast, survey)
    assert not any("真实落实率" in str(cell) for row in rows for cell in row)


def test_callers_are_told_apart_and_second_calls_compared(cast: Cast, who: Callers) -> None:
    people(cast, 40)
    survey = running(cast)
    first = SampledRecord.objects.filter(survey=survey, round=2).values("graduate")
    twice = SampledRecord.objects.filter(survey=survey, round=1, graduate__in=first)
    for at, each in enumerate(twice):
        SampledRecord.objects.filter(pk=each.pk).update(order=at)  # they come first
    SampledRecord.objects.filter(survey=survey, round=1).exclude(
        pk__in=list(twice.values_list("pk", flat=True))
    ).update(order=1000)
    count = twice.count()
    answer(survey, who.lu, [YES] * count)
    SampledRecord.objects.filter(survey=survey, round=1, state="waiting").update(
        held_by=None, next_at=clock.now().replace(year=2100)
    )
    answer(survey, who.zhuang, [NO] + [YES] * (count - 1))
    found = results_of(survey)
    assert (found.agreement.pairs, found.agreement.agreed) == (count, count - 1)
    by_name = {each.name: each for each in found.callers}
    assert (by_name["卢讯"].answered, by_name["卢讯"].inconsistent) == (count, 0)
    assert (by_name["庄问"].answered, by_name["庄问"].inconsistent) == (count, 1)
    assert by_name["卢讯"].twice.pairs == count
    assert "不足 30 次，不报 κ" in found.agreed


def test_what_differs_becomes_a_case_at_the_end_and_not_before(cast: Cast, who: Callers) -> None:
    registered(cast, [cast.wang_graduate])
    survey = running(cast)
    answer(survey, who.lu, [NO])
    answer(survey, who.zhuang, [NO])
    assert not Case.objects.exists()
    assert close(cast, survey) == 1
    case = Case.objects.get()
    assert (case.origin, case.desk, case.college) == ("call", "college", cast.agronomy)
    assert case.graduate == cast.wang_graduate
    assert "两次核查结果与登记不一致：实际去向" in case.message
    assert "已离职，正在找工作" in case.message
    told = page(cast.zhao, f"/alerts/{case.pk}/")
    assert "第 1 号 第一轮（致电毕业生）" in told
    assert f"/verification/{survey.pk}/" not in told


def checks(cast: Cast) -> list[tuple[Any, ...]]:
    settings = read(cast.cohort, None)
    frame = Frame(cast.cohort, clock.now(), settings, b"k" * 32)
    tables_of(frame)
    return [tuple(each[6:]) for each in rows_of("checks", frame).values]


def test_the_engine_s_checks_have_the_answers_once_the_survey_has_ended(
    cast: Cast, who: Callers
) -> None:
    people(cast, 40)
    survey = running(cast)
    answer(survey, who.lu, [YES, NO, Said("lost")])
    assert checks(cast) == []
    close(cast, survey)
    assert sorted(row[1:4] for row in checks(cast)) == [
        ("graduate", "all", "consistent"), ("graduate", "all", "lost"),
        ("graduate", "class", "inconsistent"),
    ]  # fmt: skip


def test_nothing_a_college_or_an_adviser_opens_depends_on_who_was_drawn(
    cast: Cast,
    who: Callers,
    made: dict[str, int | str],  # noqa: F811
) -> None:
    """Every page they may open is read before the draw and after calls, and says the same.

    The record of 王 is drawn, called and found to differ; until the end nothing may change.
    """
    gets = [page for page in PAGES if page.method == "GET" and not page.public]
    gets += [split(name) for name in SPLIT if split(name).method == "GET"]
    registered(cast, [cast.chen_graduate])
    Survey.objects.all().update(state="closed")

    def opened() -> dict[tuple[str, str], str]:
        found = {}
        for user in (cast.zhao, cast.li, cast.wu):
            client = login(Client(), user)
            for each in gets:
                if each.name.startswith(("audit:", "accounts:", "documents:")):
                    continue
                got = client.get(reverse(each.name, args=[made[key] for key in each.made]))
                if got.status_code == 200 and "html" in got.headers["Content-Type"]:
                    found[user.name, each.name] = str(got.content.decode())
        return found

    before = opened()
    survey = running(cast)
    answer(survey, who.lu, [NO])
    assert SampledRecord.objects.filter(survey=survey, outcome="inconsistent").exists()
    assert not Message.objects.filter(
        user__in=[cast.zhao, cast.li, cast.wu], text__contains="抽查"
    ).exists()
    after = opened()
    assert before.keys() == after.keys()
    assert len(before) > 60
    for key, text in after.items():
        assert text.count("抽查") == before[key].count("抽查"), key
        assert text.count("核查") == before[key].count("核查"), key
        assert str(survey) not in text, key
    assert not SampledRecord.objects.aggregate(case=Max("case"))["case"]
