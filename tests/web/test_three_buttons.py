"""The three buttons: what follows an answer, and what of a dispute the college sees."""

from __future__ import annotations

import pytest
from django.test import Client

from quxiang.web.accounts.models import User
from quxiang.web.accounts.services import phones
from quxiang.web.audit.models import Entry
from quxiang.web.common import clock
from quxiang.web.destinations.models import Confirmation, ConfirmationMove, Dispute, Guidance
from quxiang.web.destinations.services import disputing, filing
from quxiang.web.roster.services.changes import transfer
from web.cast import Cast
from web.conftest import login
from web.filing import filed
from web.test_destinations import CONTRACT, file, path, registration, sign_and_enter

pytestmark = [pytest.mark.django_db, pytest.mark.database]
SECRET = "这份合同是辅导员让我签的"


@pytest.fixture
def asked(cast: Cast) -> Cast:
    """Let 王 have an entered contract with a paper, and be asked about it."""
    filed(cast.wang, cast.wang_graduate)
    assert file(cast, CONTRACT) == 302
    sign_and_enter(cast)
    return cast


def say(cast: Cast, button: str, **more: str) -> int:
    data = {"said": button, "seen": "1", **more}
    return login(Client(), cast.wang).post(path(cast, "answer/"), data).status_code


def page(user: User, address: str) -> str:
    return login(Client(), user).get(address).content.decode()


def everything_about(cast: Cast, user: User) -> str:
    """Return all pages that tell somebody of the staff about 王's destination."""
    parts = ("", "part/main/", "part/beside/", "part/course/", "changes/")
    return "".join(page(user, path(cast, each)) for each in parts)


def test_after_the_answer_stand_the_link_the_code_the_signers_and_the_papers(asked: Cast) -> None:
    answer = login(Client(), asked.wang).post(
        path(asked, "answer/"), {"said": "right", "seen": "1"}, follow=True
    )
    text = answer.content.decode()
    assert "还没有在这里填全国系统的网址" in text  # no school's address is made up
    assert 'src="data:image/svg+xml' not in text
    assert "还没有填全国系统确认网址" in page(asked.qian, "/destinations/guidance/")
    for part, words in (("part/signed/", "王晓禾"), ("part/proved/", "劳动合同")):
        assert f'href="{path(asked, part)}"' in text
        assert words in page(asked.wang, path(asked, part)).split("</h2>")[1]
    assert "任何人都不得要求您按某个说法回答" in text


def test_the_school_writes_address_basis_and_paragraph_in_versions(asked: Cast) -> None:
    typed = {
        "number": "0", "address": "https://jy.example.edu.cn/confirm", "basis": "省厅五月通知",
        "calls": "接到电话请如实回答，谁也不能教您怎么说。",
    }  # fmt: skip
    centre = login(Client(), asked.qian)
    bad = {**typed, "address": "javascript:alert(1)"}
    assert centre.post("/destinations/guidance/", bad).status_code == 422
    assert centre.post("/destinations/guidance/", typed).status_code == 302
    assert centre.post("/destinations/guidance/", typed).status_code == 409
    text = page(asked.wang, path(asked, "answered/"))
    assert f'href="{typed["address"]}"' in text
    assert f'alt="二维码，内容是全国系统的网址 {typed["address"]}"' in text
    assert typed["basis"] in text
    assert typed["calls"] in text
    next_one = {**typed, "number": "1"}
    assert centre.post("/destinations/guidance/", next_one).status_code == 422
    assert (
        centre.post("/destinations/guidance/", {**next_one, "basis": "新的通知"}).status_code == 302
    )
    assert [each.basis for each in Guidance.objects.all()] == ["新的通知", "省厅五月通知"]


