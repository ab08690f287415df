"""Employers looked up outside: what comes back stands beside the list, whatever it is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client

from quxiang.web.audit.models import Entry
from quxiang.web.common import clock, sealed
from quxiang.web.common.refusals import InvalidError
from quxiang.web.employers import tasks
from quxiang.web.employers.lookupmodels import LookUp, LookUpSource
from quxiang.web.employers.lookups.reading import steps_of
from quxiang.web.employers.lookups.sending import fault_of_address
from quxiang.web.employers.models import EmployerChange, EmployerName
from quxiang.web.employers.normalising import address_key, owner_key, phone_key
from quxiang.web.employers.services.looking import look_up_one
from quxiang.web.jobs.models import Job
from quxiang.web.jobs.services import work_off
from web import registering_stub as stubs
from web.cast import Cast
from web.conftest import login
from web.looking_up import asked, firm, set_up, settings_of, soon
from web.registering_stub import CODE, OTHER, TRUE, Stub, stub

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def outside() -> Iterator[Stub]:
    with stub() as server:
        yield server


@pytest.fixture
def centre(client: Client, cast: Cast) -> Client:
    return login(client, cast.qian)


def test_what_is_looked_up_stands_beside_the_list_until_somebody_takes_it_over(
    centre: Client, cast: Cast, outside: Stub
) -> None:
    set_up(centre, outside)
    made = firm(cast, status="在业", address="新乡市")
    found = asked(centre, made)
    assert outside.asked == [(CODE, "token-1")]
    assert (found.outcome, found.status, found.problems) == ("found", "存续", [])
    made.refresh_from_db()
    assert (made.status, made.address, made.legal_person_hash) == ("在业", "新乡市", "")
    page = centre.get(f"/employers/{made.pk}/").content.decode()
    assert "河南省新乡市红旗区" in page
    assert "何大田" not in page
    assert "3040384" not in page
    seen = made.recorded_at.isoformat()
    taken = {"field": ["status", "legal_person_hash", "phone_hash", "former_names"], "seen": seen}
    assert centre.post(f"/employers/look-ups/{found.pk}/take/", taken).status_code == 302
    made.refresh_from_db()
    assert (made.status, made.status_on, made.address) == ("存续", clock.today(), "新乡市")
    assert made.legal_person_hash == owner_key(" 何大田 ")
    assert made.phone_hash == phone_key("（0373）3040384")
    assert EmployerName.objects.filter(employer=made, name="新乡种子站", current=False).exists()
    assert EmployerChange.objects.get().before["status"] == "在业"
    entry = Entry.objects.get(action="employer.take_over")
    assert (entry.before["status"], entry.after["phone_hash"]) == ("在业", "有")
    assert made.phone_hash not in json.dumps(entry.after)
    # a second person on the same page is told
    again = centre.post(f"/employers/look-ups/{found.pk}/take/", {"field": "address", "seen": seen})
    assert again.status_code == 409


def test_a_new_name_leaves_the_old_one_findable_and_a_refusal_is_kept(
    centre: Client, cast: Cast, outside: Stub
) -> None:
    set_up(centre, outside)
    outside.says = lambda code: {"data": {**TRUE, "name": "太行农业集团"}}
    made = firm(cast, status="存续")
    found = asked(centre, made)
    keep = f"/employers/look-ups/{found.pk}/keep/"
    seen = made.recorded_at.isoformat()
    assert centre.post(keep, {"seen": seen, "reason": ""}).status_code == 422
    assert centre.post(keep, {"seen": seen, "reason": "已电话核实"}).status_code == 302
    assert "保留名录" in centre.get(f"/employers/{made.pk}/").content.decode()
    LookUp.objects.all().delete()
    found = asked(centre, made)
    take = f"/employers/look-ups/{found.pk}/take/"
    assert centre.post(take, {"seen": seen}).status_code == 422
    assert centre.post(take, {"seen": seen, "field": "name"}).status_code == 302
    names = dict(EmployerName.objects.values_list("name", "current"))
    assert names == {"太行种业有限公司": False, "太行农业集团": True}


def test_a_code_of_another_employer_is_not_taken_over(
    centre: Client, cast: Cast, outside: Stub
) -> None:
    set_up(centre, outside, url=outside.url.replace("{代码}", "{名称}"))
    firm(cast, name="太行种业")
    made = firm(cast, uscc="")
    outside.says = lambda name: {"data": TRUE}
    found = asked(centre, made)
    given = {"seen": made.recorded_at.isoformat(), "field": ["uscc", "founded_on"]}
    answer = centre.post(f"/employers/look-ups/{found.pk}/take/", given)
    assert (answer.status_code, "已属另一家单位" in answer.content.decode()) == (422, True)
    made.refresh_from_db()
    assert (made.uscc, made.founded_on, LookUp.objects.get().decision) == ("", None, "")


def test_an_answer_holds_for_as_long_as_the_settings_say(
    centre: Client, cast: Cast, outside: Stub
) -> None:
    set_up(centre, outside, keep_days=7)
    made = firm(cast)
    first = asked(centre, made)
    assert asked(centre, made) == first
    assert len(outside.asked) == 1
    clock.move_to(clock.real_now() + timedelta(days=8))
    centre = login(Client(), cast.qian)
    assert asked(centre, made) != first
    assert len(outside.asked) == 2


def test_a_page_asks_no_faster_than_the_settings_say(
    centre: Client, cast: Cast, outside: Stub
) -> None:
    set_up(centre, outside, per_minute=1)
    one, two = firm(cast), firm(cast, OTHER, "乙公司")
    centre.post(f"/employers/{one.pk}/ask/")
    answer = centre.post(f"/employers/{two.pk}/ask/")
    assert (answer.status_code, "秒后再试" in answer.content.decode()) == (422, True)
    assert len(outside.asked) == 1


def test_look_ups_are_off_until_somebody_switches_them_on(
    centre: Client, cast: Cast, outside: Stub
) -> None:
    made = firm(cast)
    for path in (f"/employers/{made.pk}/ask/", "/employers/ask-all/", "/employers/source/try/"):
        assert centre.post(path, {"uscc": CODE}).status_code in (200, 422)
    set_up(centre, outside, enabled="")
    assert centre.post(f"/employers/{made.pk}/ask/").status_code == 422
    assert centre.post("/employers/ask-all/").status_code == 422
    assert not Job.objects.exists()
    with pytest.raises(InvalidError, match="没有启用"):
        look_up_one(employer=made, by=cast.qian)
    assert outside.asked == []
    # to be tried before it is switched on
    tried = centre.post("/employers/source/try/", {"uscc": CODE}).content.decode()
    assert "太行种业有限公司" in tried
    assert "何大田" not in tried
    assert not LookUp.objects.exists()


def test_a_job_looks_all_stale_ones_up_and_goes_on_after_failures(
    centre: Client, cast: Cast, outside: Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(centre, outside)
    waited: list[float] = []
    monkeypatch.setattr(tasks, "rest", lambda seconds: (waited.append(seconds), soon()))
    codes = [f"91410700MA000000{at}X" for at in range(6)]
    firms = [firm(cast, code, f"第{code}公司") for code in codes]
    firm(cast, "", "没有代码的单位")
    lies = dict(
        zip(codes, (None, stubs.status(500), stubs.hanging, stubs.status(404)), strict=False)
    )
    outside.says = lambda code: lies.get(code) or {"data": {**TRUE, "creditCode": code}}
    LookUp.objects.create(
        school=cast.school, employer=firms[5], source=LookUpSource.objects.get(), at=clock.now(),
        outcome="found",
    )  # fmt: skip
    assert centre.post("/employers/ask-all/").status_code == 302
    assert centre.post("/employers/ask-all/").status_code == 302  # one job all the same
    work_off()
    job = Job.objects.get()
    assert (job.state, job.done, job.total) == ("done", 5, 5)
    assert job.message == "查到 2 家，查无 1 家，没有查成 2 家。"
    assert waited
    assert [code for code, _ in outside.asked] == codes[:5]
    # what failed a moment ago rests; what answered is not asked again
    centre.post("/employers/ask-all/")
    work_off()
    assert len(outside.asked) == 5


def test_a_job_stops_when_nothing_answers_any_more(
    centre: Client, cast: Cast, outside: Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(centre, outside)
    monkeypatch.setattr(tasks, "rest", lambda _: soon())
    monkeypatch.setattr(tasks, "MOST_FAILED", 3)
    for at in range(5):
        firm(cast, f"91410700MA000000{at}X", f"第{at}公司")
    outside.says = lambda code: stubs.status(503)
    centre.post("/employers/ask-all/")
    work_off()
    job = Job.objects.get()
    assert (job.state, job.done) == ("done", 3)
    assert "先停下了" in job.message


def test_settings_are_versions_and_their_secret_stays_sealed(
    centre: Client, cast: Cast, outside: Stub
) -> None:
    first = set_up(centre, outside)
    assert "token-1" not in json.dumps(list(LookUpSource.objects.values()), default=str)
    page = centre.get("/employers/source/").content.decode()
    assert "token-1" not in page
    assert "token-1" not in json.dumps(list(Entry.objects.values("before", "after")))
    second = set_up(centre, outside, seen=1, secret="", keep_days=9)
    assert second.secret_sealed == first.secret_sealed
    assert sealed.unseal(second.secret_sealed, "secret") == "token-1"
    late = centre.post("/employers/source/", settings_of(outside, seen=1))
    assert late.status_code == 409
    # a kept secret goes to no other host
    given = settings_of(outside, seen=2, secret="", url="https://elsewhere.example/?c={代码}")
    answer = centre.post("/employers/source/", given)
    assert (answer.status_code, "再填一次密钥" in answer.content.decode()) == (422, True)


def test_a_question_may_be_posted(centre: Client, cast: Cast, outside: Stub) -> None:
    body = '{"code": "{代码}", "name": "{名称}"}'
    url = outside.url.split("?")[0]
    set_up(centre, outside, method="POST", body=body, url=url)
    assert asked(centre, firm(cast, name='太行"种业')).outcome == "found"


def test_addresses_owners_and_telephones_are_compared_however_they_are_written() -> None:
    assert fault_of_address("http://[::1]:8000/{代码}") == ""
    assert fault_of_address("http://127.0.0.1.example/{代码}") != ""
    assert steps_of("data.list[0].name") == ["data", "list", 0, "name"]
    assert steps_of("数据[2]") == ["数据", 2]
    assert [steps_of(each) for each in ("", ".", "a.", ".a", "a[", "a]b")] == [None] * 6
    assert len({phone_key(each) for each in (
        "0373-3040384", "（0373）3040384", "+86 0373 3040384", "03733040384转8001",
        "0373-3040384-801",
    )}) == 1  # fmt: skip
    assert phone_key("13800000001") == phone_key("+86 138-0000-0001") == phone_key("8613800000001")
    assert phone_key("无") == owner_key("  ") == ""
    assert owner_key("阿依古丽•买买提") == owner_key("阿依古丽·买买提")
    assert address_key("新乡市 红旗区（９０）号") == address_key("新乡市红旗区(90)号")
