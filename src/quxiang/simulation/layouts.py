"""The columns of each workbook: header, where its cells come from, how they are written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from quxiang.simulation import spelling
from quxiang.simulation.evidence import NAMES
from quxiang.simulation.spelling import Cells

Spelling = Callable[[Sequence[Any], np.random.Generator], Cells]


@dataclass(frozen=True, slots=True)
class Head:
    """A column of a workbook.

    ``source`` is a column of the table, or the name of an invented one (see ``extras``); ``names``
    is the code table whose names are written, ``words`` what is written for a value.
    """

    header: str
    source: str
    write: Spelling = spelling.plain
    names: str = ""
    words: Mapping[str, str] | None = None


_STATES = {"entered": "审核通过", "signed": "待录入", "in_review": "待学校审核", "draft": "未填报"}
_FORMS = {"company": "创立公司", "incubator": "孵化机构", "net_shop": "网店"}
_SIZES = {"large": "大型", "medium": "中型", "small": "小型", "micro": "微型"}
_LEVELS = {"01": "博士研究生", "11": "硕士研究生", "31": "本科", "41": "专科"}
_FIGURES = {
    "placement_rate": "毕业去向落实率",
    "startup_rate": "自主创业率",
    "freelance_rate": "自由职业率",
    "flexible_rate": "灵活就业率",
    "further_study_rate": "升学率",
}

#: the 37 columns of the plan export of 2024, in order
PLAN_EXPORT = (
    Head("学号", "student_no"),
    Head("姓名", "name", spelling.persons),
    Head("性别", "gender", names="gender"),
    Head("生源地名称", "origin", names="province"),
    Head("生源地代码", "origin"),
    Head("民族名称", "ethnicity"),
    Head("政治面貌", "political_status"),
    Head("城乡生源", "urban_rural"),
    Head("学历层次", "level_name"),
    Head("专业名称", "major_name"),
    Head("专业方向", "direction"),
    Head("专业代码", "major_code"),
    Head("毕业年份", "cohort"),
    Head("入学年月", "entry_month"),
    Head("毕业日期", "graduation_on", spelling.dates),
    Head("培养方式", "training_mode", names="training_mode"),
    Head("委培单位", "bound_employer", spelling.firms),
    Head("学习形式", "study_mode"),
    Head("毕业去向类别代码", "code"),
    Head("毕业去向", "code", names="destination"),
    Head("签约日期", "agreed_on", spelling.dates),
    Head("单位名称", "employer_name", spelling.firms),
    Head("统一社会信用代码", "employer_uscc", spelling.codes),
    Head("留学国家地区", "country_abroad"),
    Head("留学院校中文名称", "school_abroad"),
    Head("留学院校外文名称", "school_abroad_foreign"),
    Head("留学专业中文名称", "major_abroad"),
    Head("留学专业外文名称", "major_abroad_foreign"),
    Head("单位性质代码", "employer_nature"),
    Head("单位性质", "employer_nature", names="employer_nature"),
    Head("单位行业代码", "industry"),
    Head("单位行业", "industry", names="industry"),
    Head("单位所在地代码", "place_code"),
    Head("单位所在地", "place_name"),
    Head("单位地址", "employer_address"),
    Head("工作职位类别代码", "job"),
    Head("工作职位类别", "job", names="job_category"),
)
#: what a school keeps beside them
_KEPT = (
    Head("考生号", "exam_no"),
    Head("学校名称", "school"),
    Head("所在院系", "college"),
    Head("学籍状态", "status"),
    Head("登记状态", "state", words=_STATES),
    Head("版本", "version"),
    Head("录入时间", "entered_at", spelling.minutes),
    Head("身份证号", "identity_no"),
    Head("手机号码", "phone"),
    Head("书院", "residence"),
    Head("困难生类别", "hardship", names="hardship_category"),
    Head("师范生类别", "teacher_student", names="teacher_student_type"),
    Head("登记编号", "registration_no"),
    Head("单位联系人", "contact_name", spelling.persons),
    Head("联系人电话", "contact_phone"),
    Head("薪酬达标", "wage_floor_met", spelling.yes_or_no),
    Head("无信用代码原因", "no_uscc_reason"),
    Head("创业形式", "startup_form", words=_FORMS),
    Head("从事职业", "occupation"),
    Head("实际用工单位", "using_employer_name"),
    Head("合同到期日", "contract_ends_on", spelling.dates),
    Head("协议书编号", "agreement_no"),
    Head("录入人", "filed_by"),
)
#: what a school prints for itself from week to week
_WEEKLY = (
    Head("考生号", "exam_no"),
    Head("学号", "student_no"),
    Head("姓名", "name", spelling.persons),
    Head("学校名称", "school"),
    Head("院系", "college"),
    Head("学历层次", "level_name"),
    Head("专业代码", "major_code"),
    Head("专业名称", "major_name"),
    Head("毕业年份", "cohort"),
    Head("学籍状态", "status"),
    Head("毕业去向", "code", names="destination"),
    Head("登记状态", "state", words=_STATES),
    Head("签约时间", "agreed_on", spelling.dates),
    Head("单位名称", "employer_name", spelling.firms),
    Head("信用代码", "employer_uscc", spelling.codes),
    Head("录入时间", "entered_at", spelling.minutes),
)
_ROSTER = (
    Head("考生号", "exam_no"),
    Head("学号", "student_no"),
    Head("姓名", "name", spelling.persons),
    Head("性别", "gender", names="gender"),
    Head("出生日期", "birth_on", spelling.compact_dates),
    Head("身份证号", "identity_no"),
    Head("政治面貌", "political_status"),
    Head("民族", "ethnicity"),
    Head("专业代码", "major_code"),
    Head("专业名称", "major_name"),
    Head("专业方向", "direction"),
    Head("层次", "level", words=_LEVELS),
    Head("学习形式", "study_mode"),
    Head("入学日期", "entry_month"),
    Head("分院", "college"),
    Head("学籍状态", "status"),
    Head("预计毕业日期", "graduation_on", spelling.compact_dates),
)
_EMPLOYERS = (
    Head("统一社会信用代码", "uscc"),
    Head("单位名称", "name", spelling.firms),
    Head("曾用名", "former_names", spelling.firms),
    Head("上级单位信用代码", "parent"),
    Head("登记状态", "status"),
    Head("成立日期", "founded_on", spelling.dates),
    Head("规模", "size", words=_SIZES),
    Head("规模来源", "size_source"),
    Head("规模日期", "size_on", spelling.dates),
    Head("法定代表人", "legal_person", spelling.persons),
    Head("电话", "phone"),
    Head("注册地址", "address_key"),
)
_OUTCOMES = {
    "confirmed": "已确认",
    "awaited": "未确认",
    "correction_asked": "变了",
    "disputed": "有异议",
}
_CONFIRMATIONS = (
    Head("考生号", "exam_no"),
    Head("学号", "student_no"),
    Head("版本", "version"),
    Head("确认渠道", "place", words={"national": "全国系统", "school": "校内核对"}),
    Head("确认结果", "outcome", words=_OUTCOMES),
    Head("设备", "device_hash"),
    Head("确认时间", "at", spelling.minutes),
)
_EVIDENCE = (
    Head("考生号", "exam_no"),
    Head("学号", "student_no"),
    Head("版本", "version"),
    Head("材料种类", "kind", words=NAMES),
    Head("文件名", "title"),
    Head("是否名单", "is_list", spelling.yes_or_no),
    Head("sha256", "sha256"),
    Head("上传时间", "at", spelling.minutes),
)
_ANSWERED = {
    "consistent": "一致",
    "inconsistent": "不一致",
    "refused": "拒答",
    "no_answer": "无人接听",
    "wrong_number": "错号",
    "lost": "失联",
    "enlisted": "入伍无法联系",
}
_CHECKED = {
    "class": "去向类别",
    "employer": "单位",
    "code": "去向代码",
    "place": "所在地",
    "wage": "薪酬",
}
_CHECKS = (
    Head("考生号", "exam_no"),
    Head("学号", "student_no"),
    Head("版本", "version"),
    Head("核查对象", "side", words={"graduate": "毕业生", "employer": "单位"}),
    Head("核查项", "item", words=_CHECKED),
    Head("核查结果", "outcome", words=_ANSWERED),
    Head("核查时间", "at", spelling.minutes),
)
_CHANGES = (
    Head("考生号", "exam_no"),
    Head("学号", "student_no"),
    Head("版本", "version"),
    Head("变更字段", "field"),
    Head("变更前", "before"),
    Head("变更后", "after"),
    Head("变更时间", "at", spelling.minutes),
    Head("变更人", "by"),
)
_COMPLAINTS = (
    Head("考生号", "exam_no"),
    Head("学号", "student_no"),
    Head("被举报学院", "college"),
    Head("举报时间", "at", spelling.minutes),
    Head("是否查实", "upheld", spelling.yes_or_no),
)
_OWNERS = {"graduate": "毕业生", "parent": "家长", "teacher": "教师"}
_PHONES = (
    Head("号码归属", "owner_kind", words=_OWNERS),
    Head("手机号码", "phone"),
)
_ANSWERS = (
    Head("指纹", "fingerprint"),
    Head("答复", "outcome"),
    Head("有效期至", "until", spelling.dates),
)
_NATIONAL = (
    Head("范围", "place"),
    Head("指标", "figure", words=_FIGURES),
    Head("日期", "on", spelling.dates),
    Head("比率", "rate", spelling.percent),
)
_WAGES = (
    Head("地区代码", "place"),
    Head("执行日期", "from_on", spelling.dates),
    Head("月最低工资", "monthly"),
    Head("小时最低工资", "hourly", spelling.yuan),
)
LAYOUTS: Mapping[str, tuple[Head, ...]] = MappingProxyType({
    "graduates": (*PLAN_EXPORT, *_KEPT),
    "previous": _WEEKLY,
    "last_year": _WEEKLY,
    "registry": _ROSTER,
    "employers": _EMPLOYERS,
    "confirmations": _CONFIRMATIONS,
    "national": _NATIONAL,
    "minimum_wages": _WAGES,
    "evidence": _EVIDENCE,
    "checks": _CHECKS,
    "changes": _CHANGES,
    "complaints": _COMPLAINTS,
    "protected_phones": _PHONES,
    "answers": _ANSWERS,
})  # fmt: skip
#: the truth, for people who want to know what was planted
TRUTH_HEADS = (
    Head("规则", "rule"),
    Head(
        "对象",
        "subject",
        words={
            "graduate": "毕业生",
            "employer": "单位",
            "unit": "统计单位",
            "registry": "学籍记录",
        },
    ),
    Head("应当报告", "expected", spelling.yes_or_no),
    Head("结论", "verdict", words={"fault": "有误", "to_check": "待核"}),
    Head("键", "key"),
    Head("考生号", "exam_nos", spelling.several),
    Head("内部键", "graduate_ids", spelling.several),
    Head("说明", "note"),
)
