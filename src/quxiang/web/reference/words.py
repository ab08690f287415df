"""What code tables, figures, places and degrees of certainty are called on pages."""

from __future__ import annotations

import re
from functools import lru_cache

from quxiang import standards
from quxiang.cli.certainty import in_chinese

TABLES = {
    "destination": "毕业去向", "destination_group": "去向分组", "discipline_category": "学科门类",
    "education_level": "学历层次", "employer_nature": "单位性质",
    "employer_nature_legacy": "单位性质（旧码）", "ethnicity": "民族", "evidence_kind": "佐证材料",
    "gender": "性别", "handling_grade": "处理等级", "assessment_use": "负面清单用途",
    "hardship_category": "困难生类别", "industry": "单位行业",
    "industry_gbt4754": "国民经济行业", "job_category": "工作职位类别", "place": "地区",
    "political_status": "政治面貌", "province": "省份", "schooling_length": "学制",
    "study_mode": "学习形式", "teacher_student_type": "师范生类别", "training_mode": "培养方式",
    "urban_rural_origin": "城乡生源", "uscc_prefix": "信用代码前两位",
    "vocational_major_category": "高职专业大类",
}  # fmt: skip
#: what the program itself calls a row that has no official code: ``abroad_offer``
_OWN_NAME = re.compile("[a-z][a-z_]*")
BASES = {"public source": "公开来源", "university notice": "高校通知", "unverified": "未经核实"}


def table_title(name: str) -> str:
    return TABLES.get(name, name)


def code_title(code: str) -> str:
    """Return a code as a table may show it; a name of the program's own is none."""
    return "" if _OWN_NAME.fullmatch(code) else code


def basis_title(basis: str) -> str:
    """Return what a row rests on, in words: ``public source; unverified``."""
    parts = (each.strip() for each in basis.split(";"))
    return "；".join(BASES.get(each, each) for each in parts if each)


def degree_title(confidence: str) -> str:
    """Return how sure a row is, in words: ``high (code); medium (evidence)``."""
    return in_chinese(confidence)


@lru_cache(maxsize=1)
def figure_titles() -> dict[str, str]:
    """Return the names of figures by code, of both schemes."""
    return {
        each.figure: each.name
        for scheme in ("2021", "2024")
        for each in standards.load(scheme).indicators
    }


def figure_title(code: str) -> str:
    return figure_titles().get(code, code)


def place_title(code: str) -> str:
    """Return a province's name for its code, and any other text as it is."""
    row = standards.load().tables["province"].rows.get(code)
    return row.name if row is not None else code
