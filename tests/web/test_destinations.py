"""Filing a destination: what is asked, what is refused, what is kept."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from quxiang.web.accounts.models import User
from quxiang.web.destinations import fragments
from quxiang.web.destinations.models import Draft, Registration, Version
from quxiang.web.destinations.services import entering
from quxiang.web.destinations.states import ConfirmationState
from web.cast import Cast
from web.conftest import login

pytestmark = [pytest.mark.django_db, pytest.mark.database]
CONTRACT = {
    "code": "11", "employer_uscc": "91410700MA0000001X", "employer_name": "云梦种业有限公司",
    "employer_nature": "31", "industry": "11", "place_code": "410000", "place_name": "新乡市",
    "job": "13", "agreed_on": "2024-05-20", "contact_name": "何经理",
    "contact_phone": "13900000002",
}  # fmt: skip
SEEKING = {"code": "70-QZZ"}


def path(cast: Cast, what: str = "edit/") -> str:
    return f"/destinations/{cast.wang_graduate.pk}/{what}"


def revision(cast: Cast) -> int:
    found = Registration.objects.filter(graduate=cast.wang_graduate).first()
    return found.revision if found else 0


def file(cast: Cast, typed: dict[str, str], by: User | None = None, **more: object) -> int:
    data = {"seen": revision(cast), **typed, **more}
    return login(Client(), by or cast.wang).post(path(cast), data).status_code


def registration(cast: Cast) -> Registration:
    return Registration.objects.select_related("current", "in_force").get(
        graduate=cast.wang_graduate
    )


def sign_and_enter(cast: Cast) -> None:
    from quxiang.web.audit import trail

    with trail.atomic():
        entering.complete(registration(cast), by=cast.li)
    entering.enter(registrations=[registration(cast)], by=cast.zhao)


def test_a_graduate_files_a_contract_and_it_goes_into_review(cast: Cast) -> None:
    assert file(cast, CONTRACT) == 302
    kept = registration(cast)
    assert (kept.state, kept.current.number, kept.current.source) == ("in_review", 1, "graduate")
    assert kept.current.contact_phone_masked == "139****0002"
    assert "13900000002" not in str(vars(kept.current))
    assert kept.in_force is None


def test_still_looking_for_work_is_filed_like_anything_else(cast: Cast) -> None:
    assert file(cast, SEEKING) == 302
    assert registration(cast).current.code == "70-QZZ"


@pytest.mark.parametrize("lacking", ["employer_name", "agreed_on", "contact_phone", "job"])
def test_a_required_field_left_out_is_said_at_the_field_and_the_rest_is_kept(
    cast: Cast, lacking: str
) -> None:
    typed = {**CONTRACT, lacking: "", "seen": "0"}
    answer = login(Client(), cast.wang).post(path(cast), typed)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert re.search(rf'name="{lacking}"[^§]*?qx-problem', page)
    assert 'value="何经理"' in page
    assert not Version.objects.exists()


def test_a_reason_stands_for_the_credit_code(cast: Cast) -> None:
    without = {**CONTRACT, "employer_uscc": ""}
    assert file(cast, without) == 422
    assert file(cast, {**without, "no_uscc_reason": "部队"}) == 302


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("agreed_on", "昨天"), ("contact_phone", "问张三"), ("industry", "ZZ"), ("code", "99"),
        ("employer_name", "长" * 121),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_a_sentence(cast: Cast, name: str, value: str) -> None:
    assert file(cast, {**CONTRACT, name: value}) == 422
    assert not Version.objects.exists()


def test_the_second_of_two_pages_is_told(cast: Cast) -> None:
    assert file(cast, CONTRACT) == 302
    client = login(Client(), cast.wang)
    assert client.post(path(cast), {**CONTRACT, "seen": "0"}).status_code == 409
    assert client.post(path(cast), CONTRACT).status_code == 409


def test_only_the_graduate_and_the_recorder_file(cast: Cast) -> None:
    assert file(cast, SEEKING, by=cast.wu) == 403
    assert file(cast, SEEKING, by=cast.qian) == 403
    assert file(cast, SEEKING, by=cast.sun) == 404
    assert file(cast, SEEKING, by=cast.feng) == 404
    assert file(cast, SEEKING, by=cast.zhao) == 302
    assert registration(cast).current.source == "recorder"


def test_what_is_being_typed_comes_back_and_nobody_else_sees_it(cast: Cast) -> None:
    client = login(Client(), cast.wang)
    typed = {"code": "11", "contact_phone": "139", "employer_name": "还没", "serial": "0"}
    assert client.post(path(cast, "draft/"), typed).json() == {"serial": 1}
    assert 'value="还没"' in client.get(path(cast)).content.decode()
    assert "139" not in Draft.objects.get().typed_sealed
    assert "还没" not in login(Client(), cast.zhao).get(path(cast)).content.decode()


def test_a_page_left_behind_does_not_overwrite_a_newer_draft(cast: Cast) -> None:
    client = login(Client(), cast.wang)
    for serial, name in ((0, "一"), (1, "二"), (0, "旧")):
        typed = {"code": "11", "employer_name": name, "serial": str(serial)}
        kept = client.post(path(cast, "draft/"), typed).json()
    assert kept == {"serial": 2}
    assert 'value="二"' in client.get(path(cast)).content.decode()


def test_a_change_after_entry_leaves_the_old_in_force_until_the_new_is_entered(cast: Cast) -> None:
    file(cast, CONTRACT)
    sign_and_enter(cast)
    first = registration(cast).in_force
    assert file(cast, {"code": "801", "employer_name": "云梦大学"}) == 422  # without a reason
    assert file(cast, {"code": "801", "employer_name": "云梦大学", "note": "考上研究生"}) == 302
    now = registration(cast)
    assert (now.state, now.in_force, now.current.number) == ("in_review", first, 2)
    assert now.current.reason == "termination"
    sign_and_enter(cast)
    assert registration(cast).in_force == registration(cast).current


def test_a_corrected_telephone_number_is_a_clerical_change(cast: Cast) -> None:
    file(cast, CONTRACT)
    sign_and_enter(cast)
    assert file(cast, {**CONTRACT, "contact_phone": "13900000003", "note": "号码写错"}) == 302
    assert registration(cast).current.reason == "clerical"


def test_a_return_that_unlocks_one_field_refuses_any_other(cast: Cast) -> None:
    from quxiang.web.audit import trail

    file(cast, CONTRACT)
    with trail.atomic():
        entering.send_back(
            registration(cast), by=cast.li, reason="日期不对", unlocked=["agreed_on"]
        )
    changed = {**CONTRACT, "agreed_on": "2024-05-21"}
    assert file(cast, {**changed, "employer_name": "别的公司"}) == 422
    assert file(cast, changed) == 302


def test_only_the_graduate_confirms_and_only_what_is_shown(cast: Cast) -> None:
    file(cast, CONTRACT)
    sign_and_enter(cast)
    data = {"said": "right", "seen": "1"}
    assert login(Client(), cast.zhao).post(path(cast, "answer/"), data).status_code == 403
    client = login(Client(), cast.wang)
    assert client.post(path(cast, "answer/"), {**data, "seen": "2"}).status_code == 409
    assert client.post(path(cast, "answer/"), {"said": "wrong", "seen": "1"}).status_code == 422
    assert client.post(path(cast, "answer/"), data).status_code == 302
    kept = registration(cast).in_force.confirmations.get(place="school")
    assert kept.state == ConfirmationState.CONFIRMED


def test_rules_warn_while_typing_and_block_nothing(cast: Cast) -> None:
    client = login(Client(), cast.wang)
    typed = {**CONTRACT, "employer_uscc": "91410700MA0000001A"}
    page = client.post(path(cast, "check/"), typed).content.decode()
    assert 'id="w-employer_uscc"' in page
    assert file(cast, typed) == 302


def test_whoever_answers_for_the_registry_sees_no_destination(cast: Cast) -> None:
    assert login(Client(), cast.feng).get(path(cast, "")).status_code == 404


def test_other_apps_put_their_parts_on_the_page(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fragments, "_fragments", [])
    for order, text in ((20, "第二块"), (10, "第一块"), (30, "")):
        fragments.register(order, lambda *_, text=text: text, beside=order == 20)
    client = login(Client(), cast.wang)
    assert "第一块" in client.get(path(cast, "part/main/")).content.decode()
    assert "第二块" in client.get(path(cast, "part/beside/")).content.decode()
    assert client.get(path(cast, "part/elsewhere/")).status_code == 404
