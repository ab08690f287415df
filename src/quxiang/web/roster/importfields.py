"""The columns of a roster file: their headers, how their cells are read, a sample of each."""

from __future__ import annotations

from quxiang.standards import levels, load
from quxiang.standards.tables import GRADUATES, IDENTITY, PHONE
from quxiang.web.imports import fields as f
from quxiang.web.imports.fields import Field
from quxiang.web.roster.models import Status

_DECLARED = GRADUATES.by_name

#: when a column is needed: somebody known is updated without it
NEWCOMER, NUMBER = "新增的人必填", "学号、考生号至少填一个"
#: headers of what the engine has no column for
MORE_ALIASES = {
    "ethnicity": ("民族代码", "mz", "mzdm"),
    "political_status": ("政治面貌代码", "zzmm", "zzmmdm"),
}


def _aliases(name: str) -> tuple[str, ...]:
    column = _DECLARED.get(name)
    return (*column.aliases, *column.names) if column is not None else MORE_ALIASES.get(name, ())


def read_level(cell: str) -> f.Read:
    code = load().tables["education_level"].find(cell).code
    if code is None:
        return f.wrong("unknown_code", cell, f"学历“{cell}”不认识。", "请填“本科生毕业”或代码 31。")
    return levels.split(code)[0], None


def _coded(name: str, title: str, table: str, sample: str = "") -> Field:
    codes = load().tables[table]
    return Field(
        name, title, _aliases(name), f.code_of(codes), sample=sample, told=f.name_of(codes)
    )


def level_told(level: str) -> str:
    return levels.name(level) if level in levels.LEVELS else level


FIELDS = (
    Field("name", "姓名", _aliases("name"), f.text(60), sample="王晓禾", needed=NEWCOMER),
    Field(
        "student_no", "学号", _aliases("student_no"), f.text(30), sample="20200101001",
        needed=NUMBER,
    ),
    Field(
        "exam_no", "考生号", _aliases("exam_no"), f.text(20), sample="20411001150001",
        needed=NUMBER,
    ),
    Field("identity_no", "身份证号", IDENTITY.aliases, f.identity, sealed=True),
    Field(
        "phone", "手机号码", PHONE.aliases, f.phone, sealed=True, sample="13800000000",
        needed="只用于新增的人；已有的人由本人或中心更换",
    ),
    _coded("gender", "性别", "gender", "女"),
    Field("college", "学院", _aliases("college"), f.text(60), sample="农学院", needed=NEWCOMER),
    Field("residence", "书院", _aliases("residence"), f.text(60)),
    Field("class_name", "班级", ("班级名称", "所在班级", "bj", "szbj"), f.text(60)),
    Field("major_code", "专业代码", _aliases("major_code"), f.text(20), sample="090101"),
    Field("major_name", "专业", _aliases("major_name"), f.text(80), sample="农学"),
    Field("direction", "专业方向", _aliases("direction"), f.text(80)),
    Field("level", "学历", _aliases("level"), read_level, sample="本科生毕业", told=level_told),
    _coded("study_mode", "学习形式", "study_mode"),
    _coded("training_mode", "培养方式", "training_mode"),
    Field("bound_employer", "定向或委培单位", _aliases("bound_employer"), f.text(120)),
    _coded("origin", "生源地", "province"),
    _coded("ethnicity", "民族", "ethnicity"),
    _coded("political_status", "政治面貌", "political_status"),
    _coded("hardship", "困难生类别", "hardship_category"),
    _coded("teacher_student", "师范生类别", "teacher_student_type"),
    Field("graduation_on", "毕业日期", _aliases("graduation_on"), f.day, sample="2024-06-30"),
    Field(
        "status", "学籍状态", _aliases("status"), f.choice({s.value: s.value for s in Status}),
        sample="预计毕业",
    ),
    Field("status_on", "状态日期", ("状态生效日期", "异动日期"), f.day),
)  # fmt: skip
#: fields whose values are codes, and how they are told
TOLD = {each.name: each.told for each in FIELDS if each.told is not str}
TITLES = {each.name: each.title for each in FIELDS} | {"college_id": "学院", "residence_id": "书院"}
