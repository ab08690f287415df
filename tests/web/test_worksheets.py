"""逐一核查: what each side concludes of every record, who may, when it counts as lacking again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from quxiang.web.alerts.models import Case
from quxiang.web.alerts.services.answering import Said, answer, close, newest_event
from quxiang.web.audit.models import Entry
from quxiang.web.common import clock
from quxiang.web.destinations.services.filing import withdraw
from quxiang.web.orgs.kinds import PostKind
from quxiang.web.roster.models import Graduate, Status
from quxiang.web.roster.services.changes import transfer
from quxiang.web.worksheets.models import Conclusion, Side
from quxiang.web.worksheets.selectors import progress_of
from web.cast import Cast, appointed, graduate, staff
from web.checking import (
    LACKS,
    NOTHING,
    RIGHT,
    WRONG,
    checkers,
    conclude,
    file_for,
    now_of,
    put_paper,
    standing_of,
)
from web.conftest import login
from web.signing import CONTRACT

pytestmark = pytest.mark.django_db


def test_a_conclusion_binds_the_version_and_the_files_that_were_shown(cast: Cast) -> None:
    wang = cast.wang_graduate
    filed = file_for(wang, cast.wang)
    assert standing_of(wang, "college") == "todo"
    assert conclude(cast.li, wang, "college").status_code == 302
    made = now_of(wang, "college")
    assert (made.version, made.files, made.data, made.papers) == (1, 1, "ok", "ok")
    assert made.version_digest == filed.current.digest
    assert made.papers_digest
    assert standing_of(wang, "college") == "done"
    entry = Entry.objects.get(action="conclusion.make")
    assert entry.after["version"] == 1
    assert entry.post_id == made.post


def test_the_sides_stand_beside_each_other_and_a_later_one_replaces_the_own(cast: Cast) -> None:
    wang = cast.wang_graduate
    file_for(wang, cast.wang)
    conclude(cast.li, wang, "college")
    conclude(cast.qian, wang, "centre", WRONG)
    conclude(cast.li, wang, "college", LACKS)
    told = {each.side: each for each in Conclusion.objects.filter(superseded_at__isnull=True)}
    assert {side: each.by.name for side, each in told.items()} == {
        "college": "李建", "centre": "钱明",
    }  # fmt: skip
    assert Conclusion.objects.count() == 3
    page = login(Client(), cast.qian).get(f"/worksheets/{wang.pk}/part/")
    for said in ("学院自查", "材料缺", "没有就业协议书", "中心核查", "单位名称与协议不一致"):
        assert said in page.content.decode()


@pytest.mark.parametrize("change", ["version", "added", "removed"])
def test_what_was_concluded_before_a_change_counts_as_lacking(cast: Cast, change: str) -> None:
    wang = cast.wang_graduate
    filed = file_for(wang, cast.wang)
    conclude(cast.li, wang, "college")
    if change == "version":
        withdraw(registration=filed, seen=filed.revision, by=cast.wang)
        file_for(wang, cast.wang, {**CONTRACT, "employer_name": "太行种业有限公司"}, paper="")
    elif change == "added":
        put_paper(wang, "income")
    else:
        paper = wang.evidence.get()
        paper.removed_at = clock.now()
        paper.save()
    assert standing_of(wang, "college") == "stale"
    page = login(Client(), cast.li).get(f"/worksheets/{wang.pk}/").content.decode()
    assert "登记已变更，需重新核查" in page
    own = next(each for each in progress_of(cast.li, cast.cohort) if each.college == cast.agronomy)
    assert (own.own.concluded, own.own.lacking, own.own.stale) == (0, 1, 1)


def test_a_page_that_showed_another_record_is_told_and_nothing_is_kept(cast: Cast) -> None:
    wang = cast.wang_graduate
    file_for(wang, cast.wang)
    page = login(Client(), cast.li).get(f"/worksheets/{wang.pk}/")
    seen = page.context["record"].token
    put_paper(wang, "income")
    answer_ = conclude(cast.li, wang, "college", seen=seen)
    assert answer_.status_code == 409
    assert "没有记下" in answer_.content.decode()
    assert not Conclusion.objects.exists()


def test_who_has_nothing_registered_is_concluded_on_too(cast: Cast) -> None:
    wang = cast.wang_graduate
    assert conclude(cast.li, wang, "college").status_code == 422  # nothing to prove there
    assert conclude(cast.li, wang, "college", NOTHING).status_code == 302
    assert now_of(wang, "college").words == "未登记属实"
    file_for(wang, cast.wang)
    assert standing_of(wang, "college") == "stale"
    assert conclude(cast.li, wang, "college", NOTHING).status_code == 422


def test_a_recorder_concludes_on_what_the_recorder_did_not_file(cast: Cast) -> None:
    wang = cast.wang_graduate
    file_for(wang, cast.zhao)
    refused = conclude(cast.zhao, wang, "college")
    assert refused.status_code == 403
    assert "录入员不能自查" in refused.content.decode()
    assert not Conclusion.objects.exists()
    page = login(Client(), cast.zhao).get(f"/worksheets/{wang.pk}/").content.decode()
    assert "只由学院审签人或院级就业工作主要负责人核查" in page
    assert "data-right" not in page
    assert conclude(cast.li, wang, "college").status_code == 302
    other = graduate(cast.cohort, cast.agronomy, "20240009", "杜若")
    assert conclude(cast.zhao, other, "college", NOTHING).status_code == 302


def test_a_recorder_checks_what_a_graduate_filed(cast: Cast) -> None:
    file_for(cast.wang_graduate, cast.wang)
    assert conclude(cast.zhao, cast.wang_graduate, "college").status_code == 302


def test_who_filed_as_recorder_does_not_check_it_by_another_post_either(cast: Cast) -> None:
    file_for(cast.wang_graduate, cast.zhao)
    appointed(cast.zhao, PostKind.COLLEGE_REVIEWER, cast.agronomy, "副院长")
    refused = conclude(cast.zhao, cast.wang_graduate, "college")
    assert refused.status_code == 403
    assert "没有填报过它的核查人" in refused.content.decode()


def test_nobody_concludes_on_the_own_record_nor_for_two_sides(cast: Cast) -> None:
    wang = cast.wang_graduate
    appointed(cast.li, PostKind.CENTRE_OFFICER, title="核查专员")
    assert conclude(cast.li, wang, "college", NOTHING).status_code == 302
    twice = conclude(cast.li, wang, "centre", NOTHING)
    assert twice.status_code == 403
    assert "另一方" in twice.content.decode()
    wang.person.user = cast.qian
    wang.person.save()
    own = conclude(cast.qian, wang, "centre", NOTHING)
    assert own.status_code == 403
    assert "本人的记录" in own.content.decode()


@pytest.mark.parametrize(
    ("who", "side", "status"),
    [
        ("li", "college", 302), ("zhao", "college", 302), ("qian", "centre", 302),
        ("sun", "college", 404), ("zheng", "college", 404), ("feng", "college", 404),
        ("wu", "college", 404), ("wang", "college", 404), ("zhou", "centre", 403),
        ("head", "college", 302), ("boss", "college", 403),
    ],
)  # fmt: skip
def test_each_side_is_its_own_people_and_nobody_else(
    cast: Cast, who: str, side: str, status: int
) -> None:
    """The college's heads read, and sign the report; an adviser, audit and registry do neither."""
    head = appointed(
        staff(cast.school, "8501", "高原"), PostKind.COLLEGE_EMPLOYMENT_HEAD, cast.agronomy
    )
    boss = appointed(staff(cast.school, "8502", "贺院"), PostKind.COLLEGE_HEAD, cast.agronomy)
    user = {"head": head, "boss": boss}.get(who) or getattr(cast, who)
    assert conclude(user, cast.wang_graduate, side, NOTHING).status_code == status
    assert Conclusion.objects.count() == (status == 302)


