"""A college's yearly sheet: the same counts as elsewhere, with what they are; nobody is named."""

from __future__ import annotations

import json
from datetime import timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from quxiang.web.alerts.models import Case
from quxiang.web.alerts.selectors import tallies, total
from quxiang.web.assessment.sheets import Line, Sheet, sheets_of
from quxiang.web.common import clock, sealed
from quxiang.web.complaints.models import Complaint
from quxiang.web.complaints.services.receiving import Filed, receive
from quxiang.web.documents.models import Document
from quxiang.web.documents.services.making import INPUT
from quxiang.web.feedback.judging import judged
from quxiang.web.orgs.services.units import add_unit
from quxiang.web.release.models import Export
from web.alerting import entered, no_snapshots, run_rules
from web.assessing import act, confirmed, later, proposed, school, send
from web.cast import Cast, graduate
from web.conftest import login
from web.papers import text_of
from web.test_pages import a_case
from web.test_views import beside_the_reader

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(autouse=True)
def _no_snapshots() -> None:
    no_snapshots()


def sheet(cast: Cast) -> Sheet:
    return sheets_of(cast.cohort, [cast.agronomy])[1][0]


def line(cast: Cast, title: str) -> Line:
    return next(each for each in sheet(cast).lines if each.measure.title == title)


def counts(cast: Cast, title: str) -> tuple[int | None, int | None, str]:
    told = line(cast, title)
    return told.numerator, told.denominator, told.value


def test_figures_of_the_snapshot_are_those_of_its_run(cast: Cast) -> None:
    entered(cast, cast.wang_graduate)
    graduate(cast.cohort, cast.agronomy, "20240031", "何未登")
    graduate(cast.cohort, cast.agronomy, "20240032", "何也未")
    run = run_rules(cast)
    assert counts(cast, "去向登记率") == (1, 3, "33.33 %")
    signals = {each.title: each for each in judged(run).of("农学院")}
    for title in ("异常率", "疑似率"):
        name = next(each for each in signals if each.startswith(title[:2]))
        told = counts(cast, name)
        assert told[:2] == (signals[name].numerator, signals[name].denominator)
    basis, _ = sheets_of(cast.cohort, [])
    assert run.snapshot is not None
    assert f"快照第 {run.snapshot.number} 份" in basis.words
    assert run.snapshot.sha256[:16] in basis.words


def test_without_a_snapshot_its_figures_are_a_dash_and_the_page_says_why(cast: Cast) -> None:
    assert counts(cast, "去向登记率") == (None, None, "—")
    told = login(Client(), cast.zhao).get(f"/assessment/sheets/{cast.agronomy.pk}/")
    assert "规则还没有运行过" in told.content.decode()


def test_confirmed_faults_are_counted_as_on_the_board(cast: Cast) -> None:
    for outcome in ("fixed", "fixed", "justified", "false_alarm", "withdrawn", "exempted"):
        confirmed(cast, outcome)
    confirmed(cast, "fixed", origin="feedback")
    board = total(tallies(Case.objects.all(), "rule", clock.today()).values())
    assert (board.fixed + board.justified, board.judged) == (4, 5)
    assert counts(cast, "预警查实率") == (4, 5, "80.00 %")
    assert counts(cast, "上级反馈查实率") == (1, 1, "100.00 %")


def test_answers_are_in_time_by_the_day_that_was_named(cast: Cast) -> None:
    today, now = clock.today(), clock.now()
    in_time, late = (
        a_case(cast, "answered", answered_at=now),
        a_case(cast, "answered", answered_at=now),
    )
    waits, overdue, registry = a_case(cast), a_case(cast), a_case(cast, answered_at=now)
    muted = a_case(cast, muted_by="R201")
    dates = {in_time: 0, late: -1, waits: 0, overdue: -1, registry: 0, muted: -1}
    for case, days in dates.items():
        Case.objects.filter(pk=case.pk).update(due_on=today + timedelta(days=days))
    Case.objects.filter(pk=registry.pk).update(desk="academic")
    assert counts(cast, "按期答复率") == (1, 3, "33.33 %")


def test_complaints_and_handling_are_the_colleges_own(cast: Cast) -> None:
    for at, (unit, outcome) in enumerate(
        ((cast.agronomy, "upheld"), (cast.agronomy, "not_upheld"), (cast.letters, "upheld"))
    ):
        receive(
            school=cast.school, nonce=str(at),
            filed=Filed("college", str(unit.pk), "有人替我填了去向，我并没有签合同。"),
        )  # fmt: skip
        Complaint.objects.filter(number=at + 1).update(state="closed", outcome=outcome)
    receive(school=cast.school, filed=Filed("other", "", "说不清是谁，只知道是假的。"), nonce="x")
    Complaint.objects.filter(number=4).update(
        state="closed", outcome="partly", graduate=cast.wang_graduate
    )
    assert counts(cast, "举报查实率") == (2, 3, "66.67 %")
    assert counts(cast, "处理记录") == (0, None, "0 件")


