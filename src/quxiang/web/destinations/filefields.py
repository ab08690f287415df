"""Columns of the files destinations come in: whom a row is about, and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from quxiang.problems import Problem
from quxiang.standards import load
from quxiang.standards.tables import CONTACT_PHONE, GRADUATES, IDENTITY
from quxiang.web.common import sealed
from quxiang.web.imports import fields as f
from quxiang.web.imports.fields import Field
from quxiang.web.imports.models import Import
from quxiang.web.imports.targets import Given
from quxiang.web.orgs.kinds import PostKind
from quxiang.web.orgs.selectors import posts_of
from quxiang.web.roster.models import Graduate

_DECLARED = GRADUATES.by_name


def aliases(name: str) -> tuple[str, ...]:
    column = _DECLARED[name]
    return (*column.aliases, *column.names)


def _text(name: str, title: str, longest: int = 120, sample: str = "") -> Field:
    return Field(name, title, aliases(name), f.text(longest), sample=sample)


def _coded(name: str, title: str, table: str, sample: str = "") -> Field:
    codes = load().tables[table]
    told = f.name_of(codes)
    return Field(name, title, aliases(name), f.code_of(codes), sample=sample, told=told)


PEOPLE = (
    _text("student_no", "学号", 30, "20200101001"),
    _text("exam_no", "考生号", 20, "20411001150001"),
    Field("identity_no", "身份证号", IDENTITY.aliases, f.identity, sealed=True),
    _text("name", "姓名", 60, "王晓禾"),
)
CODE = _coded("code", "毕业去向", "destination", "签劳动合同形式就业")
SAID = (
    _text("employer_name", "单位名称", 120, "云梦种业有限公司"),
    _text("employer_uscc", "统一社会信用代码", 18),
    _text("no_uscc_reason", "无信用代码原因", 40),
    _coded("employer_nature", "单位性质", "employer_nature"),
    _coded("industry", "单位行业", "industry"),
    _coded("job", "工作职位类别", "job_category"),
    _text("place_code", "单位所在地代码", 6),
    _text("place_name", "单位所在地", 60),
    Field("agreed_on", "签约日期", aliases("agreed_on"), f.day, sample="2024-05-20"),
    _text("occupation", "从事职业", 60),
    _text("country_abroad", "留学国家地区", 40),
    _text("school_abroad", "留学院校"),
    _text("major_abroad", "留学专业"),
    _text("contact_name", "单位联系人", 40),
    Field("contact_phone", "联系人电话", CONTACT_PHONE.aliases, f.phone, sealed=True),
    _text("agreement_no", "协议书编号", 40),
    Field(
        "archive_to", "档案转递单位",
        ("档案转寄单位名称", "档案转寄单位", "档案接收单位", "档案去向"), f.text(120),
    ),
    Field(
        "household_to", "户口迁往地址", ("户口迁转地址", "户口迁往地", "户口去向"), f.text(120)
    ),
)  # fmt: skip
#: numbers a row may name a graduate by, in the order they are believed
NUMBERS = ("exam_no", "student_no", "identity")


class Graduates:
    """The graduates a file may speak of, found by any of their numbers."""

    def __init__(self, upload: Import) -> None:
        rows = Graduate.objects.filter(cohort=upload.cohort, removed=False)
        posts = posts_of(upload.by)
        if not posts.has(PostKind.CENTRE_OFFICER):
            rows = rows.filter(college_id__in=posts.units(PostKind.RECORDER))
        self._found: dict[tuple[str, str], tuple[int, str]] = {}
        self._seen: dict[int, int] = {}
        columns = ("pk", "name", "exam_no", "student_no", "person__identity_blind")
        for pk, name, *numbers in rows.values_list(*columns):
            for kind, number in zip(NUMBERS, numbers, strict=True):
                if number:
                    self._found[(kind, number)] = (pk, name)

    def find(self, row: Given) -> tuple[int | None, list[Problem]]:
        """Return the graduate a row is about, and what is wrong with how it names them."""
        identity = sealed.blind(row.text("identity_no"), "identity")
        numbers = [
            ("exam_no", row.text("exam_no")), ("student_no", row.text("student_no")),
            ("identity", identity),
        ]  # fmt: skip
        if not any(number for _, number in numbers):
            return None, [Problem("no_number", "没有考生号、学号或身份证号。", "请至少填写一个。")]
        found = next((self._found[each] for each in numbers if each in self._found), None)
        if found is None:
            message = "名册里没有这个号码，或者不是您负责的毕业生。"
            return None, [Problem("not_on_roster", message, "请核对号码；确属漏列的，请联系中心。")]
        pk, name = found
        problems = []
        if (given := row.text("name")) and given != name:
            message = f"号码对应的是“{name}”，表里写的是“{given}”。"
            problems.append(Problem("other_name", message, "请核对是否填错了号码。"))
        if (first := self._seen.setdefault(pk, row.number)) != row.number:
            problems.append(Problem("row_twice", f"与第 {first} 行是同一个人。", "请只保留一行。"))
        return pk, problems


def label_of(row: Given) -> str:
    return f"{row.text('name')} {row.text('student_no') or row.text('exam_no')}".strip()


def typed_from(values: Mapping[str, object]) -> dict[str, str]:
    """Return a row's values as they would be typed."""
    return {name: _typed(value) for name, value in values.items() if value not in (None, "")}


def _typed(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
