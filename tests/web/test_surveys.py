"""Surveys: planned, fixed and printed, drawn so that anybody can draw again, hidden to the end."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections import Counter
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.test import Client

from quxiang.web.audit.models import Entry
from quxiang.web.common import clock
from quxiang.web.destinations.models import Confirmation, Registration
from quxiang.web.documents import store
from quxiang.web.documents.services.making import made_again
from quxiang.web.verification.models import SampledRecord, Survey
from quxiang.web.verification.services.planning import members_of
from web.calling import NOON, fixed, people, planned, registered, running, send
from web.cast import Cast
from web.conftest import login
from web.papers import text_of
from web.signing import STUDY
from web.test_pages import a_case

pytestmark = [pytest.mark.django_db, pytest.mark.database]
FREELANCE = {"code": "76", "occupation": "撰稿", "wage_floor_met": "yes"}
PLAN = {
    "title": "7 月第一轮", "kind": "graduates", "half_width": "10", "expected": "10",
    "minimum": "2", "max_tries": "3", "retry_hours": "4", "opens_at": "09:00",
    "closes_at": "20:00", "whole_codes": ["12", "76"], "whole_marked": "on",
}  # fmt: skip


def page(user: Any, path: str) -> str:
    answer = login(Client(), user).get(path)
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def act(cast: Cast, survey: Survey, verb: str, **typed: Any) -> int:
    survey.refresh_from_db()
    given = {"seen": survey.revision, **typed}
    status: int = send(cast.qian, f"/verification/{survey.pk}/{verb}/", **given).status_code
    survey.refresh_from_db()
    return status


def test_a_plan_says_how_many_of_each_stratum_before_anything_is_fixed(cast: Cast) -> None:
    people(cast, 60)
    people(cast, 6, FREELANCE)
    answer = send(cast.qian, "/verification/plan/", **PLAN)
    assert answer.status_code == 302, answer.content.decode()
    survey = Survey.objects.get()
    told = {(e["college_name"], e["group"], e["part"]): (e["size"], e["wanted"])
            for e in survey.strata}  # fmt: skip
    # ± 10 points at 10 % of 60: 35 · 60 / (60 + 34) → 23; 76 whole beside it
    assert told == {
        ("农学院", "employer", ""): (30, 12), ("农学院", "freelance", "76"): (3, 3),
        ("文学院", "employer", ""): (30, 11), ("文学院", "freelance", "76"): (3, 3),
    }  # fmt: skip
    assert survey.counted == 68
    assert not survey.seed
    assert "自由职业" in page(cast.qian, f"/verification/{survey.pk}/")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"half_width": "0.1"}, "0.5"), ({"title": ""}, "必填"),
        ({"opens_at": "20:00", "closes_at": "09:00"}, "早于结束时间"),
        ({"whole_codes": ["99"]}, "99"), ({"kind": "letters"}, "letters"),
    ],
)  # fmt: skip
def test_a_plan_that_cannot_be_carried_out_is_refused(
    cast: Cast, typed: dict[str, Any], said: str
) -> None:
    answer = send(cast.qian, "/verification/plan/", **{**PLAN, **typed})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Survey.objects.exists()


def test_nobody_to_draw_from_is_said_and_nothing_is_fixed(cast: Cast) -> None:
    survey = planned(cast)
    answer = send(cast.qian, f"/verification/{survey.pk}/fix/", seen=survey.revision)
    assert answer.status_code == 422
    assert "没有可以抽查的记录" in answer.content.decode()
    survey.refresh_from_db()
    assert (survey.state, survey.seed) == ("planned", "")


def test_seed_and_frame_hash_stand_in_trail_page_and_pdf_before_anybody_is_drawn(
    cast: Cast,
) -> None:
    people(cast, 40)
    survey = planned(cast)
    assert act(cast, survey, "fix") == 302
    assert not SampledRecord.objects.exists()
    assert (len(survey.seed), len(survey.frame_sha256)) == (32, 64)
    entry = Entry.objects.get(action="survey.publish")
    assert entry.after["seed"] == survey.seed
    assert entry.after["frame"] == survey.frame_sha256
    told = page(cast.qian, f"/verification/{survey.pk}/")
    assert survey.seed in told
    assert survey.frame_sha256 in told
    assert survey.document is not None
    content = store.content_of(survey.document)
    printed = "".join(text_of(content).split())
    assert survey.seed in printed
    assert survey.frame_sha256 in printed
    assert "被抽" not in printed
    assert made_again(survey.document).content == content


def test_anybody_draws_the_same_from_what_was_fixed(cast: Cast) -> None:
    """An oracle of its own: the standard library, and the frame as it leaves through the gate."""
    people(cast, 90)
    survey = fixed(cast)
    assert act(cast, survey, "draw") == 302
    answer = send(cast.qian, f"/verification/{survey.pk}/frame/", purpose="交纪检重抽核对")
    assert answer.status_code == 200
    content = b"".join(answer) if answer.streaming else answer.content
    rows = list(openpyxl.load_workbook(BytesIO(content)).active.values)[1:]
    frame = [(n, s, t or "") for n, s, t in (row[:3] for row in rows) if s]
    lines = sorted(f"{name}\t{stratum}\n" for name, stratum, _ in frame)
    assert hashlib.sha256("".join(lines).encode()).hexdigest() == survey.frame_sha256

    def place(seed: str, name: str) -> str:
        return hmac.new(seed.encode(), name.encode(), hashlib.sha256).hexdigest()

    mine = []
    for each in survey.strata:
        names = [name for name, stratum, _ in frame if stratum == each["key"]]
        mine += sorted(names, key=lambda n: place(survey.seed, n))[: each["wanted"]]
    mine.sort(key=lambda n: place(survey.seed, n))
    kept = SampledRecord.objects.filter(survey=survey).order_by("order")
    first = [f"{e.graduate_id}-{e.version_id}" for e in kept.filter(round=1)]
    assert first == mine
    twice = sorted(mine, key=lambda n: place(f"{survey.seed}|second", n))[: -(-len(mine) // 10)]
    assert [f"{e.graduate_id}-{e.version_id}" for e in kept.filter(round=2)] == twice
    assert {name for name, _, told in frame if "抽中" in told} == set(mine)


def test_drawing_again_compares_and_tells_when_something_was_touched(cast: Cast) -> None:
    people(cast, 40)
    survey = running(cast)
    path = f"/verification/{survey.pk}/verify/"
    login(client := Client(), cast.qian)
    assert "重抽一致" in client.post(path, follow=True).content.decode()
    one = SampledRecord.objects.filter(survey=survey, round=1).first()
    assert one is not None
    drawn = SampledRecord.objects.filter(survey=survey).values("graduate")
    other = Registration.objects.exclude(graduate__in=drawn).first()
    assert other is not None
    SampledRecord.objects.filter(pk=one.pk).update(
        graduate=other.graduate_id, version=other.in_force_id
    )
    assert "重抽不一致" in client.post(path, follow=True).content.decode()
    told = Entry.objects.filter(action="survey.verify").order_by("seq")
    assert [each.after["same"] for each in told] == [True, False]


def test_what_changes_after_fixing_changes_nobody_in_the_frame(cast: Cast) -> None:
    people(cast, 30)
    survey = fixed(cast)
    before = [each.name for each in members_of(survey)]
    people(cast, 10)
    assert act(cast, survey, "draw") == 302
    assert [each.name for each in members_of(survey)] == before
    drawn = SampledRecord.objects.filter(survey=survey, round=1)
    assert {f"{e.graduate_id}-{e.version_id}" for e in drawn} <= set(before)


def test_steps_come_in_order_and_a_fixed_plan_is_only_given_up_for_all_to_see(cast: Cast) -> None:
    people(cast, 20)
    survey = planned(cast)
    assert act(cast, survey, "draw") == 409
    assert act(cast, survey, "fix") == 302
    assert act(cast, survey, "fix") == 409
    assert act(cast, survey, "start") == 409
    assert act(cast, survey, "drop", reason="") == 422
    assert act(cast, survey, "drop", reason="名单时点选错了") == 302
    assert act(cast, survey, "draw") == 409
    assert "已作废" in page(cast.qian, "/verification/")
    assert survey.seed in page(cast.qian, f"/verification/{survey.pk}/")


def test_an_older_page_is_told(cast: Cast) -> None:
    people(cast, 20)
    survey = planned(cast)
    assert act(cast, survey, "fix", seen=survey.revision + 1) == 409


def test_who_must_be_called_always_is_taken_whole(cast: Cast) -> None:
    made = people(cast, 80)
    marked, flagged = made[0], made[1]
    version = Registration.objects.get(graduate=marked).in_force
    assert version is not None
    answer = Confirmation.objects.filter(version=version, place="school")
    answer.update(state="confirmed", marked="手机号刚被代改", at=clock.now())
    case = a_case(cast, "open")
    case.people.create(graduate=flagged)
    survey = running(cast, whole_marked=True, whole_flagged=True)
    drawn = set(SampledRecord.objects.filter(survey=survey).values_list("graduate_id", flat=True))
    assert {marked.pk, flagged.pk} <= drawn
    whole = [each for each in survey.strata if each["whole"]]
    assert {each["part"] for each in whole} == {"flagged"}
    assert all(each["wanted"] == each["size"] for each in whole)


def test_a_frame_of_an_earlier_moment_knows_what_was_known_then(
    cast: Cast,
) -> None:
    clock.move_to(clock.aware(NOON))
    people(cast, 20)
    then = clock.now()
    clock.move_to(clock.aware(NOON.replace(day=9)))
    people(cast, 15)
    assert planned(cast, as_of=then).frame_size == 20
    assert planned(cast).frame_size == 35


def test_unsettled_and_unregistered_are_drawn_where_it_is_wished(cast: Cast) -> None:
    people(cast, 20)
    settled, everybody = planned(cast), planned(cast, everybody=True)
    # 王 and 陈 have registered nothing
    assert (settled.frame_size, everybody.frame_size) == (20, 22)
    assert Counter(e["group"] for e in everybody.strata)["unregistered"] == 2
    registered(cast, [cast.wang_graduate], {"code": "70"})
    assert {e["group"] for e in planned(cast, everybody=True).strata} == {
        "employer", "seeking", "unregistered",
    }  # fmt: skip


def test_employers_are_asked_about_those_who_have_one(cast: Cast) -> None:
    people(cast, 12)
    people(cast, 4, FREELANCE)
    people(cast, 2, STUDY)  # a university is no employer
    assert planned(cast, kind="employers").frame_size == 12
    assert json.dumps(planned(cast, kind="visits").strata).count("freelance") == 0
