"""What a file costs that registers many: as many statements for a hundred as for ten."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from quxiang.web.audit.models import Entry
from quxiang.web.destinations.models import Registration
from quxiang.web.imports.models import Import
from quxiang.web.imports.services.applying import apply_import
from quxiang.web.jobs.services import work_off
from web.cast import Cast, graduate
from web.conftest import login
from web.test_imports import uploaded, workbook

pytestmark = [pytest.mark.django_db, pytest.mark.database]
HEAD = ("学号", "姓名", "毕业去向", "单位名称")
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
