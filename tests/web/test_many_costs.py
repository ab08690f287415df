"""What a file costs that registers many: as many statements for a hundred as for ten."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from quxiang.web.audit.models import Entry
from quxiang.web.destinations.models import Confirmation, Exchange, Registration
from quxiang.web.imports.models import Import
from quxiang.web.imports.services.applying import apply_import
from quxiang.web.jobs.services import work_off
from web.cast import Cast, graduate
from web.conftest import login
from web.test_imports import uploaded, workbook

pytestmark = [pytest.mark.django_db, pytest.mark.database]
HEAD = ("学号", "姓名", "毕业去向", "单位名称")
#: what an export of the registering system has besides
EXPORT = (*HEAD, "审核状态", "本人确认日期")
#: rows are read and judged in pieces of their own, which may be one more
PIECES = 6


def previewed(cast: Cast, target: str, many: int, begin: int) -> Import:
    rows = []
    for at in range(begin, begin + many):
        graduate(cast.cohort, cast.agronomy, f"2024{at:05d}", f"田{at}")
        rows.append((f"2024{at:05d}", f"田{at}", "境内升学—研究生", f"云梦大学{at % 7}"))
    return uploaded(login(Client(), cast.qian), workbook(*rows, head=HEAD), target)


def statements(cast: Cast, upload: Import) -> int:
    apply_import(upload=upload, by=cast.qian)
    with CaptureQueriesContext(connection) as caught:
        work_off()
    return len(caught)


@pytest.mark.parametrize(
    ("target", "act", "state"),
    [
        ("adoption", "version.adopt", "entered"), ("official_list", "version.file", "in_review"),
        ("platform", "version.file", "in_review"),
    ],
)  # fmt: skip
def test_a_file_of_a_hundred_costs_the_statements_of_one_of_ten(
    cast: Cast, target: str, act: str, state: str
) -> None:
    few, many = (previewed(cast, target, n, begin) for n, begin in ((10, 100), (100, 200)))
    cost = statements(cast, few)
    assert statements(cast, many) <= cost + PIECES
    assert Registration.objects.filter(state=state, current__isnull=False).count() == 110
    noted = Entry.objects.filter(action=act).order_by("seq")
    assert [len(each.subject_ids) for each in noted] == [each.after["count"] for each in noted]
    assert [each.after["count"] for each in noted] == [10, 100]


def read_back(cast: Cast, many: int, begin: int, *, adopted_first: bool) -> int:
    """Adopt graduates and read an export that confirms them; return what the second file cost."""
    adoption = previewed(cast, "adoption", many, begin)
    people = [(f"2024{at:05d}", f"田{at}", at % 7) for at in range(begin, begin + many)]
    rows = [
        (number, name, "境内升学—研究生", f"云梦大学{employer}", "审核通过", "2024-06-25")
        for number, name, employer in people
    ]
    export = uploaded(login(Client(), cast.qian), workbook(*rows, head=EXPORT), "registering")
    first, second = (adoption, export) if adopted_first else (export, adoption)
    statements(cast, first)
    return statements(cast, second)


@pytest.mark.parametrize("adopted_first", [True, False])
def test_an_export_that_meets_what_was_adopted_costs_as_much_for_a_hundred_as_for_ten(
    cast: Cast, adopted_first: bool
) -> None:
    few, many = (
        read_back(cast, n, begin, adopted_first=adopted_first)
        for n, begin in ((10, 100), (100, 200))
    )
    assert many <= few + PIECES
    assert Confirmation.objects.filter(place="national", state="confirmed").count() == 110
    assert Exchange.objects.filter(state="accepted").count() == 110
