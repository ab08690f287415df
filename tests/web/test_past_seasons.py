"""Seasons before come in by a dated workbook, are refused by name, and stand beside this one."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from quxiang.engine.boards import PLACEMENT
from quxiang.web.imports.models import Import
from quxiang.web.jobs.services import work_off
from quxiang.web.season.dashboards import curve
from quxiang.web.season.dashboards.board import references_of
from quxiang.web.season.dashboards.curve import REGISTERED, Point, curves_of
from quxiang.web.season.models import DashboardSet, PastFigure, Snapshot
from web.cast import Cast
from web.conftest import login
from web.test_imports import applied, uploaded, workbook

pytestmark = [pytest.mark.django_db, pytest.mark.database]
HEAD = ("日期", "届", "学院", "指标", "分子", "分母", "来源")
JUNE = ("2023-06-20", "2023", "", "落实率", "2106", "5010", "周报")


@pytest.fixture
def centre(client: Client, cast: Cast) -> Client:
    return login(client, cast.qian)


def told(centre: Client, *rows: tuple[str, ...]) -> Import:
    return applied(centre, workbook(*rows, head=HEAD), "past_seasons")  # type: ignore[no-any-return]


def test_a_past_season_is_kept_with_who_when_and_whence(centre: Client, cast: Cast) -> None:
    told(centre, JUNE)
    kept = PastFigure.objects.get()
    assert (kept.on, kept.year, kept.figure) == (date(2023, 6, 20), 2023, PLACEMENT)
    assert (kept.numerator, kept.denominator, kept.source) == (2106, 5010, "周报")
    assert (kept.by, kept.college) == (cast.qian, "")


def test_the_same_day_told_otherwise_is_a_change_and_can_be_taken_back(centre: Client) -> None:
    told(centre, JUNE)
    again = told(centre, (*JUNE[:4], "2206", *JUNE[5:]))
    assert again.counts == {"changed": 1}
    assert again.rows.get().diff == [["分子", "2106", "2206"]]
    centre.post(f"/imports/{again.pk}/undo/")
    work_off()
    assert PastFigure.objects.get().numerator == 2106


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (("2023-06-20", "2023", "", "落实率", "5011", "5010", "周报"), "more_than_all"),
        (("2023-06-20", "2023", "", "落实率", "0", "0", "周报"), "more_than_all"),
        (("2022-06-20", "2023", "", "落实率", "1", "5010", "周报"), "other_season"),
        (("2023-06-20", "2023", "法学院", "落实率", "1", "5010", "周报"), "no_college"),
        (("2023-06-20", "2023", "", "满意率", "1", "5010", "周报"), "unknown_figure"),
        (("2023-06-20", "2023", "", "落实率", "-1", "5010", "周报"), "bad_count"),
        (("六月", "2023", "", "落实率", "1", "5010", "周报"), "bad_date"),
        (("2023-06-20", "2023", "", "落实率", "1", "", "周报"), "missing_value"),
    ],
)  # fmt: skip
def test_a_row_no_season_can_have_is_refused_by_its_column(
    centre: Client, row: tuple[str, ...], code: str
) -> None:
    upload = uploaded(centre, workbook(row, head=HEAD), "past_seasons")  # type: ignore[arg-type]
    assert upload.counts == {"problem": 1}
    (problem,) = upload.rows.get().problems
    assert problem["code"] == code
    assert problem["column"] in HEAD
    assert not PastFigure.objects.exists()


def counts(cast: Cast, year: int, on: str, numbers: tuple[int, int, int]) -> None:
    """Say of a cohort what a snapshot of a day counted to."""
    cohort = cast.cohort
    if year != cohort.year:
        cohort, _ = type(cohort).objects.get_or_create(
            school=cast.school, year=year,
            defaults={"scheme": "2024", "opened_at": cast.cohort.opened_at},
        )  # fmt: skip
    number = cohort.snapshots.count() + 1
    row = Snapshot.objects.create(
        school=cast.school, cohort=cohort, number=number, moment=f"{on}T09:00Z", people=numbers[2],
        known_at=f"{on}T09:00Z", folder=f"none-{year}-{number}", sha256="0" * 64, why="",
        at=f"{on}T09:00Z",
    )  # fmt: skip
    DashboardSet.objects.create(
        school=cast.school, snapshot=row, settled=numbers[0], registered=numbers[1],
        people=numbers[2], figures={}, tables={}, at=f"{on}T09:00Z",
    )  # fmt: skip


def test_a_curve_takes_snapshots_where_there_are_any_and_workbooks_beside_them(
    centre: Client, cast: Cast
) -> None:
    counts(cast, 2024, "2024-06-20", (40, 80, 100))
    counts(cast, 2023, "2023-06-20", (30, 60, 100))
    told(centre, JUNE, ("2023-06-10", *JUNE[1:]), ("2022-06-20", "2022", *JUNE[2:]))
    found = curves_of(cast.cohort, "")
    assert found[PLACEMENT][2024] == [Point(date(2024, 6, 20), date(2024, 6, 20), 40, 100)]
    assert [(each.said, each.numerator, each.told) for each in found[PLACEMENT][2023]] == [
        (date(2023, 6, 10), 2106, True),
        (date(2023, 6, 20), 30, False),
    ]
    assert found[PLACEMENT][2022][0].on == date(2024, 6, 20)
    assert found[REGISTERED][2023] == [Point(date(2024, 6, 20), date(2023, 6, 20), 60, 100)]
    assert curves_of(cast.cohort, "农学院")[PLACEMENT][2024] == []


def test_the_same_day_of_a_season_before_is_its_last_one_not_too_long_ago() -> None:
    points = [Point(date(2024, 5, day), date(2023, 5, day), day, 100) for day in (1, 20)]
    assert curve.at(points, date(2024, 5, 25)) == points[1]
    assert curve.at(points, date(2024, 5, 19)) == points[0]
    assert curve.at(points, date(2024, 4, 30)) is None
    assert curve.at(points, date(2024, 7, 31)) is None
    assert curve.same_day(date(2024, 2, 29), 1) == date(2025, 2, 28)


def test_beside_the_rate_stands_the_newest_reference_of_each_place(
    centre: Client, cast: Cast
) -> None:
    rows = [
        ("河南省", "毕业去向落实率", "2024-06-15", "50.10", "省中心通报"),
        ("全国", "毕业去向落实率", "2024-06-01", "48.00", "甲报告"),
        ("全国", "placement_rate", "2024-06-20", "55.50", "乙报告"),
        ("全国", "毕业去向落实率", "2024-06-30", "60.00", "晚于快照"),
        ("全国", "升学率", "2024-06-20", "20.00", "别的指标"),
    ]
    head = ("范围", "指标", "日期", "比率", "来源")
    applied(centre, workbook(*rows, head=head), "national")
    found = references_of(cast.school.pk, date(2024, 6, 25))
    assert [(each.place, each.rate, each.source) for each in found] == [
        ("全国", 5550, "乙报告"), ("河南省", 5010, "省中心通报"),
    ]  # fmt: skip
