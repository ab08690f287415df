"""The registering system's workbook of 37 columns: what stands in each for one registration."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from quxiang.standards import Standard, levels
from quxiang.web.destinations.changes import said
from quxiang.web.destinations.models import Version
from quxiang.web.roster.models import Graduate

#: what a cell is filled with: from the graduate, the version, and the scheme's names
Cell = Callable[[Graduate, Version, Standard], object]


def _fact(name: str) -> Cell:
    return lambda graduate, _version, _standard: getattr(graduate, name)


def _named(name: str, table: str) -> Cell:
    def cell(graduate: Graduate, _version: Version, standard: Standard) -> object:
        code = str(getattr(graduate, name))
        row = standard.tables[table].rows.get(code)
        return row.name if row is not None else code

    return cell


def _said(name: str) -> Cell:
    return lambda _graduate, version, _standard: getattr(version, name)


def _word(name: str) -> Cell:
    return lambda _graduate, version, standard: said(standard, version, name)


def _name_of_code(_graduate: Graduate, version: Version, standard: Standard) -> object:
    row = standard.destinations.get(version.code)
    return row.name if row is not None else ""


def _level(graduate: Graduate, _version: Version, _standard: Standard) -> object:
    return levels.name(graduate.level) if graduate.level in levels.LEVELS else graduate.level


def _blank(_graduate: Graduate, _version: Version, _standard: Standard) -> object:
    return ""


#: header → cell, in the order of the layout (standards/template_employment_plan_export_2024)
COLUMNS: Sequence[tuple[str, Cell]] = (
    ("学号", _fact("student_no")),
    ("姓名", _fact("name")),
    ("性别", _named("gender", "gender")),
    ("生源地名称", _named("origin", "province")),
    ("生源地代码", _fact("origin")),
    ("民族名称", _named("ethnicity", "ethnicity")),
    ("政治面貌", _named("political_status", "political_status")),
    ("城乡生源", _blank),  # neither is on the roster: left for the system, which has them
    ("学历层次", _level),
    ("专业名称", _fact("major_name")),
    ("专业方向", _fact("direction")),
    ("专业代码", _fact("major_code")),
    ("毕业年份", lambda graduate, _version, _standard: str(graduate.cohort.year)),
    ("入学年月", _blank),
    ("毕业日期", _fact("graduation_on")),
    ("培养方式", _named("training_mode", "training_mode")),
    ("委培单位", _fact("bound_employer")),
    ("学习形式", _named("study_mode", "study_mode")),
    ("毕业去向类别代码", _said("code")),
    ("毕业去向", _name_of_code),
    ("签约日期", _said("agreed_on")),
    ("单位名称", _said("employer_name")),
    ("统一社会信用代码", _said("employer_uscc")),
    ("留学国家地区", _said("country_abroad")),
    ("留学院校中文名称", _blank),
    ("留学院校外文名称", _said("school_abroad")),
    ("留学专业中文名称", _said("major_abroad")),
    ("留学专业外文名称", _blank),
    ("单位性质代码", _said("employer_nature")),
    ("单位性质", _word("employer_nature")),
    ("单位行业代码", _said("industry")),
    ("单位行业", _word("industry")),
    ("单位所在地代码", _said("place_code")),
    ("单位所在地", _said("place_name")),
    ("单位地址", _said("address")),
    ("工作职位类别代码", _said("job")),
    ("工作职位类别", _word("job")),
)


def row_of(graduate: Graduate, version: Version, standard: Standard) -> list[object]:
    """Return one registration as the layout's row; dates as ``2024-06-20``."""
    cells = [cell(graduate, version, standard) for _, cell in COLUMNS]
    return [
        each.isoformat() if isinstance(each, date) else "" if each is None else each
        for each in cells
    ]
