"""Imports and what others did meanwhile: left as it is, counted, and said row by row."""

from __future__ import annotations

import pytest
from django.test import Client

from quxiang.standards import fold_name
from quxiang.web.audit.models import Entry
from quxiang.web.common import clock
from quxiang.web.employers.models import Employer, EmployerName
from quxiang.web.employers.services.keeping import keep_names, merge
from quxiang.web.imports.models import Import
from quxiang.web.imports.services import applying
from quxiang.web.jobs.models import Job
from quxiang.web.jobs.services import work_off
from quxiang.web.orgs.models import Appointment
from quxiang.web.orgs.services.handover import hand_over
from quxiang.web.reference.models import MinimumWage
from quxiang.web.roster.models import Graduate, GraduateVersion, RegistryRow
from quxiang.web.roster.services.facts import change_facts
from web.cast import Cast, staff
from web.conftest import login
from web.test_imports import applied, uploaded, workbook

pytestmark = [pytest.mark.django_db, pytest.mark.database]
FIRMS = ("单位名称", "统一社会信用代码", "登记状态", "规模")
WAGES = ("地区代码", "执行日期", "月最低工资")
REGISTRY = ("学号", "姓名", "学历")
CODE, OTHER = "91410700MA0000001X", "91410700MA0000002Y"


@pytest.fixture
def centre(client: Client, cast: Cast) -> Client:
    return login(client, cast.qian)


def firm(cast: Cast, name: str, uscc: str = "", **more: str) -> Employer:
    made = Employer.objects.create(
        school=cast.school, name=name, folded_name=fold_name(name), uscc=uscc,
        recorded_at=clock.now(), **more,
    )  # fmt: skip
    keep_names([made])
    return made


def then(client: Client, upload: Import, what: str) -> Import:
    """Apply or undo an import, and have it done."""
    assert client.post(f"/imports/{upload.pk}/{what}/").status_code == 302
    work_off()
    assert not Job.objects.filter(state=Job.State.FAILED).exists()
    return Import.objects.get(pk=upload.pk)


def left_out(client: Client, upload: Import) -> list[str]:
    """Return the codes of the rows left out, and see that their page says so."""
    rows = list(upload.rows.filter(kind="stale").order_by("number"))
    page = client.get(f"/imports/{upload.pk}/?kind=stale").content.decode()
    assert f"{len(rows)} 行后来又被改过，没有改动。" in page
    codes = [each["code"] for row in rows for each in row.problems]
    assert all(each["message"] in page for row in rows for each in row.problems)
    return codes


def test_a_row_changed_since_the_preview_is_not_written_over(centre: Client, cast: Cast) -> None:
    one, other = firm(cast, "甲公司", CODE, status="存续"), firm(cast, "乙公司", OTHER)
    rows = (("甲公司", CODE, "注销", ""), ("乙公司", OTHER, "存续", ""))
    upload = uploaded(centre, workbook(*rows, head=FIRMS), "employers")
    Employer.objects.filter(pk=one.pk).update(status="吊销")
    upload = then(centre, upload, "apply")
    assert upload.counts == {"changed": 1, "stale": 1}
    assert left_out(centre, upload) == ["changed_meanwhile"]
    statuses = Employer.objects.order_by("pk").values_list("status", flat=True)
    assert list(statuses) == ["吊销", "存续"]
    assert "1 行后来又被改过" in Job.objects.get(kind="imports.apply").message
    assert then(centre, upload, "undo").counts == {"changed": 1, "stale": 1}
    other.refresh_from_db()
    assert other.status == ""


