"""What cases do elsewhere: protect a dispute, stand in a sheet's way, stay when a recorder goes."""

from __future__ import annotations

import pytest
from django.test import Client

from quxiang.web.alerts.access import cases_visible_to
from quxiang.web.alerts.models import Case
from quxiang.web.approvals.clean import with_why
from quxiang.web.approvals.models import RunStep
from quxiang.web.common import clock
from quxiang.web.destinations.models import Dispute
from quxiang.web.orgs.kinds import PostKind
from quxiang.web.orgs.services.handover import open_work_of
from quxiang.web.roster.services.changes import transfer
from web.alerting import run_rules
from web.cast import Cast, appointed, staff
from web.conftest import login
from web.sheeting import many, sheet_for
from web.test_cases import post
from web.test_pages import a_case
from web.test_three_buttons import SECRET, asked, say  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_a_dispute_opens_a_case_only_the_centre_works_on(asked: Cast) -> None:  # noqa: F811
    say(asked, "wrong", note=SECRET)
    case, dispute = Case.objects.get(), Dispute.objects.get()
    assert (case.origin, case.desk, case.college, case.dispute) == (
        "dispute", "centre", None, dispute,
    )  # fmt: skip
    for who in (asked.zhao, asked.li, asked.wu, asked.feng, asked.wang):
        assert case not in cases_visible_to(who)
        assert login(Client(), who).get(f"/alerts/{case.pk}/").status_code == 404
    for who, opens in ((asked.qian, True), (asked.zhou, False)):
        page = login(Client(), who).get(f"/alerts/{case.pk}/").content.decode()
        assert SECRET not in page
        assert (f"/disputes/{dispute.pk}/" in page) == opens
    assert SECRET not in str(list(Case.objects.values()))
    transfer(
        graduates=[asked.wang_graduate], college=asked.letters, effective_on=clock.today(),
        note="", by=asked.qian,
    )  # fmt: skip
    case.refresh_from_db()
    assert case.college is None  # no college gets to see it on the way


def test_the_answer_to_the_graduate_is_verified_by_another(asked: Cast) -> None:  # noqa: F811
    say(asked, "wrong", note=SECRET)
    case, dispute = Case.objects.get(), Dispute.objects.get()
    told = {"text": "已请学院撤回，请重新填写。"}
    assert (
        login(Client(), asked.qian).post(f"/disputes/{dispute.pk}/answer/", told).status_code == 302
    )
    case.refresh_from_db()
    assert (case.state, case.answered_by) == ("answered", asked.qian)
    assert post(asked.qian, f"{case.pk}/close/", case, text="好").status_code == 422
    other = appointed(staff(asked.school, "8105", "董工"), PostKind.SCHOOL_REVIEWER)
    assert post(other, f"{case.pk}/close/", case, text="已核").status_code == 302
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("closed", "justified")


def test_no_run_touches_a_dispute_s_case(asked: Cast) -> None:  # noqa: F811
    say(asked, "wrong", note=SECRET)
    run_rules(asked)
    assert Case.objects.get(origin="dispute").state == "open"


def test_whoever_has_a_case_open_is_signed_singly_and_says_why(cast: Cast) -> None:
    steps = [step for step in many(cast, 3) if step.order == 3]
    first = steps[0].run.registration.graduate
    case = a_case(cast)
    Case.objects.filter(pk=case.pk).update(graduate=first)

    def why() -> str:
        found = with_why(RunStep.objects.filter(pk=steps[0].pk), cast.school.pk)
        return str(found.values_list("why", flat=True)[0])

    assert why() == "barred"
    assert sheet_for(cast).size == 2
    # what the registry has to answer, a question and a notice stand in nobody's way
    for harmless in ({"desk": "academic"}, {"verdict": "to_check"}, {"severity": "notice"}):
        Case.objects.filter(pk=case.pk).update(
            **{"desk": "college", "verdict": "fault", "severity": "error", **harmless}
        )
        assert why() == "", harmless
    Case.objects.filter(pk=case.pk).update(
        desk="college", verdict="fault", severity="error", state="closed", closed_at=clock.now()
    )
    assert why() == ""


def test_a_recorder_who_hands_over_leaves_the_cases_with_the_college(cast: Cast) -> None:
    a_case(cast)
    assert ("待答复或待核实的预警", 1) in open_work_of(cast.agronomy)
    assert ("待答复或待核实的预警", 0) in open_work_of(cast.letters)
