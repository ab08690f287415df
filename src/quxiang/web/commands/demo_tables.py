"""The tables of the demonstration, brought in the way a school would: as workbooks, by import.

What an import would find in real life is planted: a registry that disagrees with the roster in
a few places, and a second roster file with faults that waits in its preview.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import Any

import pyarrow as pa
import xlsxwriter
from django_q.models import OrmQ

from quxiang.web.accounts.models import User
from quxiang.web.imports.models import Import
from quxiang.web.imports.services import applying, uploading
from quxiang.web.imports.states import ImportState
from quxiang.web.imports.targets import Target, get_target
from quxiang.web.jobs.services import work_off
from quxiang.web.roster.models import Cohort

Row = dict[str, Any]
#: what a table of the season calls a field of an import
NAMES = {"college": "college_name", "address_key": "address"}


def bring(tables: Mapping[str, pa.Table], cohort: Cohort, *, centre: User, registry: User) -> None:
    """Import everything the season knows that the web has a place for."""
    people = tables["graduates"].to_pylist()
    apply_file("roster", "2024届毕业生名册.xlsx", people, cohort, centre)
    register = _disagreeing([_renamed(row) for row in tables["registry"].to_pylist()])
    apply_file("registry", "学籍导出.xlsx", register, cohort, registry)
    firms = _placed([_renamed(row) for row in tables["employers"].to_pylist()], people)
    apply_file("employers", "用人单位.xlsx", firms, cohort, centre)
    wages = [_in_yuan(row) for row in tables["minimum_wages"].to_pylist()]
    apply_file("minimum_wages", "最低工资.xlsx", wages, cohort, centre)
    figures = [_in_percent(row) for row in tables["national"].to_pylist()]
    apply_file("national", "全国参考值.xlsx", figures, cohort, centre)
    apply_file("holidays", "校历.xlsx", [dict(day) for day in DAYS_OFF], cohort, centre)
    bring_destinations(people, cohort, centre)
    read_file("roster", "名册补充（待核对）.xlsx", _faulty(people), cohort, centre)
    OrmQ.objects.all().delete()  # done here and now; the worker need not look again


#: so many at each college are left to register, and so many others were entered before
LEFT, ENTERED = 15, 240


def bring_destinations(people: Sequence[Row], cohort: Cohort, centre: User) -> None:
    """Take over what was entered before the school began, and today's export that differs a bit."""
    met: Counter[str] = Counter()
    chosen: list[Row] = []
    for row in people:
        met[row["college"]] += 1
        if met[row["college"]] > LEFT and row["code"] and row["state"] == "entered":
            chosen.append(row)
    entered = chosen[:ENTERED]
    apply_file("adoption", "登记系统导出（启用前）.xlsx", entered, cohort, centre)
    apply_file("registering", "登记系统导出（今天）.xlsx", _of_today(entered), cohort, centre)


def _of_today(entered: Sequence[Row]) -> list[Row]:
    """Let the system's export confirm most, return a few, and say something else of a few."""
    rows = [{**row, "state": "审核通过", "confirmed_on": "2024-06-18"} for row in entered]
    for row in rows[::9]:
        row["confirmed_on"] = None
    for row in rows[4::40]:
        row |= {"state": "审核不通过", "reason": "单位名称与信用代码不符", "confirmed_on": None}
    for row in rows[7::50]:
        row |= {"employer_name": "云梦县供销合作社", "employer_uscc": None}
    return rows[:-3]


def _renamed(row: Row) -> Row:
    return {NAMES.get(name, name): value for name, value in row.items()}


def _disagreeing(rows: list[Row]) -> list[Row]:
    """Let the registry disagree: names, a major, a birthday; one is missing, one is too many."""
    rows[3]["name"] = f"{rows[3]['name'][0]}子{rows[3]['name'][-1]}"
    rows[11]["major_code"], rows[11]["direction"] = "090102", "园艺方向"
    rows[20]["birth_on"] = date(2001, 2, 3)
    rows[41]["name"] = f"{rows[41]['name']}　　" + "（曾用名）"
    del rows[30]
    return [*rows, {"student_no": "20200199000001", "name": "单雄信", "level": "31"}]


def _placed(firms: list[Row], people: Sequence[Row]) -> list[Row]:
    """Give employers the nature, industry and place their graduates filed; name each once."""
    firms = list({firm["uscc"] or firm["name"]: firm for firm in firms}.values())
    names = {"nature": "employer_nature", "industry": "industry", "place_name": "place_name"}
    filed = {row["employer_uscc"]: row for row in people if row["employer_uscc"]}
    return [
        {**firm, **{own: filed[firm["uscc"]][name] for own, name in names.items()}}
        if firm["uscc"] in filed else firm
        for firm in firms
    ]  # fmt: skip


def _in_yuan(row: Row) -> Row:
    return {**row, "hourly": f"{row['hourly'] / 100:.1f}"}


DAYS_OFF = (
    {"on": "2024-06-10", "name": "端午节", "working": "否"},
    {"on": "2024-07-15", "name": "暑假开始", "working": "否"},
)


def _in_percent(row: Row) -> Row:
    return {**row, "rate": f"{row['rate'] / 100:.2f}"}


def _faulty(people: Sequence[Row]) -> list[Row]:
    """Return a small roster file as it comes from a college: new, changed, same and wrong rows."""
    same, changed, unknown, spoilt, twice = (dict(row) for row in people[:5])
    changed["major_name"], changed["class_name"] = "园艺", "园艺 2001 班"
    unknown["college"] = "农学院（南区）"
    spoilt["identity_no"] = "4.15E+17"
    new = {
        **same, "name": "单雄信", "student_no": "20200160009001", "exam_no": "20411060009001",
        "identity_no": None, "phone": "13800009001",
    }  # fmt: skip
    return [new, changed, same, unknown, spoilt, twice, twice]


def workbook(target: Target, rows: Iterable[Row]) -> bytes:
    """Write rows under the headers a target goes by, all as text."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet(target.title)
        used = [field for field in target.fields if any(r.get(field.name) for r in rows)]
        sheet.write_row(0, 0, [field.title for field in used])
        for at, row in enumerate(rows, 1):
            for column, field in enumerate(used):
                if (value := row.get(field.name)) not in (None, ""):
                    sheet.write_string(at, column, str(value))
    return buffer.getvalue()


def read_file(name: str, filename: str, rows: list[Row], cohort: Cohort, by: User) -> Import:
    """Upload rows as a workbook and have it read; it waits in its preview."""
    target = get_target(name)
    made = uploading.upload(
        target=target, filename=filename, content=workbook(target, rows), cohort=cohort, by=by
    )
    work_off()
    return Import.objects.get(pk=made.pk)


def apply_file(name: str, filename: str, rows: list[Row], cohort: Cohort, by: User) -> None:
    """Import rows as a workbook. Raises when one of them is refused: the season is clean."""
    upload = read_file(name, filename, rows, cohort, by)
    if upload.state != ImportState.PREVIEW or upload.counts.get("problem"):
        raise AssertionError(f"{filename}: {upload.state} {upload.counts} {upload.problem}")
    applying.apply_import(upload=upload, by=by)
    work_off()