@pytest.mark.parametrize("said", [{}, {"data": "ok"}, {"data": "x", "papers": "ok"}, {
    **WRONG, "note": "错"}, {**LACKS, "note": ""}])  # fmt: skip
def test_half_a_conclusion_and_a_problem_without_a_sentence_are_refused(
    cast: Cast, said: dict[str, str]
) -> None:
    file_for(cast.wang_graduate, cast.wang)
    answer_ = conclude(cast.li, cast.wang_graduate, "college", said)
    assert answer_.status_code == 422
    assert not Conclusion.objects.exists()
    assert not Case.objects.exists()


def test_a_problem_becomes_a_case_and_meets_its_end_again_on_the_page(cast: Cast) -> None:
    wang = cast.wang_graduate
    file_for(wang, cast.wang)
    conclude(cast.li, wang, "college", WRONG)
    case = Case.objects.get()
    assert (case.desk, case.college_id, case.origin) == ("college", cast.agronomy.pk, "check")
    assert "单位名称与协议不一致" in case.message
    assert now_of(wang, "college").case == case
    page = login(Client(), cast.zhao).get(f"/alerts/{case.pk}/").content.decode()
    assert f"/worksheets/{wang.pk}/" in page
    assert standing_of(wang, "college") == "problem"
    answered = Said("fixed", "已更正单位名称。", seen=newest_event(case))
    answer(case=case, said=answered, by=cast.zhao)
    case.refresh_from_db()
    close(case=case, said=Said("", "核对无误", seen=newest_event(case)), by=cast.qian)
    assert standing_of(wang, "college") == "stale"
    page = login(Client(), cast.li).get(f"/worksheets/{wang.pk}/").content.decode()
    assert "预警已了结，需重新核查" in page
    assert conclude(cast.li, wang, "college").status_code == 302
    assert standing_of(wang, "college") == "done"
    assert Case.objects.count() == 1