def test_of_a_dispute_the_college_sees_that_it_is_one_and_nothing_else(asked: Cast) -> None:
    assert say(asked, "wrong", note=SECRET) == 302
    for who in (asked.zhao, asked.li, asked.wu, asked.zhou):
        seen = everything_about(asked, who)
        assert "有异议" in seen
        assert SECRET not in seen
    assert SECRET not in str(list(Confirmation.objects.values()))
    assert SECRET not in str(list(ConfirmationMove.objects.values()))
    assert SECRET not in str(list(Entry.objects.values()))
    assert SECRET not in str(list(Dispute.objects.values()))
    own = page(asked.wang, path(asked, "answered/"))
    assert SECRET in own
    assert "学院只看到“有异议”" in own
    assert own.index("下一步：等中心答复您的异议") < own.index("异议答复以后：在全国系统确认")
    assert "下一步：在全国系统确认" not in own


def test_the_centre_reads_and_answers_a_dispute_and_only_the_graduate_sees_that(
    asked: Cast,
) -> None:
    say(asked, "wrong", note=SECRET)
    kept = Dispute.objects.get()
    for who in (asked.zhao, asked.li, asked.zhou, asked.wang):
        assert login(Client(), who).get(f"/disputes/{kept.pk}/").status_code == 404
    assert "王晓禾" in page(asked.qian, "/disputes/")
    assert SECRET not in page(asked.qian, "/disputes/")
    assert SECRET in page(asked.qian, f"/disputes/{kept.pk}/")
    centre = login(Client(), asked.qian)
    assert centre.post(f"/disputes/{kept.pk}/answer/", {"text": ""}).status_code == 422
    told = {"text": "已请学院撤回，请重新填写。"}
    assert centre.post(f"/disputes/{kept.pk}/answer/", told).status_code == 302
    assert centre.post(f"/disputes/{kept.pk}/answer/", told).status_code == 409
    own = page(asked.wang, path(asked, "answered/"))
    assert told["text"] in own
    assert "下一步：在全国系统确认" in own
    assert "下一步：等中心" not in own
    assert told["text"] not in everything_about(asked, asked.zhao)


def test_a_graduate_may_tell_the_college_too_and_may_find_it_right_later(asked: Cast) -> None:
    assert say(asked, "wrong", note="岗位写错了", to_college="yes") == 302
    assert not Dispute.objects.exists()
    assert "岗位写错了" in everything_about(asked, asked.zhao)
    assert say(asked, "wrong", note=SECRET) == 302
    assert say(asked, "right") == 302
    assert Confirmation.objects.get(place="school").state == "confirmed"
    assert Dispute.objects.get().state == "open"


def test_whatever_follows_a_dispute_is_told(asked: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Dispute] = []
    monkeypatch.setattr(disputing, "_opened", [told.append])
    say(asked, "wrong", note=SECRET)
    assert [each.graduate_id for each in told] == [asked.wang_graduate.pk]


def test_an_answer_soon_after_staff_changed_the_number_is_marked_for_the_staff(
    asked: Cast,
) -> None:
    phones.change_by_staff(user=asked.wang, number="13900002222", by=asked.qian, reason="到院")
    asked.wang.refresh_from_db()
    say(asked, "wrong", note=SECRET)
    mark = "手机号 7 天内由工作人员更改"
    assert Confirmation.objects.get(place="school").marked == mark
    assert Entry.objects.get(action="confirmation.answer").after["marks"] == mark
    assert f"{mark}，须电话核实" in everything_about(asked, asked.zhao)
    assert mark in page(asked.qian, "/disputes/")
    assert mark not in everything_about(asked, asked.wang)


def test_a_dispute_goes_along_to_another_college(asked: Cast) -> None:
    say(asked, "wrong", note=SECRET)
    transfer(
        graduates=[asked.wang_graduate], college=asked.letters, effective_on=clock.today(),
        note="", by=asked.qian,
    )  # fmt: skip
    assert Dispute.objects.get().college == asked.letters


def test_a_new_version_is_asked_about_anew(asked: Cast) -> None:
    say(asked, "wrong", note=SECRET)
    seen = registration(asked).revision
    filing.submit(
        graduate=asked.wang_graduate, typed={**CONTRACT, "job": "11"}, seen=seen, note="岗位有误",
        by=asked.wang,
    )  # fmt: skip
    sign_and_enter(asked)
    newest = registration(asked).in_force
    assert newest is not None
    assert newest.confirmations.get(place="school").state == "awaited"