def test_the_pages_and_the_pdf_show_what_was_decided_and_name_nobody(cast: Cast) -> None:
    who = school(cast)
    listing = proposed(cast)
    later(listing)
    act(who.lin, listing, "include")
    page = login(Client(), who.he).get(f"/assessment/sheets/{cast.agronomy.pk}/").content.decode()
    made = send(cast.zhao, f"/assessment/sheets/{cast.agronomy.pk}/print/")
    assert made.headers["Content-Type"] == "application/pdf"
    printed = text_of(made.content)
    body = beside_the_reader(page.partition("<main")[2])
    for said in ("佐证材料逾期未补", "评奖评优", "预警查实率", "1/1", "100.00"):
        assert said in body, said
        assert said in printed, said
    for name in ("王晓禾", "钱明", "赵秋", "林远", "贺院", "李建", "吴树人"):
        assert name not in body, name
        assert name not in printed, name
    again = send(cast.zhao, f"/assessment/sheets/{cast.agronomy.pk}/print/")
    assert again.content == made.content  # nothing changed, so it is the same document
    act(cast.zhao, listing, "appeal")
    send(cast.zhao, f"/assessment/sheets/{cast.agronomy.pk}/print/")
    old, new = Document.objects.filter(kind="yearly").order_by("number")
    assert (old.superseded_at is None, new.superseded_at is None) == (False, True)
    assert "申诉中" in sealed.unseal(new.input_sealed, INPUT)
    assert json.loads(sealed.unseal(new.input_sealed, INPUT))["about"].startswith("农学院")


def test_a_printed_sheet_is_opened_by_nobody_who_does_not_see_the_sheet(cast: Cast) -> None:
    send(cast.zhao, f"/assessment/sheets/{cast.agronomy.pk}/print/")
    made = Document.objects.get(kind="yearly")
    for user in (cast.li, cast.feng, cast.sun, cast.qian):
        assert login(Client(), user).get(f"/documents/{made.pk}/").status_code == 404
    assert send(cast.sun, f"/assessment/sheets/{cast.agronomy.pk}/print/").status_code == 404


def test_sheets_leave_through_the_gate_each_with_what_is_counted(cast: Cast) -> None:
    def asked(user: Any, purpose: str) -> Any:
        return send(user, "/assessment/sheets/export/", purpose=purpose)

    proposed(cast)
    assert asked(cast.zhao, "看").status_code == 422
    answer = asked(cast.zhao, "报学院党委会讨论")
    book = openpyxl.load_workbook(BytesIO(answer.content)).active
    rows = list(book.iter_rows(values_only=True))  # type: ignore[union-attr]
    assert {row[0] for row in rows[1:] if row[0] and row[1]} == {"农学院"}
    assert ("预警查实率", "1", "1", "100.00 %") in [(r[2], r[5], r[6], r[7]) for r in rows]
    assert any("佐证材料逾期未补" in str(row[2]) for row in rows)
    assert any("没有快照" in str(row[2]) for row in rows)
    whole = openpyxl.load_workbook(BytesIO(asked(cast.qian, "报校长办公会讨论").content)).active
    names = {row[0] for row in whole.iter_rows(values_only=True) if row[1]}  # type: ignore[union-attr]
    assert names == {"学院", "农学院", "文学院"}
    assert Export.objects.filter(what="学院年度考核表").count() == 2


def test_a_college_sees_its_own_sheet_only(cast: Cast) -> None:
    listed = login(Client(), cast.zhao).get("/assessment/sheets/").content.decode()
    assert ("农学院" in listed, "文学院" in listed) == (True, False)
    assert (
        login(Client(), cast.zhao).get(f"/assessment/sheets/{cast.letters.pk}/").status_code == 404
    )


def test_more_colleges_cost_no_more_statements(cast: Cast) -> None:
    def cost() -> int:
        client = login(Client(), cast.qian)
        client.get("/assessment/sheets/")
        with CaptureQueriesContext(connection) as caught:
            client.get("/assessment/sheets/")
        return len(caught)

    run_rules(cast)
    before = cost()
    for at in range(5):
        add_unit(school=cast.school, kind="college", name=f"第{at}学院", by=None)
    assert cost() == before
