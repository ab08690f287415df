"""今日: today's export read back, four lists from it; lists and what was there before, taken in."""

from __future__ import annotations

import pytest
from django.test import Client

from quxiang.web.accounts.models import User
from quxiang.web.approvals.models import RunStep
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.destinations.models import Confirmation, Exchange, Registration, SystemRow
from quxiang.web.destinations.services import entering, filing
from quxiang.web.evidence.models import Evidence
from quxiang.web.imports.models import Import
from quxiang.web.jobs.services import work_off
from quxiang.web.roster.models import Graduate
from quxiang.web.roster.services.changes import transfer
from web.cast import Cast
from web.conftest import login
from web.test_destinations import CONTRACT
from web.test_imports import uploaded, workbook

pytestmark = [pytest.mark.django_db, pytest.mark.database]
HEAD = (
    "学号",
    "姓名",
    "毕业去向",
    "统一社会信用代码",
    "单位名称",
    "审核状态",
    "退回原因",
    "确认时间",
)
OURS = ("签劳动合同形式就业", CONTRACT["employer_uscc"], CONTRACT["employer_name"])


def read(cast: Cast) -> Registration:
    related = ("current", "in_force", "graduate")
    return Registration.objects.select_related(*related).get(graduate=cast.wang_graduate)


def signed(cast: Cast) -> None:
    filing.submit(graduate=cast.wang_graduate, typed=CONTRACT, seen=0, by=cast.wang)
    with trail.atomic():
        entering.complete(read(cast), by=cast.li)


def applied(cast: Cast, *row: str, by: User | None = None, **more: object) -> Import:
    centre = login(Client(), by or cast.zhao)
    head, target = more.get("head", HEAD), str(more.get("target", "registering"))
    rows = more.get("rows", [row])
    upload = uploaded(centre, workbook(*rows, head=head), target)  # type: ignore[misc, arg-type]
    centre.post(f"/imports/{upload.pk}/apply/")
    work_off()
    return Import.objects.get(pk=upload.pk)


def wang(*rest: str) -> tuple[str, ...]:
    return ("20240001", "王晓禾", *rest)


def page(cast: Cast, key: str = "", by: User | None = None) -> str:
    path = f"/today/{key}/" if key else "/today/"
    return login(Client(), by or cast.zhao).get(path).content.decode()


def test_what_the_export_holds_is_entered_and_awaits_confirmation(cast: Cast) -> None:
    signed(cast)
    assert "王晓禾" in page(cast, "unentered")
    applied(cast, *wang(*OURS, "审核通过", "", ""))
    assert (read(cast).state, read(cast).in_force) == ("entered", read(cast).current)
    assert "王晓禾" not in page(cast, "unentered")
    assert "王晓禾" in page(cast, "unconfirmed")
    applied(cast, *wang(*OURS, "审核通过", "", "2099-06-25"))
    assert "王晓禾" not in page(cast, "unconfirmed")
    assert Confirmation.objects.get(place="national").state == "confirmed"


def test_a_confirmation_of_before_the_version_confirms_an_older_one(cast: Cast) -> None:
    signed(cast)
    applied(cast, *wang(*OURS, "审核通过", "", "2020-06-25"))
    assert Confirmation.objects.get(place="national").state == "awaited"


def test_what_the_system_returned_goes_back_with_its_reason_and_stays_in_force(cast: Cast) -> None:
    signed(cast)
    applied(cast, *wang(*OURS, "审核通过", "", ""))
    applied(cast, *wang(*OURS, "审核不通过", "信用代码查不到", ""))
    assert (read(cast).state, read(cast).in_force) == ("returned", read(cast).current)
    assert "信用代码查不到" in page(cast, "returned")


def test_what_was_returned_before_does_not_send_back_a_newer_version(cast: Cast) -> None:
    signed(cast)
    entering.enter(registrations=[read(cast)], by=cast.zhao)
    applied(cast, *wang("签劳动合同形式就业", "", "别家公司", "审核不通过", "名称不符", ""))
    assert read(cast).state == "entered"
    assert "名称不符" in page(cast, "returned")


def test_who_is_said_to_be_settled_is_listed_until_that_is_taken_back(cast: Cast) -> None:
    for said, listed in (("yes", True), ("no", False)):
        filing.tell_settled(graduate=cast.wang_graduate, said=said, by=cast.zhao)
        assert ("王晓禾" in page(cast, "settled")) == listed


def test_the_row_of_the_system_goes_along_to_another_college(cast: Cast) -> None:
    applied(cast, *wang(*OURS, "审核通过", "", ""))
    transfer(
        graduates=[Graduate.objects.get(pk=cast.wang_graduate.pk)], college=cast.letters,
        effective_on=clock.today(), note="", by=cast.qian,
    )  # fmt: skip
    assert SystemRow.objects.get().college == cast.letters


def test_what_differs_is_listed_with_both_sides(cast: Cast) -> None:
    signed(cast)
    entering.enter(registrations=[read(cast)], by=cast.zhao)
    applied(cast, *wang("签劳动合同形式就业", "", "别家公司", "审核通过", "", ""))
    assert "别家公司" in page(cast, "differing")
    assert read(cast).state == "entered"


def test_the_same_export_twice_changes_nothing(cast: Cast) -> None:
    signed(cast)
    row = wang(*OURS, "审核通过", "", "")
    applied(cast, *row)
    again = applied(cast, *row)
    assert again.counts == {"unchanged": 1}
    assert SystemRow.objects.count() == 1


