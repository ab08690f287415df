"""Cohorts and what they count by: opened, set, versioned, archived, opened again."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client

from cli.made import graduates, write
from quxiang.cli import run
from quxiang.standards import parse_settings
from quxiang.web.accounts.models import User
from quxiang.web.audit.models import Entry
from quxiang.web.common import clock
from quxiang.web.roster.denominator import denominator_between
from quxiang.web.roster.models import Cohort, CohortSettings
from quxiang.web.roster.services import changes
from web.cast import Cast
from web.conftest import login

pytestmark = [pytest.mark.django_db, pytest.mark.database]
FIELD = re.compile(
    r'<select\b[^>]*\bname="([^"]+)".*?</select>|<input\b[^>]*\bname="([^"]+)"[^>]*>', re.S
)
VALUE = re.compile(r'\bvalue="([^"]*)"')
CHOSEN = re.compile(r'<option value="([^"]*)" selected')


def shown_form(page: str) -> dict[str, str | list[str]]:
    """Return what the settings form of a page holds, as a browser would send it."""
    start = page.index('/settings/" novalidate>')
    form = page[start : page.index("</form>", start)]
    given: dict[str, str | list[str]] = {}
    for match in FIELD.finditer(form):
        name, whole = match[1] or match[2], match[0]
        if match[1]:
            given[name] = CHOSEN.findall(whole)[0]
        elif 'type="checkbox"' not in whole:
            given[name] = "".join(VALUE.findall(whole)[:1])
        elif "checked" in whole:
            boxes = given.setdefault(name, [])
            assert isinstance(boxes, list)
            boxes.extend(VALUE.findall(whole))
    return given


def page_of(user: User, cohort: Cohort) -> str:
    return login(Client(), user).get(f"/cohorts/{cohort.pk}/").content.decode()


def saved(user: User, cohort: Cohort, **changes: object) -> HttpResponse:
    """Change fields of the form as the page shows it, and send it."""
    given: dict[str, object] = {**shown_form(page_of(user, cohort)), "reason": "校务会 3 月 1 日定"}
    given |= {name.replace("calendar_", "calendar."): each for name, each in changes.items()}
    renamed = {re.sub(r"^rules_(\d)_", r"rules-\1-", name): each for name, each in given.items()}
    client = login(Client(), user)
    answer: HttpResponse = client.post(f"/cohorts/{cohort.pk}/settings/", renamed)
    return answer


def row(code: str, parameter: str, value: str, at: int = 0) -> dict[str, str]:
    """Return what is typed into one row of rule parameters."""
    parts = {"code": code, "parameter": parameter, "value": value}
    return {f"rules_{at}_{name}": each for name, each in parts.items()}


def errors_in(answer: HttpResponse) -> list[str]:
    return re.findall(r'class="invalid-feedback" role="alert">([^<]+)<', answer.content.decode())


def test_the_list_says_scheme_window_graduates_settings_and_state(cast: Cast) -> None:
    Cohort.objects.create(
        school=cast.school, year=2021, scheme="2021", window="calendar_year",
        opened_at=clock.now(), archived_at=clock.now(),
    )  # fmt: skip
    page = login(Client(), cast.qian).get("/cohorts/").content.decode()
    for told in ("2024 届", "上年 9 月 1 日至 8 月 31 日毕业", "2 人", "第 1 版", "进行中"):
        assert told in page
    for told in ("2021 届", "1 月 1 日至 8 月 31 日毕业", "0 人", "默认", "已归档"):
        assert told in page


def test_a_cohort_is_opened_once(cast: Cast) -> None:
    centre = login(Client(), cast.qian)
    form = {"year": "2025", "scheme": "2021", "window": "calendar_year"}
    assert centre.post("/cohorts/open/", form).status_code == 302
    again = centre.post("/cohorts/open/", form)
    assert (again.status_code, errors_in(again)) == (
        422,
        ["2025 届已经开设，请在“届别与设置”里打开它。"],
    )
    assert centre.post("/begin/cohort/", form).status_code == 422
    made = Cohort.objects.get(year=2025)
    assert (made.scheme, made.window, made.settings_versions.count()) == (
        "2021", "calendar_year", 1
    )  # fmt: skip
    assert Entry.objects.filter(action="cohort.open", object_id=str(made.pk)).count() == 1


def test_whoever_reads_only_sees_no_form(cast: Cast) -> None:
    for reader in (cast.zheng, cast.zhou):
        page = page_of(reader, cast.cohort)
        assert "统计设置" in page
        assert "保存为新的一版" not in page
        assert "归档这一届" not in page


def test_basis_and_confidence_stand_beside_a_setting(cast: Cast) -> None:
    saved(cast.qian, cast.cohort, **row("E305", "limit", "5"))
    for reader in (cast.qian, cast.zhou):
        page = page_of(reader, cast.cohort)
        assert "依据：2024 方案的成员官方未公布（把握：低）" in page
        assert "依据：通知 N4.4" in page
        assert "7月24日前（不含当日）" in page
        assert "随附规则里是 4" in page


def test_saving_makes_the_next_version_with_everything_that_was_changed(cast: Cast) -> None:
    answer = saved(
        cast.qian, cast.cohort, counted_statuses=["毕业", "结业"], counts_from="signed",
        flexible_members="12、76", other_hire_is_employer="false", swing_unit="relative",
        swing_base="50", own_school_codes="12410000415808023K", calendar_weekly_inclusive="true",
        calendar_self_check_on="07-20", rules_0_code="e305", rules_0_parameter="limit",
        rules_0_value="5",
    )  # fmt: skip
    assert answer.status_code == 302
    made = CohortSettings.objects.get(cohort=cast.cohort, number=2)
    settings = parse_settings(made.text)
    assert (settings.version, settings.scheme, settings.cohort) == (2, "2024", "2024")
    assert settings.counted_statuses == ("毕业", "结业")
    assert settings.flexible_members == ("12", "76")
    assert (settings.counts_from, settings.other_hire_is_employer) == ("signed", False)
    assert (settings.swing_unit, settings.swing_base) == ("relative", 50)
    assert settings.own_school_codes == ("12410000415808023K",)
    assert (settings.calendar.weekly_inclusive, settings.calendar.self_check_on) == (True, "07-20")
    assert settings.rules == {"E305": {"limit": 5}}
    assert (made.digest, made.by, made.reason) == (settings.digest, cast.qian, "校务会 3 月 1 日定")
    page = page_of(cast.qian, cast.cohort)
    for told in ("第 2 版", made.digest, "<del>录入系统起</del> → <ins>审签完成起</ins>"):
        assert told in page


def test_a_parameter_row_that_is_emptied_is_as_shipped_again(cast: Cast) -> None:
    saved(cast.qian, cast.cohort, **row("E305", "limit", "5"))
    saved(cast.qian, cast.cohort, **row("", "", ""))
    newest = CohortSettings.objects.get(cohort=cast.cohort, number=3)
    assert parse_settings(newest.text).rules == {}


def test_the_trail_holds_what_was_and_what_is(cast: Cast) -> None:
    saved(cast.qian, cast.cohort, counts_from="signed")
    entry = Entry.objects.get(action="cohort.settings")
    assert entry.before == {"自何时起计入": "录入系统起"}
    assert entry.after["自何时起计入"] == "审签完成起"
    assert (entry.after["number"], entry.reason) == (2, "校务会 3 月 1 日定")
    assert len(entry.after["digest"]) == 64


def test_saving_what_is_in_force_makes_no_version_and_says_so(cast: Cast) -> None:
    client = login(Client(), cast.qian)
    given = {**shown_form(page_of(cast.qian, cast.cohort)), "reason": "重存"}
    answer = client.post(f"/cohorts/{cast.cohort.pk}/settings/", given, follow=True)
    assert "与现行的设置相同，没有产生新的版本。" in answer.content.decode()
    assert cast.cohort.settings_versions.count() == 1
    assert not Entry.objects.filter(action="cohort.settings").exists()


def test_whoever_saves_over_a_newer_version_is_told_that_they_came_too_late(cast: Cast) -> None:
    old = {**shown_form(page_of(cast.qian, cast.cohort)), "reason": "晚了", "swing_base": "40"}
    saved(cast.qian, cast.cohort, counts_from="signed")
    answer = login(Client(), cast.qian).post(f"/cohorts/{cast.cohort.pk}/settings/", old)
    assert answer.status_code == 409
    assert "已有新的版本" in answer.content.decode()
    assert cast.cohort.settings_versions.count() == 2


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"flexible_members": "12、99"}, "“99”不是两位去向代码。"),
        ({"own_school_codes": "123"}, "“123”不是统一社会信用代码。"),
        ({"calendar_self_check_on": "13-40"}, "没有“13-40”这一天。"),
        ({"calendar_texts_on": "八月"}, "应是月-日。"),
        ({"swing_base": "0"}, "大于或等于1"),
        ({"counted_statuses": []}, "必填"),
        ({"counts_from": "someday"}, "someday"),
        ({"reason": ""}, "必填"),
        ({"rules_0_code": "E305"}, "这一行没有填完。"),
        (row("Z999", "x", "1"), "没有规则 Z999。"),
        (row("E305", "x", "1"), "没有参数“x”。"),
        (row("E305", "limit", "多"), "不能是“多”"),
        (row("T101", "base", "9"), "请在上面的"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_said_at_its_field(
    cast: Cast, changes: dict[str, object], said: str
) -> None:
    answer = saved(cast.qian, cast.cohort, **changes)
    assert answer.status_code == 422
    assert any(said in each for each in errors_in(answer)), errors_in(answer)
    assert cast.cohort.settings_versions.count() == 1


def test_one_parameter_is_not_set_twice(cast: Cast) -> None:
    rows = row("E305", "limit", "5") | row("E305", "limit", "6", at=1)
    answer = saved(cast.qian, cast.cohort, **rows)
    assert answer.status_code == 422
    assert errors_in(answer) == ["E305.limit 写了两次，请只保留一行。"]


def test_a_version_that_is_downloaded_is_what_check_reads(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    saved(cast.qian, cast.cohort, flexible_members="12、76", calendar_weekly_inclusive="true",
          rules_0_code="E305", rules_0_parameter="limit", rules_0_value="2")  # fmt: skip
    answer = login(Client(), cast.zhou).get(f"/cohorts/{cast.cohort.pk}/settings/2/")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="settings-2024-v2.toml"'
    file = tmp_path / "settings.toml"
    file.write_bytes(answer.content)
    book = write(tmp_path / "graduates.xlsx", graduates())
    status = run(["check", str(book), "--settings", str(file), "--format", "json"])
    said = json.loads(capsys.readouterr().out)
    assert status in (0, 1)
    assert (
        said["settings"]["digest"]
        == CohortSettings.objects.get(cohort=cast.cohort, number=2).digest
    )


def test_there_is_no_version_of_another_number(cast: Cast) -> None:
    client = login(Client(), cast.qian)
    assert client.get(f"/cohorts/{cast.cohort.pk}/settings/7/").status_code == 404


def test_the_denominator_counts_by_the_settings_of_the_cohort(cast: Cast) -> None:
    before = clock.now()
    changes.set_status(
        graduates=[cast.wang_graduate], status="延期", effective_on=clock.today(), note="名单",
        by=cast.qian,
    )  # fmt: skip
    assert denominator_between(cast.cohort, before, clock.now()).change == -1
    at = clock.now()
    saved(cast.qian, cast.cohort, counted_statuses=["预计毕业", "毕业", "延期"])
    assert denominator_between(cast.cohort, before, clock.now()).change == 0
    assert denominator_between(cast.cohort, before, at).change == -1