def test_another_problem_joins_the_case_that_waits_and_a_mistake_is_taken_back(cast: Cast) -> None:
    wang = cast.wang_graduate
    file_for(wang, cast.wang)
    conclude(cast.li, wang, "college", WRONG)
    conclude(cast.li, wang, "college", LACKS)
    case = Case.objects.get()
    assert "没有就业协议书" in case.events.get(kind="changed").text
    conclude(cast.li, wang, "college", RIGHT)
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("closed", "withdrawn")
    assert standing_of(wang, "college") == "done"


def test_conclusions_are_known_as_of_a_moment(cast: Cast) -> None:
    wang = cast.wang_graduate
    file_for(wang, cast.wang)
    before = clock.now()
    clock.move_to(before + timedelta(days=1))
    conclude(cast.li, wang, "college", WRONG)
    first = clock.now()
    clock.move_to(before + timedelta(days=2))
    put_paper(wang, "income")
    second = clock.now()
    clock.move_to(before + timedelta(days=3))
    conclude(cast.li, wang, "college", RIGHT)
    told = [progress_of(cast.qian, cast.cohort, at)[0].own for at in (before, first, second, None)]
    assert [(each.problem, each.stale, each.done) for each in told] == [
        (0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1),
    ]  # fmt: skip


def test_progress_is_of_every_college_for_the_centre_and_of_the_own_for_a_college(
    cast: Cast,
) -> None:
    conclude(cast.li, cast.wang_graduate, "college", NOTHING)
    every = {each.college.name: each for each in progress_of(cast.qian, cast.cohort)}
    assert {name: (each.own.concluded, each.own.all) for name, each in every.items()} == {
        "农学院": (1, 1), "文学院": (0, 1),
    }  # fmt: skip
    assert [each.college.name for each in progress_of(cast.sun, cast.cohort)] == ["文学院"]
    page = login(Client(), cast.sun).get("/worksheets/progress/").content.decode()
    assert "文学院" in page
    assert "农学院" not in page


def test_who_works_for_two_colleges_chooses_and_the_centre_chooses_of_all(cast: Cast) -> None:
    appointed(cast.li, PostKind.COLLEGE_REVIEWER, cast.letters)
    for who, side in ((cast.li, "college"), (cast.qian, "centre")):
        client = login(Client(), who)
        chips = client.get("/worksheets/chips/", {"side": side}).content.decode()
        assert "换学院" in chips
        asked = {"side": side, "college": cast.letters.pk}
        page = client.get("/worksheets/", asked, follow=True)
        assert page.context["graduate"] == cast.chen_graduate
        assert client.get("/worksheets/clean/", asked).context["asked"].college == cast.letters
    assert "换学院" not in login(Client(), cast.sun).get("/worksheets/chips/").content.decode()