def test_another_college_is_a_problem_and_stays_out_of_sight(cast: Cast) -> None:
    upload = applied(cast, *wang(*OURS, "审核通过", "", ""), by=cast.sun)
    assert upload.counts["problem"] == 1
    assert not SystemRow.objects.exists()
    assert "王晓禾" not in page(cast, "unconfirmed", by=cast.sun)


def test_a_list_gives_a_file_of_37_columns(cast: Cast) -> None:
    signed(cast)
    answer = login(Client(), cast.zhao).post("/today/unentered/file/")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].endswith("sheet")


LISTED = ("学号", "姓名", "毕业去向", "单位名称")


def test_a_list_registers_many_and_leaves_who_is_registered_alone(cast: Cast) -> None:
    signed(cast)
    rows = [
        ("20240001", "王晓禾", "境内升学—研究生", "云梦大学"),
        ("20240002", "陈小文", "境内升学—研究生", "云梦大学"),
    ]
    upload = applied(cast, rows=rows, head=LISTED, target="official_list", by=cast.qian)
    assert (upload.counts["new"], upload.counts["problem"]) == (1, 1)
    kept = Registration.objects.get(graduate=cast.chen_graduate)
    assert kept.current is not None
    assert (kept.state, kept.current.source, kept.current.code) == ("in_review", "list", "801")


def test_a_list_is_the_evidence_of_everybody_on_it_and_never_one_used_twice(cast: Cast) -> None:
    rows = [
        ("20240001", "王晓禾", "境内升学—研究生", "云梦大学"),
        ("20240002", "陈小文", "境内升学—研究生", "云梦大学"),
    ]
    upload = applied(cast, rows=rows, head=LISTED, target="official_list", by=cast.qian)
    files = Evidence.objects.order_by("graduate_id")
    assert [(f.version, f.kind, f.is_list, f.title) for f in files] == [
        (1, "list", True, upload.filename)
    ] * 2
    assert {f.sha256 for f in files} == {upload.sha256}
    shown = login(Client(), cast.zhao).get(f"/graduates/{cast.wang_graduate.pk}/papers/part/")
    assert "也被用在" not in shown.content.decode()
    assert "名单" in shown.content.decode()
    steps = RunStep.objects.filter(run__registration__graduate=cast.wang_graduate)
    assert [each.state for each in steps] == ["skipped", "open", "waiting", "waiting"]
    login(Client(), cast.qian).post(f"/imports/{upload.pk}/undo/")
    work_off()
    assert set(Registration.objects.values_list("state", flat=True)) == {"draft"}


def test_who_was_sent_back_is_registered_by_the_list_as_a_new_version(cast: Cast) -> None:
    filing.submit(graduate=cast.wang_graduate, typed=CONTRACT, seen=0, by=cast.wang)
    with trail.atomic():
        entering.send_back(read(cast), by=cast.li, reason="以名单为准")
    row = ("20240001", "王晓禾", "境内升学—研究生", "云梦大学")
    applied(cast, *row, head=LISTED, target="official_list")
    kept = read(cast)
    assert kept.current is not None
    assert (kept.state, kept.current.number, kept.current.reason) == ("in_review", 2, "correction")
    assert [each.version for each in Evidence.objects.filter(is_list=True)] == [2]


def test_what_the_system_said_before_the_adoption_is_taken_in_with_it(cast: Cast) -> None:
    applied(cast, *wang(*OURS, "审核通过", "", "2024-06-25"))
    applied(cast, rows=[wang(*OURS[:1], OURS[2])], head=LISTED, target="adoption", by=cast.qian)
    assert read(cast).current.exchange.state == "accepted"  # type: ignore[union-attr]
    assert Confirmation.objects.get(place="national").state == "confirmed"
    assert "王晓禾" not in page(cast, "unconfirmed")
    for key in ("settled", "unentered", "differing", "returned"):  # nothing is owed for it
        assert "王晓禾" not in page(cast, key)


def test_what_was_entered_before_is_taken_over_and_can_be_undone(cast: Cast) -> None:
    rows = [wang(*OURS[:1], OURS[2])]
    upload = applied(cast, rows=rows, head=LISTED, target="adoption", by=cast.qian)
    kept = read(cast)
    assert (kept.state, kept.in_force) == ("entered", kept.current)
    assert kept.current is not None
    assert kept.current.source == "adopted"
    login(Client(), cast.qian).post(f"/imports/{upload.pk}/undo/")
    work_off()
    assert not Registration.objects.exists()


def undone(cast: Cast, upload: Import) -> None:
    login(Client(), cast.qian).post(f"/imports/{upload.pk}/undo/")
    work_off()


def test_a_list_that_is_undone_waits_for_nobody_any_more(cast: Cast) -> None:
    row = wang("境内升学—研究生", "云梦大学")
    upload = applied(cast, *row, head=LISTED, target="official_list", by=cast.qian)
    assert RunStep.objects.filter(state="open").exists()
    undone(cast, upload)
    assert read(cast).state == "draft"
    assert not RunStep.objects.filter(state="open").exists()


def test_what_the_system_said_of_it_does_not_hinder_undoing_an_adoption(cast: Cast) -> None:
    applied(cast, *wang(*OURS, "审核通过", "", ""))
    upload = applied(cast, *wang(OURS[0], OURS[2]), head=LISTED, target="adoption", by=cast.qian)
    assert Exchange.objects.get().state == "accepted"
    undone(cast, upload)
    assert not Registration.objects.exists()