def test_the_page_of_an_import_answers_while_it_is_applied_and_shows_nobody(
    centre: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    wang = (cast.wang_graduate.student_no, "王晓禾", "园艺")
    upload = uploaded(centre, workbook(wang, head=("学号", "姓名", "专业")))
    assert centre.get(f"/imports/{upload.pk}/").context["lines"]
    views = Entry.objects.filter(action="view").count()
    seen = []

    def look(*_: object) -> None:
        answer = centre.get(f"/imports/{upload.pk}/")
        seen.append((answer.status_code, answer.context["upload"].state))
        assert ("王晓禾" in answer.content.decode()) == (seen[-1][1] in ("applied", "undone"))
        if seen[-1][1] == "applying":  # who waits is noted for nobody, and writes nothing
            assert Entry.objects.filter(action="view").count() == views

    monkeypatch.setattr(applying, "_let_others_write", look)  # between two batches
    monkeypatch.setattr(applying.files, "forget", look)  # the file is about to go
    assert then(centre, upload, "apply").state == "applied"
    assert then(centre, upload, "undo").state == "undone"
    assert seen == [(200, "applying"), (200, "applied"), (200, "undoing"), (200, "undone")]


def test_another_field_changed_since_is_no_reason_to_leave_a_row_out(
    centre: Client, cast: Cast
) -> None:
    one = firm(cast, "甲公司", CODE)
    upload = uploaded(centre, workbook(("甲公司", CODE, "注销", ""), head=FIRMS), "employers")
    Employer.objects.filter(pk=one.pk).update(address="新乡市")
    assert then(centre, upload, "apply").counts == {"changed": 1}
    one.refresh_from_db()
    assert (one.status, one.address) == ("注销", "新乡市")


def test_an_employer_merged_away_since_the_preview_is_left_alone(
    centre: Client, cast: Cast
) -> None:
    gone, into = firm(cast, "甲公司"), firm(cast, "甲集团", CODE)
    upload = uploaded(centre, workbook(("甲公司", "", "注销", "小型"), head=FIRMS), "employers")
    merge(gone=gone, into=into, by=cast.qian, reason="同一家")
    upload = then(centre, upload, "apply")
    assert (upload.counts, left_out(centre, upload)) == ({"stale": 1}, ["gone_meanwhile"])
    gone.refresh_from_db()
    assert (gone.status, gone.size) == ("", "")


def test_a_row_somebody_added_since_the_preview_is_not_added_again(
    centre: Client, cast: Cast
) -> None:
    rows = (("甲公司", CODE, "存续", ""), ("乙公司", "", "存续", ""))
    upload = uploaded(centre, workbook(*rows, head=FIRMS), "employers")
    firm(cast, "甲公司", CODE)
    firm(cast, "乙公司")
    upload = then(centre, upload, "apply")
    assert left_out(centre, upload) == ["added_meanwhile"] * 2
    assert Employer.objects.count() == 2


def test_two_previews_of_one_file_write_its_rows_once(centre: Client) -> None:
    row = ("410000", "2024-01-01", "2100")
    two = [uploaded(centre, workbook(row, head=WAGES), "minimum_wages") for _ in range(2)]
    assert [then(centre, each, "apply").counts for each in two] == [{"new": 1}, {"stale": 1}]
    assert MinimumWage.objects.count() == 1


def test_undoing_leaves_what_was_changed_since_the_import(centre: Client) -> None:
    rows = (("410000", "2024-01-01", "2100"), ("410000", "2025-01-01", "2200"))
    upload = applied(centre, workbook(*rows, head=WAGES), "minimum_wages")
    later = (("410000", "2025-01-01", "2300"),)
    applied(centre, workbook(*later, head=WAGES), "minimum_wages")
    upload = then(centre, upload, "undo")
    assert (upload.state, upload.counts) == ("undone", {"new": 1, "stale": 1})
    assert left_out(centre, upload) == ["changed_since_applied"]
    assert MinimumWage.objects.get().monthly == 2300


def test_undoing_does_not_delete_an_employer_that_others_went_into(
    centre: Client, cast: Cast
) -> None:
    upload = applied(centre, workbook(("甲集团", CODE, "", ""), head=FIRMS), "employers")
    into = Employer.objects.get()
    merge(gone=firm(cast, "甲公司"), into=into, by=cast.qian, reason="同一家")
    upload = then(centre, upload, "undo")
    assert left_out(centre, upload) == ["changed_since_applied"]
    assert Employer.objects.filter(pk=into.pk).exists()


def test_undoing_a_renaming_finds_the_employer_by_its_old_name_again(
    centre: Client, cast: Cast
) -> None:
    one = firm(cast, "甲公司", CODE)
    upload = applied(centre, workbook(("甲集团", CODE, "", ""), head=FIRMS), "employers")
    then(centre, upload, "undo")
    one.refresh_from_db()
    assert (one.name, one.folded_name) == ("甲公司", fold_name("甲公司"))
    assert EmployerName.objects.get(employer=one, current=True).name == "甲公司"


def test_a_registry_row_another_file_replaced_since_is_left_out(centre: Client, cast: Cast) -> None:
    first, second = (
        uploaded(centre, workbook(("20240001", name, ""), head=REGISTRY), "registry")
        for name in ("王小禾", "王晓何")
    )
    then(centre, second, "apply")
    upload = then(centre, first, "apply")
    assert (upload.counts, left_out(centre, upload)) == ({"stale": 1}, ["added_meanwhile"])
    assert RegistryRow.objects.get().name == "王晓何"


def test_undoing_a_registry_copy_leaves_what_a_later_one_brought(
    centre: Client, cast: Cast
) -> None:
    first, _ = (
        applied(centre, workbook(("20240001", name, ""), head=REGISTRY), "registry")
        for name in ("王小禾", "王晓何")
    )
    upload = then(centre, first, "undo")
    assert left_out(centre, upload) == ["changed_since_applied"]
    assert RegistryRow.objects.get(replaced_at=None).name == "王晓何"


def test_a_post_filled_since_the_preview_is_left_to_who_holds_it(
    centre: Client, cast: Cast
) -> None:
    Appointment.objects.filter(user=cast.zhao).update(ended_at=clock.now())
    head = ("工号", "姓名", "单位", "岗位")
    rows = (("8301", "何新", "农学院", "录入员"), ("8302", "许审", "农学院", "学院审签人"))
    upload = uploaded(centre, workbook(*rows, head=head), "staff")
    other = staff(cast.school, "8303", "尤可")
    hand_over(unit=cast.agronomy, to=other, instead_of=None, by=cast.qian)
    upload = then(centre, upload, "apply")
    assert upload.counts == {"new": 1, "stale": 1}
    assert left_out(centre, upload) == ["post_taken"]


ROSTER = ("姓名", "学号", "考生号", "身份证号", "手机号码", "学院", "专业", "学历")


def roster_row(number: str, major: str = "", level: str = "") -> tuple[str, ...]:
    return ("王晓禾" if number == "20240001" else "陈小文", number, "", "", "", "", major, level)


def facts(graduate: Graduate) -> tuple[str, str]:
    graduate.refresh_from_db()
    return graduate.major_name, graduate.direction


def test_a_graduate_changed_since_the_preview_keeps_what_was_recorded(
    centre: Client, cast: Cast
) -> None:
    rows = (roster_row("20240001", "园艺"), roster_row("20240002", "园艺"))
    upload = uploaded(centre, workbook(*rows, head=ROSTER))
    correct(cast, cast.wang_graduate, major_name="林学")
    correct(cast, cast.chen_graduate, direction="另一项")
    upload = then(centre, upload, "apply")
    assert upload.counts == {"changed": 1, "stale": 1}
    assert left_out(centre, upload) == ["changed_meanwhile"]
    assert facts(cast.wang_graduate) == ("林学", "")
    assert facts(cast.chen_graduate) == ("园艺", "另一项")


def test_undoing_a_roster_says_what_stays(centre: Client, cast: Cast) -> None:
    new = ("李新禾", "20240101", "", "", "", "农学院", "农学", "本科生毕业")
    rows = (new, roster_row("20240001", "园艺"), roster_row("20240002", "园艺"))
    upload = applied(centre, workbook(*rows, head=ROSTER))
    correct(cast, Graduate.objects.get(student_no="20240101"), direction="植保")
    correct(cast, Graduate.objects.get(student_no="20240001"), major_name="林学")
    upload = then(centre, upload, "undo")
    assert upload.counts == {"changed": 1, "stale": 2}
    assert left_out(centre, upload) == ["changed_since_applied"] * 2
    assert not Graduate.objects.get(student_no="20240101").removed
    assert facts(cast.wang_graduate) == ("林学", "")
    assert facts(cast.chen_graduate) == ("农学", "")


def correct(cast: Cast, graduate: Graduate, **changes: str) -> None:
    change_facts(
        graduate=graduate, changes=changes, reason=GraduateVersion.Reason.CORRECTION, by=cast.qian
    )