@pytest.mark.parametrize("at", ["0001-01-01T00:00", "9999-12-31T23:59", "明天", "2024-13-01"])
def test_a_moment_nobody_can_ask_for_is_said_to_be_one(cast: Cast, at: str) -> None:
    page = login(Client(), cast.qian).get("/worksheets/progress/", {"at": at})
    assert page.status_code in (200, 422)
    export = login(Client(), cast.qian).get("/worksheets/progress/export/", {"at": at})
    assert export.status_code in (200, 422)


def test_who_is_not_counted_needs_no_conclusion(cast: Cast) -> None:
    graduate(cast.cohort, cast.agronomy, "20240010", "延期生", status=Status.POSTPONED)
    own = progress_of(cast.li, cast.cohort)[0].own
    assert own.all == 1


def test_conclusions_leave_through_the_gate_with_whom_they_name(cast: Cast) -> None:
    conclude(cast.li, cast.wang_graduate, "college", NOTHING)
    conclude(cast.qian, cast.chen_graduate, "centre", NOTHING)
    client = login(Client(), cast.zhao)
    sent = client.post("/worksheets/progress/export/", {"purpose": "报学院党委会讨论"})
    assert sent.headers["Content-Type"].endswith("sheet")
    entry = Entry.objects.filter(action="export").latest("seq")
    assert entry.subject_ids == [cast.wang_graduate.pk]
    refused = client.post("/worksheets/progress/export/", {"purpose": "看"})
    assert refused.status_code == 422


def test_a_conclusion_goes_along_with_a_transfer(cast: Cast) -> None:
    conclude(cast.li, cast.wang_graduate, "college", NOTHING)
    wang = Graduate.objects.get(pk=cast.wang_graduate.pk)
    transfer(
        graduates=[wang],
        college=cast.letters,
        effective_on=clock.today(),
        note="转院",
        by=cast.qian,
    )
    assert now_of(wang, "college").college == cast.letters


def test_the_first_page_opens_what_is_flagged_and_the_next_comes_in_place(cast: Cast) -> None:
    wang = cast.wang_graduate
    other = graduate(cast.cohort, cast.agronomy, "20240000", "白术")
    registration = file_for(wang, cast.wang)
    registration.current.judgement.flagged = True
    registration.current.judgement.save()
    client = login(Client(), cast.li)
    first = client.get("/worksheets/?show=todo", follow=True)
    assert first.redirect_chain[-1][0].startswith(f"/worksheets/{wang.pk}/")
    done = conclude(
        cast.li, wang, "college", {**WRONG, "show": "todo"}, headers={"HX-Request": "true"}
    )
    text = done.content.decode()
    assert done.headers["HX-Push-Url"].startswith(f"/worksheets/{other.pk}/")
    assert "<html" not in text
    assert "白术" in text
    assert f"已记下：{wang.name}" in text
    last = conclude(
        cast.li, other, "college", {**NOTHING, "show": "todo"}, headers={"HX-Request": "true"}
    )
    assert last.headers["HX-Redirect"] == "/worksheets/?side=college&show=todo"
    empty = client.get("/worksheets/?show=todo").content.decode()
    assert "没有这样的记录" in empty


def test_a_college_head_reads_sheets_and_other_colleges_are_not_there(cast: Cast) -> None:
    he = checkers(cast).he
    assert login(Client(), he).get(f"/worksheets/{cast.chen_graduate.pk}/").status_code == 200
    gone = login(Client(), he).get(f"/worksheets/{cast.wang_graduate.pk}/")
    assert gone.status_code == 404
    assert Side.COLLEGE.label in login(Client(), he).get(
        f"/worksheets/{cast.chen_graduate.pk}/"
    ).content.decode()  # fmt: skip
