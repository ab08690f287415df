"""How sure a row of the standards is, in Chinese; the tables themselves say it in English."""

from __future__ import annotations

#: longer phrases first, so that none is eaten by a shorter one
_WORDS = {
    "definition of the destination": "去向的定义",
    "minimum term is local practice": "最短期限为各地做法",
    "unverified which papers will do": "认可哪些材料未证实",
    "unverified that 2024 kept it": "2024 是否沿用未证实",
    "no official code found": "未见官方代码",
    "2024 export layout": "2024 导出表式",
    "that 2024 kept it": "2024 沿用",
    "university notice": "学校通知",
    "values unverified": "取值未证实",
    "public source": "公开来源",
    "medium-high": "中偏高",
    "medium-low": "中偏低",
    "unverified": "未证实",
    "membership": "成员",
    "2021 text": "2021 文本",
    "evidence": "佐证",
    "children": "下级",
    "medium": "中",
    "high": "高",
    "name": "名称",
    "code": "代码",
    "low": "低",
    "; ": "；",
    ", ": "，",
    ",": "、",
    " (": "（",
    ")": "）",
}


def in_chinese(text: str) -> str:
    """Return basis or confidence of a row in Chinese; words a school wrote itself stay."""
    for english, chinese in _WORDS.items():
        text = text.replace(english, chinese)
    return text
