"""Leaving a signed agreement, and changes after the closing day."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client

from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError
from quxiang.web.destinations.models import Version
from quxiang.web.destinations.services import entering
from quxiang.web.evidence.models import Evidence
from quxiang.web.release.models import Export
from web.cast import Cast
from web.conftest import login
from web.filing import filed
from web.test_destinations import CONTRACT, file, path, registration, revision, sign_and_enter
from web.test_today import LISTED, applied
from web.uploads import picture

pytestmark = [pytest.mark.django_db, pytest.mark.database]
AGREEMENT = {**CONTRACT, "code": "10"}
JOBS = ("11", "17")
OTHER = {**AGREEMENT, "employer_uscc": "91410700MA0000002X", "employer_name": "别家种业有限公司"}


@pytest.fixture
def bound(cast: Cast) -> Cast:
    """Let 王 have a signed and entered agreement."""
    assert file(cast, AGREEMENT) == 302
    sign_and_enter(cast)
    return cast


def told(cast: Cast, typed: dict[str, str]) -> str:
    data = {"seen": revision(cast), "note": "换了单位", **typed}
    answer = login(Client(), cast.wang).post(path(cast), data)
    return answer.content.decode() if answer.status_code == 422 else ""


@pytest.mark.parametrize("kind", ["termination", "statement"])
def test_leaving_an_agreement_wants_proof_of_its_end_or_a_signed_statement(
    bound: Cast, kind: str
) -> None:
    assert "要先有解约证明" in told(bound, OTHER)
    assert registration(bound).current.number == 1
    filed(bound.wang, bound.wang_graduate)  # a contract proves no end of another
    assert "要先有解约证明" in told(bound, OTHER)
    filed(bound.wang, bound.wang_graduate, picture((300, 200)), kind=kind)
    assert told(bound, OTHER) == ""
    now = registration(bound)
    assert (now.current.number, now.current.reason, now.in_force.number) == (2, "termination", 1)
    assert Evidence.objects.filter(kind=kind, version=2).count() == 1


def test_the_old_one_is_valid_until_the_new_one_is_entered_and_its_proof_lasts_a_return(
    bound: Cast,
) -> None:
    filed(bound.wang, bound.wang_graduate, kind="termination")
    assert told(bound, OTHER) == ""
    with trail.atomic():
        entering.send_back(registration(bound), by=bound.li, reason="日期不对")
    assert told(bound, {**OTHER, "agreed_on": "2024-06-20"}) == ""
    now = registration(bound)
    assert (now.current.number, now.in_force.number) == (3, 1)
    assert Evidence.objects.filter(kind="termination", version=3).count() == 1
    with trail.atomic():
        entering.complete(registration(bound), by=bound.li)
    assert registration(bound).in_force.number == 1
    entering.enter(registrations=[registration(bound)], by=bound.zhao)
    assert registration(bound).in_force.number == 3


def test_what_lost_its_proof_after_it_was_signed_is_not_entered(bound: Cast) -> None:
    proof = filed(bound.wang, bound.wang_graduate, kind="termination")
    assert told(bound, OTHER) == ""
    with trail.atomic():
        entering.complete(registration(bound), by=bound.li)
    Evidence.objects.filter(pk=proof.pk).update(removed_at=clock.now())
    with pytest.raises(InvalidError, match="解约证明"):
        entering.enter(registrations=[registration(bound)], by=bound.zhao)
    assert registration(bound).state == "signed"


def test_whoever_changes_something_else_or_leaves_no_agreement_needs_none(cast: Cast) -> None:
    file(cast, AGREEMENT)
    sign_and_enter(cast)
    assert told(cast, {**AGREEMENT, "job": "11"}) == ""
    assert registration(cast).current.reason == "correction"


def test_no_list_takes_somebody_out_of_an_agreement(bound: Cast) -> None:
    entering.refuse(
        registration=registration(bound), seen=revision(bound), reason="代码有误", by=bound.zhao
    )
    row = ("20240001", "王晓禾", "境内升学—研究生", "云梦大学")
    upload = applied(bound, *row, head=LISTED, target="official_list")
    assert upload.counts == {"problem": 1}
    assert registration(bound).current.number == 1


def test_what_is_changed_after_the_closing_day_is_a_list_of_its_own(cast: Cast) -> None:
    file(cast, CONTRACT)
    sign_and_enter(cast)
    for number, day in ((2, datetime(2024, 8, 30, 12)), (3, datetime(2024, 8, 31, 0, 1))):
        assert told(cast, {**CONTRACT, "job": JOBS[number - 2]}) == ""
        sign_and_enter(cast)
        Version.objects.filter(number=number).update(recorded_at=clock.aware(day))
    page = login(Client(), cast.zhao).get("/late-changes/").content.decode()
    assert "第 3 版" in page
    assert "第 2 版" not in page
    assert "8月30日" in page
    assert "N3.3" not in page  # a number of one document is no word of the page
    assert "王晓禾" not in login(Client(), cast.sun).get("/late-changes/").content.decode()
    recorder = login(Client(), cast.zhao)
    answer = recorder.post("/late-changes/export/", {"purpose": "报学院办公会"})
    assert answer.status_code == 200
    assert (Export.objects.get().what, Export.objects.get().rows) == ("季后变更", 1)


def test_any_two_versions_are_compared(cast: Cast) -> None:
    file(cast, CONTRACT)
    sign_and_enter(cast)
    for job in JOBS:
        assert told(cast, {**CONTRACT, "job": job}) == ""
        sign_and_enter(cast)
    page = login(Client(), cast.zhao).get(path(cast, "changes/?before=1&after=3")).content.decode()
    assert page.count("<del>") == 1
    assert "工作职位类别" in page
