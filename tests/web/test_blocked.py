"""What nobody may sign is listed for who can help; what waits for me goes on, one after another."""

from __future__ import annotations

import pytest
from django.test import Client

from quxiang.web.approvals.blocked import steps_blocked_for
from quxiang.web.approvals.models import RunStep
from quxiang.web.approvals.seats import Seating
from quxiang.web.common import clock
from quxiang.web.destinations.services import filing
from quxiang.web.orgs.kinds import AdvisingKind, PostKind
from quxiang.web.orgs.models import Advising, Appointment
from quxiang.web.orgs.services.advising import advise
from quxiang.web.orgs.services.posts import appoint, delegate, relieve
from web.cast import Cast, appointed, graduate, staff
from web.conftest import login
from web.signing import FREELANCE, STUDY, file, open_step, run_of, signing_client

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def press(cast: Cast, who: object, act: str = "sign", **form: str) -> int:
    path = f"/signing/{open_step(cast).pk}/{act}/"
    return int(signing_client(who).post(path, {"seen": "1", **form}).status_code)  # type: ignore[arg-type]


def is_blocked(cast: Cast) -> bool:
    """Say whether the list has the open step; fails unless the chain says the same."""
    step = open_step(cast)
    listed = steps_blocked_for(cast.qian).filter(pk=step.pk).exists()
    assert listed == (not Seating(step).needed)
    return listed


def test_the_list_names_what_the_chain_says_nobody_may_sign(cast: Cast) -> None:
    file(cast, FREELANCE)
    assert not is_blocked(cast)
    Advising.objects.update(ended_at=clock.now())
    assert is_blocked(cast)
    page = login(Client(), cast.zhao).get("/signing/blocked/").content.decode()
    assert "王晓禾" in page
    assert "指导老师" in page
    assert "王晓禾" not in login(Client(), cast.sun).get("/signing/blocked/").content.decode()
    advise(adviser=cast.li, graduate=cast.wang_graduate, kind=AdvisingKind.CLASS_TEACHER, by=None)
    assert not is_blocked(cast)
    press(cast, cast.li)
    assert is_blocked(cast)  # the only reviewer signed as adviser
    other = staff(cast.school, "8130", "候青")
    held = Appointment.objects.get(user=cast.li)
    delegate(
        appointment=held, to=other, until=clock.now().replace(year=2099), reason="出差", by=cast.li
    )
    assert is_blocked(cast)  # nobody signs 12 and 76 for somebody else
    Appointment.objects.filter(user=other).update(ended_at=clock.now())
    appoint(post=held.post, user=other, by=None, role="substitute")
    assert not is_blocked(cast)
    press(cast, other)
    assert is_blocked(cast)  # no employment head yet
    gao = appointed(
        staff(cast.school, "8131", "高原"), PostKind.COLLEGE_EMPLOYMENT_HEAD, cast.agronomy
    )
    assert not is_blocked(cast)
    press(cast, gao)
    assert not steps_blocked_for(cast.qian).exists()  # signed; the stamped paper is waited for


def test_who_left_after_another_of_the_group_signed_leaves_no_dead_end(cast: Cast) -> None:
    vice = appointed(
        staff(cast.school, "8132", "范舟"), PostKind.COLLEGE_REVIEWER, cast.agronomy,
        "分管就业副院长",
    )  # fmt: skip
    file(cast)
    press(cast, cast.wu)
    press(cast, cast.li)
    assert not is_blocked(cast)
    relieve(appointment=Appointment.objects.get(user=vice), by=cast.qian)
    assert is_blocked(cast)
    assert press(cast, cast.qian, "excuse", reason="副院长已离任，书记已签") == 302
    assert open_step(cast).order == 4


def test_next_goes_through_all_that_waits_and_signing_goes_on_from_there(cast: Cast) -> None:
    file(cast, STUDY)
    for at, name in enumerate(("丁小谷", "丘小禾"), 11):
        other = graduate(cast.cohort, cast.agronomy, f"202400{at}", name)
        advise(adviser=cast.wu, graduate=other, kind=AdvisingKind.COUNSELLOR, by=None)
        filing.submit(graduate=other, typed=STUDY, seen=0, by=cast.zhao)
    RunStep.objects.filter(order=1, state="open").update(state="done")
    RunStep.objects.filter(order=2).update(state="open", opened_at=clock.now())
    first, second, third = RunStep.objects.filter(order=2).order_by("pk")
    client = signing_client(cast.wu)
    for here, there in ((first, second), (second, third), (third, first)):
        page = client.get(f"/signing/{here.pk}/").content.decode()
        assert f'href="/signing/{there.pk}/" data-next' in page
    assert "等待 今天" in page
    done = client.post(f"/signing/{second.pk}/sign/", {"seen": "1"})
    assert done.headers["Location"] == f"/signing/{third.pk}/"
    assert run_of(cast).state == "running"
