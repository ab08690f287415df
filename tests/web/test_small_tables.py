"""Employers, wages, holidays, figures, overlays: imported, compared, put back, looked up."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest
from django.test import Client

from quxiang.standards import fold_name
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError
from quxiang.web.employers.models import Employer, EmployerName
from quxiang.web.employers.selectors import find_employer
from quxiang.web.employers.services.keeping import keep_names, merge
from quxiang.web.imports.models import Import
from quxiang.web.jobs.services import work_off
from quxiang.web.orgs.models import Appointment
from quxiang.web.reference.models import MinimumWage, NationalFigure, OverlayRow
from quxiang.web.reference.selectors import standard_of
from web.cast import Cast
from web.conftest import login
from web.test_imports import applied, uploaded, workbook

pytestmark = [pytest.mark.django_db, pytest.mark.database]
HEAD = ("单位名称", "统一社会信用代码", "曾用名", "规模", "登记状态", "法定代表人")
FIRM = ("太行种业有限公司", "91410700MA0000001X", "新乡种子站", "小型", "存续", "何大田")


@pytest.fixture
def centre(client: Client, cast: Cast) -> Client:
    return login(client, cast.qian)


def firms(*rows: Sequence[str]) -> object:
    return workbook(*rows, head=HEAD)


def test_an_employer_is_found_by_code_and_by_any_name(centre: Client, cast: Cast) -> None:
    applied(centre, firms(FIRM), "employers")  # type: ignore[arg-type]
    made = Employer.objects.get()
    school = cast.school.pk
    assert find_employer(school, uscc="91410700ma0000001x") == made
    assert find_employer(school, name="太行种业有限公司") == made
    assert find_employer(school, name="新乡种子站") == made
    assert "何大田" not in str(list(Employer.objects.values()))


def test_a_renamed_employer_keeps_its_old_name(centre: Client) -> None:
    applied(centre, firms(FIRM), "employers")  # type: ignore[arg-type]
    again = applied(centre, firms(("太行农业集团", *FIRM[1:])), "employers")  # type: ignore[arg-type]
    assert again.counts == {"changed": 1}
    names = dict(EmployerName.objects.values_list("name", "current"))
    assert names["太行农业集团"] is True
    assert names["太行种业有限公司"] is False


def test_the_same_file_with_former_names_twice_changes_nothing(centre: Client) -> None:
    two = (*FIRM[:2], "新乡种子站；太行种业有限公司; 新乡市种子（总）站", *FIRM[3:])
    applied(centre, firms(FIRM), "employers")  # type: ignore[arg-type]
    assert applied(centre, firms(two), "employers").counts == {"changed": 1}  # type: ignore[arg-type]
    again = uploaded(centre, firms(two), "employers")  # type: ignore[arg-type]
    assert again.counts == {"unchanged": 1}
    coded = (*FIRM[:2], "新乡市种子(总)站", *FIRM[3:])
    assert uploaded(centre, firms(coded), "employers").counts == {"unchanged": 1}  # type: ignore[arg-type]
    more = uploaded(centre, firms((*two[:2], f"{two[2]}；河南种子行", *two[3:])), "employers")  # type: ignore[arg-type]
    assert more.rows.get().diff == [["曾用名", "", "河南种子行"]]


def test_two_firms_of_one_name_are_not_one(centre: Client, cast: Cast) -> None:
    other = (FIRM[0], "91410700MA0000002Y", "", "微型", "", "")
    assert applied(centre, firms(FIRM, other), "employers").counts == {"new": 2}  # type: ignore[arg-type]
    assert find_employer(cast.school.pk, name=FIRM[0]) is None


def test_an_import_of_employers_is_put_back(centre: Client) -> None:
    upload = applied(centre, firms(FIRM), "employers")  # type: ignore[arg-type]
    centre.post(f"/imports/{upload.pk}/undo/")
    work_off()
    assert Import.objects.get(pk=upload.pk).state == "undone"
    assert not Employer.objects.exists()


def firm(cast: Cast, name: str, uscc: str) -> Employer:
    made = Employer.objects.create(
        school=cast.school, name=name, folded_name=fold_name(name), uscc=uscc,
        recorded_at=clock.now(),
    )  # fmt: skip
    keep_names([made])
    return made


def test_a_merged_employer_leads_to_the_one_it_is(centre: Client, cast: Cast) -> None:
    gone, into = firm(cast, "太行种业", ""), firm(cast, FIRM[0], FIRM[1])
    form = {"into": FIRM[1], "reason": "营业执照一致"}
    assert centre.post(f"/employers/{gone.pk}/merge/", form).status_code == 302
    assert centre.get(f"/employers/{gone.pk}/").headers["Location"] == f"/employers/{into.pk}/"
    assert find_employer(cast.school.pk, name="太行种业") == into
    with pytest.raises(StaleStateError):
        merge(gone=Employer.objects.get(pk=gone.pk), into=into, by=cast.qian, reason="再来")


def test_two_credit_codes_are_never_one_employer(cast: Cast) -> None:
    one, other = firm(cast, "甲", "91410700MA0000001X"), firm(cast, "乙", "91410700MA0000002Y")
    with pytest.raises(InvalidError, match="信用代码不同"):
        merge(gone=one, into=other, by=cast.qian, reason="误以为")


def test_a_unit_without_a_code_is_merged_into_by_its_name(client: Client, cast: Cast) -> None:
    """Units abroad and of the army have no code: a name must do, if only one goes by it."""
    gone, into = firm(cast, "Lakeview Ltd", ""), firm(cast, "Lakeview Consulting Ltd.", "")
    firm(cast, "同名公司", ""), firm(cast, "同名公司", "")
    centre = login(client, cast.qian)
    for typed, said in (("没有这家", "没有信用代码或名称为"), ("同名公司", "有几个单位都叫")):
        answer = centre.post(f"/employers/{gone.pk}/merge/", {"into": typed, "reason": "官网"})
        assert (answer.status_code, said in answer.content.decode()) == (422, True)
    form = {"into": "lakeview consulting ltd.", "reason": "官网"}
    assert (
        "已并入" in centre.post(f"/employers/{gone.pk}/merge/", form, follow=True).content.decode()
    )
    gone.refresh_from_db()
    assert gone.merged_into_id == into.pk


def test_two_merges_into_each_other_leave_one_employer(cast: Cast) -> None:
    one, other = firm(cast, "太行种业", ""), firm(cast, "太行种子", "")
    page_of_somebody = Employer.objects.get(pk=one.pk), Employer.objects.get(pk=other.pk)
    merge(gone=other, into=one, by=cast.qian, reason="同一家")
    with pytest.raises(StaleStateError):
        merge(gone=page_of_somebody[0], into=page_of_somebody[1], by=cast.qian, reason="同一家")
    assert Employer.objects.get(pk=one.pk).merged_into_id is None


def test_a_look_up_among_thousands_is_quick(centre: Client, cast: Cast) -> None:
    now = clock.now()
    rows = [
        Employer(
            school=cast.school, name=f"第{n}号农业公司", folded_name=f"第{n}号农业公司",
            uscc=f"9141{n:014d}", recorded_at=now,
        )
        for n in range(5000)
    ]  # fmt: skip
    keep = Employer.objects.bulk_create(rows)
    EmployerName.objects.bulk_create(
        EmployerName(
            school=cast.school, employer=e, name=e.name, folded_name=e.folded_name, recorded_at=now
        )
        for e in keep
    )
    start = time.perf_counter()
    assert find_employer(cast.school.pk, name="第4321号农业公司") == keep[4321]
    assert find_employer(cast.school.pk, uscc=keep[99].uscc) == keep[99]
    assert time.perf_counter() - start < 0.5  # the aim is 50 ms each, measured in bench


def test_wages_are_yuan_a_month_and_fen_an_hour(centre: Client) -> None:
    head = ("地区代码", "执行日期", "月最低工资", "小时最低工资")
    applied(centre, workbook(("410000", "2024-01-01", "2100", "20.6"), head=head), "minimum_wages")
    wage = MinimumWage.objects.get()
    assert (wage.monthly, wage.hourly) == (2100, 2060)


def test_a_national_figure_is_kept_in_hundredths_of_a_percent(centre: Client) -> None:
    head = ("范围", "指标", "日期", "比率", "来源")
    row = ("全国", "placement_rate", "2024-06-20", "55.5", "某报告")
    applied(centre, workbook(row, head=head), "national")
    assert NationalFigure.objects.get().rate == 5550


def test_a_schools_code_table_lies_over_the_shipped_one(centre: Client, cast: Cast) -> None:
    head = ("代码表", "方案", "代码", "字段", "值", "依据")
    row = ("destination", "2024", "70", "name", "待就业(省代码)", "省中心 2024 年代码表")
    assert applied(centre, workbook(row, head=head), "overlays").counts == {"new": 1}
    assert OverlayRow.objects.get().by == cast.qian
    assert standard_of(cast.school.pk, "2024").destinations["70"].name == "待就业(省代码)"


def test_a_change_that_fits_no_table_says_so(centre: Client) -> None:
    head = ("代码表", "方案", "代码", "字段", "值", "依据")
    row = ("no_such_table", "2024", "70", "name", "x", "试")
    assert uploaded(centre, workbook(row, head=head), "overlays").counts == {"problem": 1}


STAFF_HEAD = ("工号", "姓名", "单位", "岗位", "岗位名称")


def test_staff_and_posts_come_by_file_and_leave_their_posts_by_undo(
    centre: Client, cast: Cast
) -> None:
    rows = (
        ("8301", "何新", "理学院", "录入员", ""),
        ("8302", "许审", "理学院", "学院审签人", "分管就业副院长"),
    )
    upload = applied(centre, workbook(*rows, head=STAFF_HEAD), "staff")
    assert upload.counts == {"new": 2}
    assert uploaded(centre, workbook(*rows, head=STAFF_HEAD), "staff").counts == {"unchanged": 2}
    active = Appointment.objects.filter(user__number__startswith="83", ended_at=None)
    assert sorted(active.values_list("kind", flat=True)) == ["college_reviewer", "recorder"]
    centre.post(f"/imports/{upload.pk}/undo/")
    work_off()
    assert not active.exists()


def test_a_second_recorder_in_a_file_is_a_problem(centre: Client) -> None:
    rows = (("8301", "何新", "农学院", "录入员", ""),)
    assert uploaded(centre, workbook(*rows, head=STAFF_HEAD), "staff").counts == {"problem": 1}


def test_a_recorder_says_who_advises_in_the_own_college_only(client: Client, cast: Cast) -> None:
    head = ("学号", "姓名", "工号", "身份")
    rows = (
        ("20240001", "王晓禾", "8003", "班主任"),
        ("20240002", "陈小文", "8003", "班主任"),
    )
    recorder = login(client, cast.zhao)
    assert applied(recorder, workbook(*rows, head=head), "advising").counts == {
        "new": 1, "problem": 1,
    }  # fmt: skip
    assert cast.wang_graduate.advising.filter(adviser=cast.li, ended_at=None).exists()
